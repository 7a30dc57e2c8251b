import { createHash } from "node:crypto";
import { memberSizesAt } from "../../src/archive/own-pieces.ts";
import { Directory } from "../../src/system/directory.ts";
import { runtime } from "../../src/system/runtime.ts";
import { crc32c } from "../../src/tsdb/crc32c.ts";

/**
 * What a deep verification cannot do without, on one core and from memory: the SHA-256 of an archive, its inflation, and
 * the CRC-32C of what is in it. Prints the seconds that it takes and those of the CPU, inflated by libdeflate, which
 * is faster than what promsnap may use for bytes that it does not trust, then the same with zlib.
 *
 *   verify-limit.ts DIRECTORY NAME
 */
const [directory = "", name = ""] = process.argv.slice(2);
const ways = {
  libdeflate: (packed: Uint8Array<ArrayBuffer>) => Bun.gunzipSync(packed, { library: "libdeflate" }),
  zlib: (packed: Uint8Array<ArrayBuffer>, unpacked: number) => runtime.gunzip(packed, unpacked),
} as const;

async function secondsOf(
  inflate: (packed: Uint8Array<ArrayBuffer>, unpacked: number) => Uint8Array,
): Promise<[number, number]> {
  using file = Directory.open(directory).file(name);
  const hash = createHash("sha256");
  let [wall, cpu] = [0, 0];
  for (let offset = 0; ; ) {
    const sizes = await memberSizesAt(file, offset);
    if (sizes === undefined) break;
    const packed = new Uint8Array(sizes.packed);
    file.read(packed, offset);
    const [begin, used] = [performance.now(), process.cpuUsage()];
    hash.update(packed);
    const bytes = inflate(packed, sizes.unpacked);
    crc32c(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length, 0);
    wall += performance.now() - begin;
    const { user, system } = process.cpuUsage(used);
    cpu += user + system;
    offset += sizes.packed;
  }
  hash.digest();
  return [wall / 1e3, cpu / 1e6];
}

process.stdout.write(`${[...(await secondsOf(ways.libdeflate)), ...(await secondsOf(ways.zlib))].join(" ")}\n`);
