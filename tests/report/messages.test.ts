import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkPhrasesInEnglish } from "../../src/report/messages/check.en.ts";
import { checkPhrasesInFrench } from "../../src/report/messages/check.fr.ts";
import { factsInEnglish } from "../../src/report/messages/check-facts.en.ts";
import { factsInFrench } from "../../src/report/messages/check-facts.fr.ts";
import { configurationRemarks } from "../../src/report/messages/configuration-remarks.ts";
import { damageProblems } from "../../src/report/messages/damage.ts";
import { faultsInEnglish } from "../../src/report/messages/faults.en.ts";
import { faultsInFrench } from "../../src/report/messages/faults.fr.ts";
import { helpInEnglish } from "../../src/report/messages/help.en.ts";
import { helpInFrench } from "../../src/report/messages/help.fr.ts";
import { installPhrases } from "../../src/report/messages/install-phrases.ts";
import { noticesInEnglish } from "../../src/report/messages/notices.en.ts";
import { noticesInFrench } from "../../src/report/messages/notices.fr.ts";
import { oddityKinds, sayOddity, sayUnchecked, uncheckedParts } from "../../src/report/messages/oddities.ts";
import { phrasesInEnglish } from "../../src/report/messages/phrases.en.ts";
import { phrasesInFrench } from "../../src/report/messages/phrases.fr.ts";
import { scriptLines } from "../../src/report/messages/script-lines.ts";
import { statusPhrases } from "../../src/report/messages/status-phrases.ts";

const directory = join(import.meta.dir, "../../src/report/messages");

const english = {
  faults: faultsInEnglish,
  notices: noticesInEnglish,
  help: helpInEnglish,
  phrases: phrasesInEnglish,
  check: checkPhrasesInEnglish,
  facts: factsInEnglish,
  damage: damageProblems.en,
  oddities: oddityKinds.en,
  unchecked: uncheckedParts.en,
  install: installPhrases.en,
  remarks: configurationRemarks.en,
  status: statusPhrases.en,
  script: scriptLines.en,
};
const french = {
  faults: faultsInFrench,
  notices: noticesInFrench,
  help: helpInFrench,
  phrases: phrasesInFrench,
  check: checkPhrasesInFrench,
  facts: factsInFrench,
  damage: damageProblems.fr,
  oddities: oddityKinds.fr,
  unchecked: uncheckedParts.fr,
  install: installPhrases.fr,
  remarks: configurationRemarks.fr,
  status: statusPhrases.fr,
  script: scriptLines.fr,
};

/** Words that catalogues look up in a table. A new look-up fails here until it has its word. */
const lookedUp: Readonly<Record<string, Record<string, unknown>>> = {
  "/faults/config.invalid": { expected: { kind: "notEmpty" } },
  "/faults/config.syntax": { problem: "command" },
  "/faults/config.secretInvalid": { problem: "empty" },
  "/faults/tls.file": { problem: "no certificate" },
  "/faults/s3.connection": { problem: "refused" },
  "/faults/service.missing": { manager: "docker" },
  "/faults/merge.nothingFits": { reason: "newer" },
  "/faults/merge.wouldDelete": { reason: "size" },
  "/faults/merge.tooOld": { what: "histograms" },
  "/faults/restore.unfinished": { kind: "restore" },
  "/faults/service.obstacle": { obstacle: { kind: "swarm", service: "‹service›" } },
  "/notices/ping.failed": { ping: "start", kind: "status" },
  "/facts/skipped.after": { id: "host" },
  "/facts/authentication.accepted": { by: "basic" },
  "/facts/prometheus.elsewhere": { differs: "log" },
  "/facts/sources.left": { age: 1000 },
  "/facts/previous.kept": { age: 1000 },
  "/facts/clock.skewed": { milliseconds: 1000 },
  "/facts/outOfOrder.window": { milliseconds: 1000 },
  "/facts/age.fresh": { age: 1000 },
  "/facts/age.stale": { age: 1000, interval: 1000 },
  "/notices/restore.notKept": { reason: "time" },
  "/notices/restore.tooOld": { what: "histograms" },
};

/** Details that have a value whatever is asked of them: `‹key›`, which is also a list of one, or itself a text. */
function details(given: Record<string, unknown>): unknown {
  const sampleOf = (key: string) => (key in given ? given[key] : [`‹${key}›`]);
  return new Proxy(given, { get: (_, key) => (typeof key === "string" ? sampleOf(key) : () => "‹text›") });
}

/** Every text of a catalogue by its place, functions called with sample details; `given` is what some must be. */
function texts(catalogue: unknown, given: Record<string, unknown>, place = ""): [place: string, text: string][] {
  if (typeof catalogue === "string") return [[place, catalogue]];
  if (typeof catalogue === "function") {
    const sayCause = () => "‹cause›";
    return texts(catalogue(details({ ...given, ...lookedUp[place] }), sayCause), given, place);
  }
  if (typeof catalogue !== "object" || catalogue === null) return [];
  return Object.entries(catalogue).flatMap(([key, value]) => texts(value, given, `${place}/${key}`));
}

const everyText = (catalogue: unknown) => [
  ...texts(catalogue, { count: 2 }),
  ...texts(catalogue, { count: 1, nearest: undefined }),
];

/** What French typography forbids, apart from signs that are quoted as signs. */
function misprints(text: string): string[] {
  const sentence = text.replaceAll("sans ? ni #", "").replaceAll(/\( \) ;/g, "");
  const forbidden = [
    /[\p{L}\p{N}»›}] [:;?!»](?=\s|$)/u, // a plain space before a sign
    /[\p{L}»›}][:;?!](?=\s|$)/u, // no space before a sign
    /« /, // a plain space after the opening quotation mark
    /\p{L}'\p{L}/u, // the typewriter's apostrophe
    /\.\.\./, // three full stops for an ellipsis
  ];
  return forbidden.map((pattern) => pattern.exec(sentence)?.[0]).filter((found) => found !== undefined);
}

test("every French sentence keeps French typography, the script's own apart", () => {
  const { script: _, ...ours } = french;
  const all = everyText(ours);
  expect(all.length).toBeGreaterThan(200);
  expect(all.filter(([, text]) => misprints(text).length > 0)).toEqual([]);
});

test("so do the parts of sentences that no sample reaches", () => {
  const files = readdirSync(directory).filter((name) => name.endsWith(".fr.ts"));
  const literals = files.flatMap((name) => {
    const code = readFileSync(join(directory, name), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    // Inner expressions first, so that what stands between two texts is not taken for a text.
    const plain = code.replace(/\$\{[^{}]*\}/g, "‹›").replace(/\$\{[^{}]*\}/g, "‹›");
    const quoted = [...code.matchAll(/"(?:[^"\\\n]|\\.)*"/g), ...plain.matchAll(/`(?:[^`\\]|\\.)*`/g)];
    return quoted.map(([literal]) => literal.slice(1, -1));
  });
  expect(literals.length).toBeGreaterThan(200);
  expect(literals.filter((text) => misprints(text).length > 0)).toEqual([]);
});

test("the check finds each misprint", () => {
  for (const text of ["fin : x", "fin: x", "quoi ?", "«\u00a0x »", "« x\u00a0»", "l'archive", "attendez..."]) {
    expect(misprints(text)).not.toEqual([]);
  }
  expect(misprints("fin\u00a0: «\u00a0l’archive\u00a0»… http://x:9090/a?b")).toEqual([]);
});

test("the script's sentences are its own to the byte", () => {
  const { fr } = scriptLines;
  expect(fr.succeeded("P")).toBe("Snapshot réussi: P");
  expect(fr.failed("R")).toBe("Échec du snapshot: R");
  expect(fr.compressionFailed("N")).toBe("Échec de la compression du snapshot: N");
  expect(fr.retrying("24 heures")).toBe("Nouvelle tentative dans 24 heures...");
  expect(fr.configNotFound("P")).toBe("Fichier de configuration non trouvé: P");
});

/** What is rightly the same in both languages. */
const same = new Set([
  "/phrases/columns/date",
  "/phrases/plan/archive",
  "/phrases/restorePlan/archive",
  "/phrases/verify/columns/archive",
  "/phrases/inspect/rows/archive",
  "/phrases/inspect/columns/chunks",
  "/help/headings/options",
]);

test("no sentence was left untranslated", () => {
  const [inEnglish, inFrench] = [everyText(english), everyText(french)];
  expect(inFrench.map(([place]) => place)).toEqual(inEnglish.map(([place]) => place));
  const copied = inFrench.filter(([, text], index) => inEnglish[index]?.[1] === text && /\p{L}{3}/u.test(bare(text)));
  const places = copied.map(([place]) => place);
  expect(places.filter((place) => !same.has(place) && !/examples\/\d+\/0/.test(place))).toEqual([]);
});

/** The text without the details it was given. */
function bare(text: string): string {
  return text.replaceAll(/‹.*?›/g, "");
}

test("what is odd about a block, and what went unchecked, is said with its place", () => {
  const place = { block: "B", file: "index" };
  const oddity = { ...place, offset: 16, section: "series", oddity: "order of chunks", times: 3 } as const;
  expect([sayOddity(oddity, "en"), sayOddity({ ...oddity, section: "", times: 1 }, "fr")]).toEqual([
    "block B, index, byte 16: chunks of a series that overlap (series, 3 times)",
    "bloc B, index, octet 16\u00a0: chunks d’une série qui se chevauchent",
  ]);
  const unchecked = { ...place, part: "index version", value: 4 } as const;
  expect([sayUnchecked(unchecked, "en"), sayUnchecked(unchecked, "fr")]).toEqual([
    "block B, index: unchecked: the index, whose version 4 this promsnap does not know",
    "bloc B, index\u00a0: non vérifié\u00a0: l’index, dont ce promsnap ne connaît pas la version 4",
  ]);
});
