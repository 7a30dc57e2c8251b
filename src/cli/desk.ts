import type { Fault } from "../errors.ts";
import type { Notice } from "../notices.ts";
import { chooseLanguages, type Languages } from "../report/language.ts";
import type { Language } from "../report/messages/sentences.ts";
import type { GlobalChoices } from "./arguments.ts";
import { createDiagnostics, type Diagnostics } from "./diagnostics.ts";
import { errorObject, type Json, noticeObject } from "./json.ts";
import { createProgress, noProgress, type Progress } from "./progress.ts";
import type { World } from "./world.ts";

/** Where a command says what it has to say, in the language and as loud as was asked. */
export interface Desk {
  readonly languages: Languages;
  readonly diagnostics: Diagnostics;
  readonly progress: Progress;
  /** A result that was asked for: on stdout, but not where JSON was asked for. */
  result(text: string): void;
  /** A sentence of the script, or one like it on what was done: on stdout, unless --quiet or --json; whether it was said. */
  scriptLine(text: string): boolean;
  /** A warning: said at once, and kept for the JSON object. */
  notice(told: Notice): void;
  /** The one JSON object, where it was asked for; the warnings so far are added to it. */
  json(object: { readonly [key: string]: Json }, failure?: Fault): void;
}

/** Opens a desk; `configured` is the language that the configuration names. */
export function openDesk(world: World, choices: Omit<GlobalChoices, "config">, configured: Language | undefined): Desk {
  const { system, terminal, every } = world;
  const { json, quiet, verbose } = choices;
  const languages = chooseLanguages(configured, system.environment);
  const language = languages.diagnostics;
  const diagnostics = createDiagnostics(terminal.errors, loudness(quiet, verbose), language);
  const notices: Notice[] = [];
  const progressWorld = { stream: terminal.errors, now: system.clock.now, every };
  return {
    languages,
    diagnostics,
    progress: quiet ? noProgress : createProgress(progressWorld, language),
    result: (text) => {
      if (!json) terminal.output.write(text);
    },
    scriptLine: (text) => {
      const said = !json && !quiet;
      if (said) terminal.output.write(`${text}\n`);
      return said;
    },
    notice: (told) => {
      notices.push(told);
      diagnostics.notice(told);
    },
    json: (object, failure) => {
      if (!json) return;
      const error = failure === undefined ? {} : { error: errorObject(failure, language) };
      const warnings = notices.map((told) => noticeObject(told, language));
      terminal.output.write(`${JSON.stringify({ ...object, ...error, warnings })}\n`);
    },
  };
}

function loudness(quiet: boolean, verbose: boolean) {
  if (quiet) return "quiet";
  return verbose ? "verbose" : "normal";
}
