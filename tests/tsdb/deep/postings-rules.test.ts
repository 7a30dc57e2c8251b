import { describe } from "bun:test";
import { Bytes } from "../small-block.ts";
import type { WrittenEntry } from "./block-spec.ts";
import { holds } from "./rule-cases.ts";

describe("in the postings", () => {
  holds([
    [
      "a list that counts more than it holds is damage",
      { count: (count, number) => (number === 2 ? count + 1 : count) },
      ({ lists: { 2: offset } }) => [`index ${offset} postings list`],
    ],
    [
      "a list that leads to no series is damage",
      { list: (references, number) => (number === 3 ? references.with(0, 1) : references) },
      ({ lists: { 3: offset } }) => [`index ${offset} series reference`],
    ],
    [
      "a list out of order is odd",
      { list: (references, number) => (number === 0 ? references.toReversed() : references) },
      ({ lists: { 0: offset } }) => [`index ${offset} odd: order of references`],
    ],
    [
      "a list that has a series twice is odd, and not held against the labels",
      {
        count: (count, number) => (number === 0 ? count + 1 : count),
        list: (references, number) => (number === 0 ? [...references, references.at(-1) ?? 0] : references),
      },
      ({ lists: { 0: offset } }) => [
        `index ${offset} odd: order of references`,
        "index unchecked: postings by label 0",
      ],
    ],
    [
      "a list that lacks a series is damage",
      {
        lists: (lists) =>
          lists.with(2, { label: lists[2]?.label ?? ["", ""], series: lists[2]?.series.slice(1) ?? [] }),
      },
      ({ sections: { "postings offset table": offset } }) => [`index ${offset} postings by label`],
    ],
    [
      "a list that has another's series is damage",
      {
        lists: ([all, first, second, ...others]) =>
          [
            all,
            { label: first?.label ?? ["", ""], series: second?.series ?? [] },
            { label: second?.label ?? ["", ""], series: first?.series ?? [] },
            ...others,
          ].filter((list) => list !== undefined),
      },
      ({ sections: { "postings offset table": offset } }) => [`index ${offset} postings by label`],
    ],
    [
      "a list of all series that lacks one is damage",
      { lists: ([_, ...lists]) => [{ label: ["", ""], series: [0, 1, 2, 3] }, ...lists] },
      ({ sections: { "postings offset table": offset } }) => [`index ${offset} postings by label`],
    ],
    [
      "no list of all series at all is damage",
      { lists: ([_, ...lists]) => lists },
      ({ sections: { "postings offset table": offset } }) => [`index ${offset} postings by label`],
    ],
    [
      "a list that no label names is odd",
      { lists: (lists) => [...lists, { label: ["x", "y"], series: [] }], entries: (entries) => entries.slice(0, -1) },
      ({ lists }) => [`index ${lists.at(-1)} odd: unnamed list`],
    ],
    [
      "a label that leads to no list is damage",
      {
        entries: (entries) =>
          entries.map((entry, number) => (number === 4 ? { ...entry, target: entry.target + 4 } : entry)),
      },
      ({ entries: { 4: offset } }) => [`index ${offset} list reference`],
    ],
    [
      "a table with entries of another form is damage",
      { entries: (entries) => entries.map((entry, number) => (number === 1 ? { ...entry, keys: 3 } : entry)) },
      ({ sections: { "postings offset table": table } }) => [`index ${table} table entry`],
    ],
    [
      "a table that counts more than it holds is damage",
      { entryCount: (count) => count + 1 },
      ({ sections: { "postings offset table": table } }) => [`index ${table} table entry`],
    ],
  ]);
});

describe("in the tables", () => {
  const swap = (entries: WrittenEntry[]) =>
    [entries[1], entries[0], ...entries.slice(2)].filter((entry) => entry !== undefined);

  holds(
    [
      [
        "entries out of order are odd",
        { entries: swap },
        ({ entries: { 1: offset } }) => [`index ${offset} odd: order of entries`],
      ],
      [
        "entries of the label offset table out of order are odd",
        { labelEntries: swap },
        ({ labelEntries: { 1: offset } }) => [`index ${offset} odd: order of entries`],
      ],
      [
        "an entry twice is odd",
        { entries: (entries) => entries.flatMap((entry, number) => (number === 2 ? [entry, entry] : [entry])) },
        ({ entries: { 3: offset } }) => [`index ${offset} odd: order of entries`],
      ],
    ],
    [2, 3],
  );
  holds([["entries of the first version stand in any order", { entries: swap, labelEntries: swap }, () => []]], [1]);

  holds([
    [
      "an entry behind the table is odd",
      { behind: { "postings offset table": [0, 0, 0, 1, 7, ...new Bytes([]).sum([7]).bytes] } },
      ({ sections: { "table of contents": contents = 0 } }) => [`index ${contents - 9} odd: unused bytes`],
    ],
    [
      "bytes behind the last entry are odd",
      { entries: (entries) => [...entries, { keys: 0, texts: [], target: 0 }], entryCount: (count) => count - 1 },
      ({ entries }) => [`index ${entries.at(-1)} odd: unused bytes`],
    ],
    [
      "no postings offset table is damage",
      { contents: (offsets) => offsets.with(5, 0) },
      ({ sections }) => [
        `index ${sections["table of contents"]} table of contents`,
        `index ${sections["postings offset table"]} odd: unused bytes`,
      ],
    ],
    [
      "sections out of order are damage",
      { contents: ([symbols = 0, series = 0, ...others]) => [series, symbols, ...others] },
      ({ sections: { "table of contents": contents } }) => [`index ${contents} table of contents`],
    ],
    [
      "a label index with a value that is in no symbol is odd",
      { labelIndex: (numbers, number) => (number === 1 ? numbers.with(-1, 4000) : numbers) },
      ({ sections }) => [
        `index ${(sections["label indices"] ?? 0) + padding(sections["label indices"] ?? 0) + 4 + 4 * 5 + 4} odd: label index`,
      ],
    ],
    [
      "an entry that leads to no label index is odd",
      { labelEntries: (entries) => entries.map((entry) => ({ ...entry, target: entry.target + 4 })) },
      ({ labelEntries: { 0: offset } }) => [`index ${offset} odd: label index`],
    ],
  ]);
});

/** Bytes of padding before an entry that begins at a multiple of four. */
function padding(offset: number): number {
  return -offset & 3;
}
