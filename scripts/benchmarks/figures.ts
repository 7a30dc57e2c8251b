/** The one in the middle; between two of them their mean. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return (at(Math.floor((sorted.length - 1) / 2)) + at(Math.floor(sorted.length / 2))) / 2;
}

export function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}

/** The bytes that `--size` asks for: `1G`, `512M`. */
export function bytesOf(size: string): number {
  const [, digits, unit = ""] = /^([1-9]\d*)([KMG]?)$/.exec(size) ?? [];
  if (digits === undefined) throw new Error(`--size ${size}: digits and K, M or G are expected, for instance 1G`);
  return Number(digits) * 1024 ** " KMG".indexOf(unit || " ");
}

/** Blocks of four thousand series over two hours each, twelve of them: they are multiplied to the size. */
export const baseBlocks = { hosts: 40, hours: 24, end: 1767225600 };
