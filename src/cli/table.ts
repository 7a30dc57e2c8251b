import stringWidth from "string-width";

export interface Column {
  readonly heading: string;
  readonly align: "left" | "right";
}

/** Between columns, so that cut and awk work on it and any terminal shows it. */
const gap = "  ";
/** Characters of which each takes one place; measuring others takes a hundred times as long. */
const plain = /^[\x20-\x7e]*$/;

/** Rows under their headings, one line each, as wide as the widest cell; characters of double width count as two. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ heading }) => heading), ...rows];
  const widths = columns.map((_, at) => lines.reduce((most, line) => Math.max(most, widthOf(line[at] ?? "")), 0));
  const padded = (line: readonly string[]) =>
    columns.map(({ align }, at) => {
      const cell = line[at] ?? "";
      const blank = " ".repeat((widths[at] ?? 0) - widthOf(cell));
      return align === "left" ? cell + blank : blank + cell;
    });
  return lines.map((line) => `${padded(line).join(gap).trimEnd()}\n`).join("");
}

function widthOf(text: string): number {
  return plain.test(text) ? text.length : stringWidth(text);
}
