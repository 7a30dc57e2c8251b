import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { tarBlock, tarHeader, tarPadding } from "../../src/archive/tar.ts";
import { readTarHeader } from "../../src/archive/tar-header.ts";
import { TarReader } from "../../src/archive/tar-reader.ts";
import { must } from "../bed/processes.ts";
import { temporaryDirectory } from "../bed/temporary.ts";

const segment = fc.stringMatching(/^[A-Za-z0-9_.-]{1,40}$/);
const paths = fc.array(segment, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));

/** The header with the checksum that its other bytes have. */
function sealed(header: Uint8Array): Uint8Array {
  header.set(new TextEncoder().encode("        "), 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
  return header;
}

describe("a tar header", () => {
  test("is read back as it was written, whatever the size", () => {
    fc.assert(
      fc.property(paths, fc.maxSafeNat(), fc.integer({ min: 0, max: 0o77777777777 }), (path, size, modified) => {
        const entry = { path, type: "file", size, modified } as const;
        expect(readTarHeader(tarHeader(entry))).toEqual({ kind: "entry", header: entry });
      }),
    );
  });

  test("of a path that ustar cannot hold is refused, not cut", () => {
    expect(() => tarHeader({ path: "x".repeat(101), type: "file", size: 0, modified: 0 })).toThrow("archive.longName");
  });

  test("with any bit flipped is refused", () => {
    const header = tarHeader({ path: "snapshot/index", type: "file", size: 4711, modified: 1_700_000_000 });
    for (let bit = 0; bit < tarBlock * 8; bit++) {
      const flipped = header.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect([bit, readTarHeader(flipped).kind]).toEqual([bit, "refused"]);
    }
  });

  test("of a link, a device, a FIFO, a sparse file or a long name is refused", () => {
    for (const type of ["\0", "1", "2", "3", "4", "6", "7", "D", "K", "L", "M", "S", "V", "x", "g"]) {
      const header = tarHeader({ path: "name", type: "file", size: 0, modified: 0 });
      header[156] = type.charCodeAt(0);
      expect([type, readTarHeader(sealed(header))]).toEqual([type, { kind: "refused", reason: "entry type" }]);
    }
  });

  test("is what GNU tar understands, sizes beyond 8 GiB and long paths included", async () => {
    await using temporary = await temporaryDirectory();
    const directory = temporary.path;
    const long = `${"d".repeat(60)}/${"e".repeat(60)}/${"f".repeat(60)}`;
    const entries = [
      { path: "snapshot/", type: "directory", size: 0, modified: 1_700_000_000 },
      { path: long, type: "file", size: 0, modified: 1_700_000_000 },
      { path: "huge", type: "file", size: 9 * 2 ** 30, modified: 1_700_000_000 },
    ] as const;
    await Bun.write(`${directory}/t.tar`, new Blob(entries.map((entry) => tarHeader(entry))));
    const { stdout } = Bun.spawnSync(["tar", "--list", "--verbose", "--utc", "--file", `${directory}/t.tar`]);
    const listing = stdout.toString();
    expect(listing).toContain("drwxr-xr-x root/root         0 2023-11-14 22:13 snapshot/");
    expect(listing).toContain(long);
    expect(listing).toContain("9663676416 2023-11-14 22:13 huge");
  });
});

describe("the tar reader", () => {
  const limits = { endBlocks: 21, left: () => 0 };
  const refuse = (reason: string) => new Error(reason);

  test("gives every file's contents, however the blocks arrive", async () => {
    await using temporary = await temporaryDirectory();
    const directory = temporary.path;
    const contents = new Map([
      ["a/meta.json", "one"],
      ["a/empty", ""],
      ["b", "x".repeat(1500)],
    ]);
    for (const [path, text] of contents) await Bun.write(`${directory}/in/${path}`, text);
    await must(["tar", "--create", "--file", `${directory}/t.tar`, "--directory", `${directory}/in`, "a", "b"]);
    const bytes = await Bun.file(`${directory}/t.tar`).bytes();
    for (const step of [512, 1024, 1536, bytes.length]) {
      const found = new Map<string, string>();
      let path = "";
      const reader = new TarReader({ ...limits, left: () => bytes.length }, refuse);
      for (let at = 0; at < bytes.length; at += step) {
        for (const event of reader.push(bytes.subarray(at, at + step))) {
          if (event.kind === "entry") path = event.header.path;
          else
            found.set(
              path,
              (found.get(path) ?? "") + (event.kind === "end" ? "." : new TextDecoder().decode(event.bytes)),
            );
        }
      }
      reader.finish();
      expect([...found].sort()).toEqual(
        [...contents].map(([name, text]) => [name, `${text}.`] as [string, string]).sort(),
      );
    }
  });

  test("never crashes on bytes that are no tar stream, nor takes them for one", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 512, maxLength: 3000 }), (bytes) => {
        const reader = new TarReader(limits, refuse);
        expect(() => {
          for (const _ of reader.push(bytes));
          reader.finish();
        }).toThrow();
      }),
    );
  });
});

test("padding fills up to the next block", () => {
  fc.assert(fc.property(fc.maxSafeNat(), (size) => expect((size + tarPadding(size)) % tarBlock).toBe(0)));
});
