import type { Fault } from "../errors.ts";
import type { ExitCode } from "../faults/exit-codes.ts";
import { chooseLanguages, environmentLanguage } from "../report/language.ts";
import { phrases } from "../report/messages/phrases.ts";
import { onSignals } from "../system/signals.ts";
import type { Terminal } from "../system/terminal.ts";

/**
 * The signal that SIGINT or SIGTERM aborts: the work then ends and cleans up after itself. A second one does not wait
 * for that; the next run cleans up what it leaves.
 */
export function endOnSignals(
  { errors }: Terminal,
  environment: Readonly<Record<string, string | undefined>>,
  exit: (code: ExitCode) => void,
): AbortSignal {
  const words = phrases[chooseLanguages(environmentLanguage(environment), environment).diagnostics];
  const controller = new AbortController();
  onSignals((told: Fault) => {
    const name = told.data.code === "signal.interrupted" ? "SIGINT" : "SIGTERM";
    if (controller.signal.aborted) {
      errors.write(`promsnap: ${words.endedAtOnce(name)}\n`);
      exit(told.exitCode);
      return;
    }
    // Whoever pressed Ctrl-C waits for the prompt; a service manager does not read this.
    if (errors.isTerminal) errors.write(`\r\u001b[Kpromsnap: ${words.ending(name)}\n`);
    controller.abort(told);
  });
  return controller.signal;
}
