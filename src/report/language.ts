import type { Language } from "./messages/sentences.ts";

/**
 * `script`: the sentences that the bash script had, on stdout and in LOG_FILE, which other programs look for.
 * `diagnostics`: everything else that people read.
 */
export interface Languages {
  readonly script: Language;
  readonly diagnostics: Language;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The languages to speak. LANGUAGE of the configuration decides both. Without it the script's sentences stay French,
 * and the locale decides the rest.
 */
export function chooseLanguages(configured: Language | undefined, environment: Environment): Languages {
  if (configured !== undefined) return { script: configured, diagnostics: configured };
  return { script: "fr", diagnostics: localeLanguage(environment) };
}

/**
 * The language of the locale, in the order of GNU gettext: LC_ALL, LC_MESSAGES, LANG; where that is a real locale,
 * LANGUAGE's list comes before it. No locale, C and POSIX, and languages that promsnap does not speak are English.
 */
export function localeLanguage(environment: Environment): Language {
  const locale = [environment["LC_ALL"], environment["LC_MESSAGES"], environment["LANG"]].find(isGiven);
  if (locale === undefined || /^(?:C|POSIX)(?:[.@]|$)/.test(locale)) return "en";
  const wishes = [...(environment["LANGUAGE"] ?? "").split(":"), locale];
  return wishes.map(spoken).find((language) => language !== undefined) ?? "en";
}

/**
 * The language that the environment alone configures, for what is said before the configuration is read: undefined
 * unless PROMSNAP_LANGUAGE names one.
 */
export function environmentLanguage(environment: Environment): Language | undefined {
  const value = environment["PROMSNAP_LANGUAGE"];
  return value === "fr" || value === "en" ? value : undefined;
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}

function spoken(locale: string): Language | undefined {
  const language = /^(fr|en)(?:[_.@]|$)/.exec(locale)?.[1];
  return language === "fr" || language === "en" ? language : undefined;
}
