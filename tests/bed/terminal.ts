import { plainEnvironment } from "./processes.ts";
import { until } from "./waiting.ts";

/** An interactive program at a terminal of its own. It ends when it is disposed of. */
export interface Typed extends AsyncDisposable {
  type(keys: string): void;
  /** Waits until what came since the last call matches, and returns the match. */
  sees(pattern: RegExp): Promise<string>;
}

/** The key that goes to the beginning of a line, where the keys are Emacs's. */
export const beginningOfLine = "\x01";

/** Starts a program at a terminal that is wide enough for no line to be broken. */
export function atTerminal(command: readonly string[], environment: Readonly<Record<string, string>>): Typed {
  let text = "";
  const decoder = new TextDecoder();
  const terminal = new Bun.Terminal({
    cols: 300,
    rows: 60,
    data: (_terminal, bytes) => {
      text += decoder.decode(bytes, { stream: true });
    },
  });
  const child = Bun.spawn([...command], { env: plainEnvironment({ TERM: "dumb", ...environment }), terminal });
  return {
    type: (keys) => void terminal.write(keys),
    sees: async (pattern) => {
      const match = await until(`the terminal shows ${pattern}`, async () => pattern.exec(text) ?? undefined);
      text = text.slice(match.index + match[0].length);
      return match[0];
    },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await child.exited;
      terminal.close();
    },
  };
}
