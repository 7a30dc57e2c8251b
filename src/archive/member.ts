/**
 * The gzip members (RFC 1952) of an archive. Each carries its own size in an extra field, so that a reader can find the
 * next member without inflating this one. docs/archive-format.md describes the layout for other readers.
 */

/** What the extra field of a data member says. */
export interface MemberSizes {
  /** True for the members at the beginning that hold all meta.json and nothing else. */
  readonly head: boolean;
  /** Bytes of the whole member, header and checksum included. */
  readonly packed: number;
  /** Bytes of the tar stream in it. */
  readonly unpacked: number;
}

/** Length in bytes of a data member's header: RFC 1952's ten, the extra field's length, and one subfield. */
export const memberHeaderBytes = 10 + 2 + 4 + 10;
/** What any gzip compressor puts before the deflate data when it stores no name and no extra field. */
const plainHeaderBytes = 10;

const formatVersion = 1;
const headFlag = 1;
const extraFlag = 4;
const sizesId = [0x50, 0x53] as const; // "PS"

/** A member in two parts: its header, and what follows, which stays where the compressor put it. */
export type Member = readonly [header: Uint8Array<ArrayBuffer>, rest: Uint8Array<ArrayBuffer>];

/** Gives a plain gzip member an extra field; `unpacked` is the length of the bytes inside it. */
export function memberOf(plain: Uint8Array<ArrayBuffer>, unpacked: number, head: boolean): Member {
  const header = new Uint8Array(memberHeaderBytes);
  const view = new DataView(header.buffer);
  header.set(gzipHeader(memberHeaderBytes - 12));
  header.set(sizesId, 12);
  view.setUint16(14, 10, true);
  header[16] = formatVersion;
  header[17] = head ? headFlag : 0;
  view.setUint32(18, plain.length - plainHeaderBytes + memberHeaderBytes, true);
  view.setUint32(22, unpacked, true);
  return [header, plain.subarray(plainHeaderBytes)];
}

/** Reads the header of a data member; undefined when the bytes are not one of promsnap's. */
export function readMemberSizes(bytes: Uint8Array): MemberSizes | undefined {
  if (bytes.length < memberHeaderBytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const expected = gzipHeader(memberHeaderBytes - 12);
  const ours =
    expected.every((byte, index) => bytes[index] === byte) &&
    sizesId.every((byte, index) => bytes[12 + index] === byte) &&
    view.getUint16(14, true) === 10 &&
    bytes[16] === formatVersion &&
    (bytes[17] === 0 || bytes[17] === headFlag);
  if (!ours) return undefined;
  const [packed, unpacked] = [view.getUint32(18, true), view.getUint32(22, true)];
  if (packed <= memberHeaderBytes) return undefined;
  return { head: bytes[17] === headFlag, packed, unpacked };
}

/** No time and no operating system: the same content gives the same bytes. */
export function gzipHeader(extraBytes: number): Uint8Array {
  return Uint8Array.from([0x1f, 0x8b, 8, extraFlag, 0, 0, 0, 0, 0, 255, extraBytes & 255, extraBytes >> 8]);
}
