import { describe, expect, test } from "bun:test";
import type { VerifiedArchive } from "../../../src/archive/verification.ts";
import { damageOf, judge } from "../../../src/jobs/verify/judge.ts";
import type { Damage } from "../../../src/tsdb/damage.ts";
import type { BlockFindings } from "../../../src/tsdb/deep/findings.ts";

const at = (file: string, block = "A"): Damage => ({ block, file, offset: 7, problem: "checksum", section: "" });
const trailer = (damage: readonly Damage[], damaged = damage.length) =>
  ({ format: 1, taken: 0, unpacked: 0, content: 0, damaged, damage }) as const;
const block = (ulid: string, damage: readonly Damage[]): BlockFindings => ({
  ...{ ulid, meta: undefined, damage, oddities: [], unchecked: [], unresolved: false },
  counts: {
    ...{ series: 0, chunks: 0, samples: 0, floatSamples: 0, histogramSamples: 0, tombstones: 0 },
  },
});
const known = (archive: Pick<VerifiedArchive, "trailer" | "blocks">) =>
  damageOf(archive).map((one) => [one.block, one.file, one.known]);

describe("damage within blocks", () => {
  test("is known where the archive itself names the file, and new elsewhere", () => {
    const blocks = [block("A", [at("index"), at("chunks/000001")]), block("B", [at("index", "B")])];
    expect(known({ trailer: trailer([at("index")]), blocks })).toEqual([
      ["A", "chunks/000001", false],
      ["A", "index", true],
      ["B", "index", false],
    ]);
  });

  test("is new in an archive of the script's, which knows of none", () => {
    expect(known({ trailer: undefined, blocks: [block("A", [at("index")])] })).toEqual([["A", "index", false]]);
  });

  test("that the archive names is told though this look did not see it", () => {
    expect(known({ trailer: trailer([at("index")]), blocks: [block("A", [])] })).toEqual([["A", "index", true]]);
  });

  test("is taken for known where the archive has more than it names", () => {
    const many = Array.from({ length: 100 }, (_, number) => at(`chunks/${number}`));
    const found = damageOf({ trailer: trailer(many, 101), blocks: [block("B", [at("index", "B")])] });
    expect(found.find((one) => one.block === "B")?.known).toBe(true);
  });
});

describe("an archive that was read to its end", () => {
  const archive = (damage: readonly Damage[]): VerifiedArchive => ({
    ...{ sha256: "1".repeat(64), trailer: trailer([]), content: 0 },
    blocks: [block("A", damage)],
  });
  const right = { kind: "sum", sha256: "1".repeat(64) } as const;
  const wrong = { kind: "sum", sha256: "2".repeat(64) } as const;
  const outcome = (...[stored, damage]: [Parameters<typeof judge>[2], readonly Damage[]]) => {
    const { state, problem, contents } = judge("/s/x.tar.gz", archive(damage), stored);
    return [state, problem?.code, contents?.checksum];
  };

  test.each([
    ["sound with the checksum that it should have", right, [], ["sound", undefined, "right"]],
    ["sound without any checksum", { kind: "none" }, [], ["sound", undefined, "none"]],
    ["damaged with another checksum", wrong, [], ["damaged", "verify.checksumWrong", "wrong"]],
    [
      "not wholly verified with a checksum file that tells none",
      { kind: "unreadable" },
      [],
      ["unreadable", "verify.checksumUnreadable", "unreadable"],
    ],
    ["damaged by its blocks", right, [at("index")], ["damaged", undefined, "right"]],
    [
      "damaged by its blocks, whatever the checksum file",
      { kind: "unreadable" },
      [at("index")],
      ["damaged", "verify.checksumUnreadable", "unreadable"],
    ],
  ] as const)("is %s", (_, stored, damage, expected) => {
    expect(outcome(stored, damage)).toEqual([...expected]);
  });
});
