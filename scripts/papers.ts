import { join } from "node:path";
import { commandPage } from "./papers-command-page.ts";
import { configurationMarkdown } from "./papers-configuration.ts";
import { settingsPage } from "./papers-settings-page.ts";

/** Every paper that is made from tables, by its path in the project. */
export function papers(): ReadonlyMap<string, string> {
  return new Map([
    ["docs/configuration.md", configurationMarkdown("en")],
    ["docs/configuration.fr.md", configurationMarkdown("fr")],
    ["docs/man/promsnap.1", commandPage("en")],
    ["docs/man/fr/promsnap.1", commandPage("fr")],
    ["docs/man/prometheus-snapshot.conf.5", settingsPage("en")],
    ["docs/man/fr/prometheus-snapshot.conf.5", settingsPage("fr")],
  ]);
}

const root = join(import.meta.dir, "..");

/** The papers that are not on the disk as they would be written. */
export async function stalePapers(): Promise<readonly string[]> {
  const looks = [...papers()].map(async ([path, text]) => {
    const file = Bun.file(join(root, path));
    return (await file.exists()) && (await file.text()) === text ? [] : [path];
  });
  return (await Promise.all(looks)).flat();
}

if (import.meta.main) {
  const stale = await stalePapers();
  if (process.argv.includes("--check")) {
    for (const path of stale) process.stdout.write(`${path} is not what scripts/papers writes\n`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    for (const path of stale) {
      await Bun.write(join(root, path), papers().get(path) ?? "");
      process.stdout.write(`${path}\n`);
    }
  }
}
