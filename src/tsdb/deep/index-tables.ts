import type { LabelIndexCheck } from "./label-index-check.ts";
import { mixLabel, mixText } from "./mixing.ts";
import type { Notes } from "./notes.ts";
import { PlaceSet } from "./place-set.ts";
import type { PostingCheck } from "./posting-check.ts";
import type { SeriesCheck } from "./series-check.ts";
import type { SymbolCheck } from "./symbol-check.ts";
import { TableCheck, type TableEntry } from "./table-check.ts";

/** The table that says which list of postings belongs to which label. */
export function postingsTable(notes: Notes, version: number, checks: TableChecks): TableCheck {
  const section = "postings offset table";
  const { postings } = checks;
  const named = new PlaceSet(0);
  const sums: ListSums = { all: undefined, labels: 0 };
  return new TableCheck(2, {
    entry: ({ bytes, bounds, target, offset }) => {
      const list = postings.listAt(target);
      if (list === -1) notes.wrong("list reference", offset, section);
      else if (named.has(list)) notes.odd("order of entries", offset, section);
      else {
        named.add(list);
        addList(sums, { bytes, bounds }, postings.sumOf(list));
      }
    },
    // In the first version the table is in no order.
    unsorted: (offset) => version > 1 && notes.odd("order of entries", offset, section),
    unused: (offset) => notes.odd("unused bytes", offset, section),
    ended: (how, offset) => {
      if (how === "too long") notes.leave("long text");
      else if (how !== undefined) notes.wrong("table entry", offset, section);
      if (notes.sound && named.size < postings.lists)
        notes.odd("unnamed list", firstUnnamed(postings, named), "postings");
      compareSums(notes, sums, checks, offset);
    },
  });
}

/** What the postings' table is held against. */
export interface TableChecks {
  readonly symbols: SymbolCheck;
  readonly series: SeriesCheck;
  readonly postings: PostingCheck;
}

/** What the lists add up to: the one of all series, and those of labels. */
interface ListSums {
  all: number | undefined;
  labels: number;
}

function addList(sums: ListSums, { bytes, bounds }: Pick<TableEntry, "bytes" | "bounds">, sum: number): void {
  // Of two texts, as the table has them; taking the list apart costs more than all the rest.
  const nameFrom = bounds[0] as number;
  const nameTo = bounds[1] as number;
  const valueFrom = bounds[2] as number;
  const valueTo = bounds[3] as number;
  if (nameFrom === nameTo && valueFrom === valueTo && sums.all === undefined) sums.all = sum;
  else {
    const label = mixLabel(mixText(bytes, nameFrom, nameTo), mixText(bytes, valueFrom, valueTo));
    sums.labels = (sums.labels + Math.imul(label, sum)) | 0;
  }
}

/**
 * The list of each label has to hold the series with that label, and the one without a label all series. What was found
 * wrong or odd before may be why they do not.
 */
function compareSums(notes: Notes, sums: ListSums, { symbols, series }: TableChecks, offset: number): void {
  if (!notes.sound) return;
  if (!symbols.complete) notes.leave("postings by label");
  else if (sums.all !== series.seriesSum || sums.labels !== series.labelSum) {
    notes.wrong("postings by label", offset, "postings offset table");
  }
}

function firstUnnamed(postings: PostingCheck, named: PlaceSet): number {
  let list = 0;
  for (const offset of postings.offsets()) if (!named.has(list++)) return offset;
  return 0;
}

/** The table that says which label index belongs to which name; Prometheus does not read it any more. */
export function labelTable(notes: Notes, version: number, indices: LabelIndexCheck): TableCheck {
  const section = "label offset table";
  let leads = 0;
  return new TableCheck(1, {
    entry: ({ target, offset }) => {
      if (indices.beginsAt(target)) leads++;
      else notes.odd("label index", offset, section);
    },
    unsorted: (offset) => version > 1 && notes.odd("order of entries", offset, section),
    unused: (offset) => notes.odd("unused bytes", offset, section),
    ended: (how, offset) => {
      if (how !== undefined || leads !== indices.lists) notes.odd("label index", offset, section);
    },
  });
}
