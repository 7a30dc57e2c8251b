import { memberSizesAt } from "../../src/archive/own-pieces.ts";
import { Directory } from "../../src/system/directory.ts";
import { runtime } from "../../src/system/runtime.ts";

/**
 * Inflates the members of promsnap's archive by zlib and drops the result: in so many processes, each its share of the
 * members. The least that extraction takes with an inflater that can be held to a bound.
 *
 *   inflate-limit.ts ARCHIVE PROCESSES [NUMBER]
 */
const [path = "", processes = "1", number] = process.argv.slice(2);

async function inflateEvery(count: number, offsetOfFirst: number): Promise<void> {
  const [, directory = "", name = ""] = /^(.*)\/(.*)$/.exec(path) ?? [];
  using file = Directory.open(directory).file(name);
  for (let [at, member] = [0, 0]; ; member++) {
    const sizes = await memberSizesAt(file, at);
    if (sizes === undefined) return;
    if (member % count === offsetOfFirst) {
      const packed = new Uint8Array(sizes.packed);
      file.read(packed, at);
      runtime.gunzip(packed, sizes.unpacked);
    }
    at += sizes.packed;
  }
}

if (number !== undefined) await inflateEvery(Number(processes), Number(number));
else {
  const children = Array.from({ length: Number(processes) }, (_, i) =>
    Bun.spawn([process.execPath, import.meta.path, path, processes, `${i}`], { stdout: "ignore", stderr: "inherit" }),
  );
  const codes = await Promise.all(children.map((child) => child.exited));
  if (codes.some((code) => code !== 0)) throw new Error(`ended with ${codes}`);
}
