import { type SettingKey, type SettingRow, settingKeys, settingTable } from "../config/keys.ts";
import { environmentPrefix } from "../config/settings.ts";
import { readSetting, shownValue } from "../config/values.ts";
import { fault } from "../errors.ts";
import { configurationText, type SettingTexts } from "../jobs/install/configuration-text.ts";
import { detectPrometheus, type FoundPrometheus } from "../jobs/install/detect.ts";
import { configurationRemarks } from "../report/messages/configuration-remarks.ts";
import { type InstallPhrases, installPhrases } from "../report/messages/install-phrases.ts";
import { withoutControls } from "../report/text.ts";
import { typed } from "../services/manager.ts";
import type { AskPerson } from "../system/question.ts";
import type { System } from "../system/system.ts";
import type { Invocation } from "./arguments.ts";
import type { Desk } from "./desk.ts";
import type { World } from "./world.ts";

type InstallInvocation = Extract<Invocation, { command: "install" }>;

type Voice = Pick<Desk, "languages" | "diagnostics">;

/** What a person is asked, in this order. */
const questions = ["HOST", "PROMETHEUS_DATA_DIR", "SERVICE", "SNAPSHOT_DIR"] as const;
type Question = (typeof questions)[number];

/**
 * The text of a configuration where there is no file: of what the environment says, of the Prometheus that was found, and of
 * what a person answers. Undefined where there is a file. Throws `install.unanswered` where something is missing and nobody
 * is there to ask.
 */
export async function newConfiguration(
  world: Pick<World, "system" | "signal" | "person">,
  desk: Voice,
  { choices, name, yes }: InstallInvocation,
): Promise<string | undefined> {
  const { system, signal } = world;
  if (system.realPath(choices.config) !== undefined) return undefined;
  const given = { ...usualPlaces(name), ...givenIn(system.environment) };
  const found = await detectPrometheus(system, signal);
  const person = yes || choices.json ? undefined : world.person();
  const values =
    person === undefined
      ? completed(choices.config, given, found, yes)
      : await answered(person, desk, choices.config, given, found, signal);
  return configurationText(values, configurationRemarks[desk.languages.diagnostics]);
}

/** Each named Prometheus has a store and a log of its own. */
function usualPlaces(name: string | undefined): SettingTexts {
  const own = name === undefined ? "" : `-${name}`;
  return {
    SNAPSHOT_DIR: `/var/lib/prometheus-snapshot${own}`,
    LOG_FILE: `/var/log/prometheus-snapshot${own}.log`,
  };
}

/** Settings in the environment. Secrets do not go from there into a file. */
function givenIn(environment: System["environment"]): SettingTexts {
  const plain = settingKeys.filter((key) => !["secret", "secretAddress"].includes(settingTable[key].type));
  const given = plain.map((key) => [key, environment[environmentPrefix + key]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== ""));
}

/** Without a person: what was found counts only where it is the one there is, and where somebody said --yes. */
function completed(path: string, given: SettingTexts, found: readonly FoundPrometheus[], yes: boolean): SettingTexts {
  const [only, ...others] = found;
  const values = { ...(others.length === 0 ? only : {}), ...given };
  const whole = questions.every((key) => values[key] !== undefined);
  if (yes && whole) return values;
  throw fault("install.unanswered", { path, command: commandWith(values) });
}

/** What to type instead, with what is known already. */
function commandWith(values: SettingTexts): string {
  const words = questions.map((key) => {
    const value = values[key];
    return `${environmentPrefix}${key}=${value === undefined ? "…" : typed([value])}`;
  });
  return [...words, "promsnap install --yes"].join(" ");
}

async function answered(
  person: AskPerson,
  desk: Voice,
  path: string,
  given: SettingTexts,
  found: readonly FoundPrometheus[],
  signal: AbortSignal,
): Promise<SettingTexts> {
  const words = installPhrases[desk.languages.diagnostics];
  const ask = async (question: string) => {
    const answer = await person(question, signal);
    if (answer === undefined) throw fault("install.unanswered", { path, command: commandWith(given) });
    return answer.trim();
  };
  desk.diagnostics.info(words.noConfiguration(path));
  const values: Partial<Record<SettingKey, string>> = { ...(await chosen(ask, words, found)), ...given };
  for (const key of questions) values[key] = await answerTo(key, values[key], ask, words, desk);
  return values;
}

type Ask = (question: string) => Promise<string>;

/** The Prometheus that is meant, of those that were found; the first one unless a number says otherwise. */
async function chosen(ask: Ask, words: InstallPhrases, found: readonly FoundPrometheus[]): Promise<SettingTexts> {
  if (found.length < 2) return found[0] ?? {};
  const lines = found.map((one, index) => `${index + 1}) ${one.SERVICE}  ${one.PROMETHEUS_DATA_DIR}`);
  const answer = await ask(`${lines.map(withoutControls).join("\n")}\n${words.which}`);
  return found[Number(answer === "" ? "1" : answer) - 1] ?? (await chosen(ask, words, found));
}

async function answerTo(
  key: Question,
  standard: string | undefined,
  ask: Ask,
  words: InstallPhrases,
  desk: Voice,
): Promise<string> {
  const shown = standard === undefined ? "" : ` [${withoutControls(standard)}]`;
  const value = (await ask(`${words.questions[key]}${shown}: `)) || (standard ?? "");
  const row: SettingRow = settingTable[key];
  const reading = readSetting(value, row);
  if ("value" in reading) return value;
  desk.diagnostics.fault(
    fault("install.unfitAnswer", { key, value: shownValue(value, row), expected: reading.expected }),
  );
  return await answerTo(key, standard, ask, words, desk);
}
