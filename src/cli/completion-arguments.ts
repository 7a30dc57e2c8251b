import { fault } from "../errors.ts";

/** The shells whose completion promsnap can make. */
export const shells = ["bash", "zsh", "fish"] as const;

export type Shell = (typeof shells)[number];

/** What `promsnap completion` is to do: print a shell's script, or, with words, say what may stand at the last of them. */
export interface CompletionChoices {
  readonly shell: Shell;
  readonly words?: readonly string[];
}

/** What a checked command line of `completion` asks for. Throws `usage.missingArgument`, `usage.invalidValue`. */
export function completionChoices([shell = "", ...words]: readonly string[]): CompletionChoices {
  const command = "promsnap completion";
  if (shell === "") throw fault("usage.missingArgument", { argument: "SHELL", command });
  const known = shells.find((name) => name === shell);
  if (known === undefined) {
    throw fault("usage.invalidValue", { option: "SHELL", value: shell, expected: { kind: "shell" }, command });
  }
  return words.length === 0 ? { shell: known } : { shell: known, words };
}
