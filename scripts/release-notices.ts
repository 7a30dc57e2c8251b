import type { Part } from "./release-contents.ts";

const rule = "=".repeat(78);

/**
 * The licences of everything in the executable that is somebody else's, word for word, each text once, behind the names
 * of the packages that it belongs to; Bun's own chapter on it comes first.
 */
export function thirdPartyNotices(
  parts: readonly Part[],
  bun: { readonly version: string; readonly chapter: string },
): string {
  const owners = Map.groupBy(
    parts.flatMap((part) => (part.texts.length > 0 ? part.texts : [""]).map((text) => ({ part, text }))),
    ({ text }) => text.trim(),
  );
  const chapters = [...owners].map(([text, list]) => {
    const names = list.map(({ part: { name, version, license } }) => `${name} ${version} (${license})`);
    return [rule, ...names, rule, "", text || "The package brings no text of its licence."].join("\n");
  });
  const head = "The executable of promsnap contains these works, besides its own code.";
  return [head, [rule, `Bun ${bun.version} (MIT)`, rule, "", bun.chapter.trim()].join("\n"), ...chapters, ""].join(
    "\n\n",
  );
}
