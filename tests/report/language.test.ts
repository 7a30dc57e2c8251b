import { expect, test } from "bun:test";
import { chooseLanguages, environmentLanguage, localeLanguage } from "../../src/report/language.ts";

test("LANGUAGE of the configuration decides both, whatever the locale", () => {
  expect(chooseLanguages("en", { LANG: "fr_FR.UTF-8" })).toEqual({ script: "en", diagnostics: "en" });
  expect(chooseLanguages("fr", { LANG: "en_US.UTF-8" })).toEqual({ script: "fr", diagnostics: "fr" });
});

test("without it the script's sentences stay French, and the locale decides the rest", () => {
  expect(chooseLanguages(undefined, { LANG: "en_US.UTF-8" })).toEqual({ script: "fr", diagnostics: "en" });
  expect(chooseLanguages(undefined, { LANG: "fr_FR.UTF-8" })).toEqual({ script: "fr", diagnostics: "fr" });
  expect(chooseLanguages(undefined, { LANGUAGE: "en" })).toEqual({ script: "fr", diagnostics: "en" });
});

test.each([
  [{}, "en"],
  [{ LANG: "C" }, "en"],
  [{ LANG: "C.UTF-8" }, "en"],
  [{ LANG: "POSIX" }, "en"],
  [{ LANG: "fr" }, "fr"],
  [{ LANG: "fr_CA.UTF-8" }, "fr"],
  [{ LANG: "fr@euro" }, "fr"],
  [{ LANG: "frp_FR" }, "en"],
  [{ LANG: "de_DE.UTF-8" }, "en"],
  [{ LC_MESSAGES: "fr_FR", LANG: "en_US" }, "fr"],
  [{ LC_ALL: "en_US", LC_MESSAGES: "fr_FR", LANG: "fr_FR" }, "en"],
  [{ LC_ALL: "", LANG: "fr_FR" }, "fr"],
  [{ LC_ALL: "C", LANGUAGE: "fr", LANG: "fr_FR" }, "en"],
  [{ LANGUAGE: "fr", LANG: "en_US" }, "fr"],
  [{ LANGUAGE: "de:fr:en", LANG: "en_US" }, "fr"],
  [{ LANGUAGE: "de", LANG: "fr_FR" }, "fr"],
  [{ LANGUAGE: "fr" }, "en"],
] as const)("the locale %j speaks %s, as gettext would", (environment, language) => {
  expect(localeLanguage(environment)).toBe(language);
});

test("before the configuration is read only PROMSNAP_LANGUAGE can name a language", () => {
  expect(environmentLanguage({ PROMSNAP_LANGUAGE: "fr" })).toBe("fr");
  expect(environmentLanguage({ PROMSNAP_LANGUAGE: "de", LANGUAGE: "fr" })).toBeUndefined();
});
