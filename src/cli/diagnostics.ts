import { styleText } from "node:util";
import { type ConsolaInstance, createConsola } from "consola/core";
import type { Fault, FaultData } from "../errors.ts";
import type { Notice } from "../notices.ts";
import { phrases } from "../report/messages/phrases.ts";
import type { Language, Sentence } from "../report/messages/sentences.ts";
import { sayFault, sayNotice } from "../report/say.ts";
import { withoutControls } from "../report/text.ts";
import type { Stream } from "../system/terminal.ts";

/** consola's levels: 1 lets warnings through, 3 what is informative, 4 what only --verbose shows. */
const levels = { quiet: 1, normal: 3, verbose: 4 } as const;

export type Loudness = keyof typeof levels;

/** What is said about the work, on stderr, each line beginning with `promsnap: `. */
export interface Diagnostics {
  /** What happened, then what to do next; with --verbose the stack of a defect. */
  fault(failure: Fault): void;
  /** Only what to do next, where what happened is said already. */
  nextStep(failure: Fault): void;
  notice(told: Notice): void;
  warning(text: string): void;
  /** A line that --quiet leaves out. */
  info(text: string): void;
  /** A line that only --verbose shows. */
  detail(text: string): void;
}

/** Diagnostics in a language, on a stream that may be a terminal with colours. */
export function createDiagnostics(stream: Stream, loudness: Loudness, language: Language): Diagnostics {
  const log = lineWriter(stream, loudness, language);
  const sayNext = (next: string | undefined) => {
    if (next !== undefined) log.error({ message: next, tag: "next" });
  };
  return {
    fault: ({ data, cause, stack }) => {
      const [happened, next] = sayFault(data, language);
      log.error(happened);
      sayNext(next);
      if (data.code === "internal") log.debug(cause instanceof Error ? cause.stack : stack);
    },
    nextStep: ({ data }) => sayNext(sayFault(data, language)[1]),
    notice: (told) => log.warn(sentences(sayNotice(told, language))),
    warning: (text) => log.warn(text),
    info: (text) => log.info(text),
    detail: (text) => log.debug(text),
  };
}

/** The message of a fault as one text: what happened, then what to do. */
export function wholeMessage(data: FaultData, language: Language): string {
  return sentences(sayFault(data, language));
}

function sentences([happened, next]: Sentence): string {
  return next === undefined ? happened : `${happened}. ${next}`;
}

/** consola decides what is shown; the lines are written here. */
function lineWriter(stream: Stream, loudness: Loudness, language: Language): ConsolaInstance {
  const paint = (style: "red" | "yellow" | "dim", text: string) =>
    stream.colours ? styleText(style, text, { validateStream: false }) : text;
  return createConsola({
    level: levels[loudness],
    throttle: 0,
    reporters: [
      {
        log: ({ type, args, tag }) => {
          // A progress bar may stand on this line of the terminal.
          if (stream.isTerminal) stream.write("\r\u001b[K");
          const text = args.map(String).join(" ").split("\n").map(withoutControls).join("\n");
          if (type === "warn") stream.write(`promsnap: ${paint("yellow", phrases[language].warning)}${text}\n`);
          else if (type === "error" && tag !== "next") stream.write(`promsnap: ${paint("red", text)}\n`);
          else stream.write(`promsnap: ${type === "debug" ? paint("dim", text) : text}\n`);
        },
      },
    ],
  });
}
