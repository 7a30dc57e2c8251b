import { fault } from "../errors.ts";

/** A tar block, the unit of every header and of padding, in bytes. */
export const tarBlock = 512;

/** What one tar header says. `modified` is in whole seconds since 1970. */
export interface TarEntry {
  /** With `/` between names; a directory's ends in `/`. */
  readonly path: string;
  readonly type: "file" | "directory";
  readonly size: number;
  readonly modified: number;
}

const field = { name: 100, prefix: 155 } as const;
/** The largest size that eleven octal digits hold; larger ones are written in base 256, as GNU tar does. */
const largestOctal = 0o77777777777;

/** A POSIX ustar header: root owns everything, and modes are the usual ones, whatever the source had. */
export function tarHeader(entry: TarEntry): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(tarBlock);
  const { name, prefix } = splitPath(entry.path);
  put(header, 0, name);
  put(header, 100, entry.type === "directory" ? "0000755" : "0000644");
  put(header, 108, "0000000");
  put(header, 116, "0000000");
  putSize(header, entry.size);
  put(header, 136, entry.modified.toString(8).padStart(11, "0"));
  put(header, 148, "        ");
  put(header, 156, entry.type === "directory" ? "5" : "0");
  put(header, 257, "ustar\x0000");
  put(header, 265, "root");
  put(header, 297, "root");
  put(header, 345, prefix);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(header, 148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return header;
}

/** How many zero bytes follow contents of this size up to the next header. */
export function tarPadding(size: number): number {
  return (tarBlock - (size % tarBlock)) % tarBlock;
}

function putSize(header: Uint8Array, size: number): void {
  if (size <= largestOctal) {
    put(header, 124, size.toString(8).padStart(11, "0"));
    return;
  }
  const view = new DataView(header.buffer, header.byteOffset);
  view.setUint32(124, 0x80000000);
  view.setBigUint64(128, BigInt(size));
}

/** ustar keeps 100 bytes of the path and up to 155 more of its beginning, cut at a slash. */
function splitPath(path: string): { name: string; prefix: string } {
  const length = (text: string) => new TextEncoder().encode(text).length;
  if (length(path) <= field.name) return { name: path, prefix: "" };
  for (let cut = path.indexOf("/"); cut > 0 && cut < path.length - 1; cut = path.indexOf("/", cut + 1)) {
    const [prefix, name] = [path.slice(0, cut), path.slice(cut + 1)];
    if (length(prefix) <= field.prefix && length(name) <= field.name) return { name, prefix };
  }
  throw fault("archive.longName", { path });
}

function put(header: Uint8Array, offset: number, text: string): void {
  header.set(new TextEncoder().encode(text), offset);
}
