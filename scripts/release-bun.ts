import { join } from "node:path";
import { projectRoot } from "../tests/bed/promsnap.ts";

/** What Bun says of its own licence and of all that is linked into it: its documentation, of the very version that is used. */
const document = join(projectRoot, "node_modules/bun-types/docs/project/license.mdx");

/** A library inside Bun's runtime. Which version, Bun does not say. */
export interface LinkedLibrary {
  readonly name: string;
  readonly url: string;
  /** In Bun's words: an SPDX identifier for some, a sentence for others. */
  readonly license: string;
}

/** Bun's chapter on licences, as plain text. */
export async function bunLicences(): Promise<string> {
  return (await Bun.file(document).text()).replace(/^---\n[\s\S]*?\n---\n+/, "");
}

/** The libraries that Bun names as linked, and WebKit's JavaScriptCore, which it names before them. */
export function linkedLibraries(chapter: string): readonly LinkedLibrary[] {
  const table = /^## Linked libraries$([\s\S]*?)^## /m.exec(chapter)?.[1] ?? "";
  const rows = [...table.matchAll(/^\|[^[|]*\[`?([^`\]]+)`?\]\(([^)]+)\)[^|]*\|([^|]*)\|$/gm)];
  const libraries = rows.flatMap(([row, name = "", url = "", license = ""]) =>
    /Windows\)/.test(row) && !/Linux/.test(row) ? [] : [{ name, url, license: inWords(license) }],
  );
  if (libraries.length === 0 || !chapter.includes("LGPL-2"))
    throw new Error(`${document} is not written as it used to be`);
  return [{ name: "WebKit", url: "https://github.com/oven-sh/WebKit", license: "LGPL-2.0-only" }, ...libraries];
}

/** Without Markdown's links. */
const inWords = (markdown: string) => markdown.replace(/\[([^\]]+)\]\([^)]+\)/g, "$1").trim();
