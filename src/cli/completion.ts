import { describeSettings } from "../config/describe.ts";
import { loadSettings } from "../config/load.ts";
import { Fault } from "../errors.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import { storedNames } from "../jobs/stored-names.ts";
import { size } from "../report/format.ts";
import type { System } from "../system/system.ts";
import { globalOptions } from "./commands.ts";
import { type Candidate, complete } from "./complete.ts";
import type { CompletionChoices } from "./completion-arguments.ts";
import { completionScripts } from "./completion-scripts.ts";
import type { Desk } from "./desk.ts";
import { helpWords } from "./help.ts";
import type { World } from "./world.ts";

/**
 * `promsnap completion`: a shell's script, or what it asks for at each press of Tab: one candidate in a line, its meaning
 * behind a tab; a line `:files` or `:directories` says that those may stand there too.
 */
export async function completionCommand(
  { system }: World,
  desk: Desk,
  { shell, words }: CompletionChoices,
): Promise<ExitCode> {
  if (words === undefined) {
    desk.result(completionScripts[shell]);
    desk.json({ shell, script: completionScripts[shell] });
    return exitCodes.done;
  }
  const { candidates, others, prefix } = complete(words, helpWords(desk.languages.diagnostics));
  const named = others === "snapshots" ? await snapshotsFor(words, system, desk) : [];
  // bash completes only what stands behind the equals sign, the others the whole word.
  const before = shell === "bash" ? "" : prefix;
  const all = [...candidates, ...named].map(({ word, meaning = "" }) => ({ word: `${before}${word}`, meaning }));
  const kind = others === "snapshots" ? undefined : others;
  desk.result(
    all.map(({ word, meaning }) => `${word}\t${meaning}\n`).join("") + (kind === undefined ? "" : `:${kind}\n`),
  );
  desk.json({ candidates: all, others: kind });
  return exitCodes.done;
}

/**
 * The names in SNAPSHOT_DIR that go on from the last word and stand in none before it. There are none where anything is
 * wrong, for nobody who presses Tab wants to read of it; nor those of a bucket, for nobody wants to wait for them.
 */
async function snapshotsFor(words: readonly string[], system: System, desk: Desk): Promise<Candidate[]> {
  const current = words.at(-1) ?? "";
  try {
    const settings = describeSettings(loadSettings(configIn(words, system.host.home), system));
    const { value: store } = settings.find(({ key }) => key === "SNAPSHOT_DIR") ?? {};
    const stored = store?.startsWith("/") ? await storedNames(system, store) : [];
    return stored
      .filter(({ name }) => name.startsWith(current) && !words.slice(0, -1).includes(name))
      .map(({ name, bytes }) => ({ word: name, meaning: size(bytes, desk.languages.diagnostics) }));
  } catch (error) {
    if (error instanceof Fault) return [];
    throw error;
  }
}

/** The configuration that the line names; the shell has not made a path of a `~` yet. */
function configIn(words: readonly string[], home: string): string {
  const at = words.findIndex((word) => word === "--config" || word.startsWith("--config="));
  const path = at === -1 ? "" : (/^--config=(.*)$/s.exec(words[at] ?? "")?.[1] ?? words[at + 1] ?? "");
  return path === "" ? globalOptions.config.default : path.replace(/^~(?=\/)/, home);
}
