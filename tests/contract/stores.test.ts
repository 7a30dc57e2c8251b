import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import { createHash, randomBytes } from "node:crypto";
import type { Store, StoredFile } from "../../src/stores/store.ts";
import { describeWith } from "../bed/abilities.ts";
import { caught } from "../prometheus/clients.ts";
import { type StoreKind, type StorePlace, storeKinds } from "./places.ts";

const patience = 60_000;
const name = "snapshot-22_11_2026-11_09_40";
const archive = `${name}.tar.gz`;
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const kinds = [
  { kind: "directory", needs: [] },
  { kind: "s3", needs: ["s3"] },
] as const;

for (const { kind, needs } of kinds) {
  describeWith(...needs)(`a store: ${kind}`, () => {
    let all: StoreKind;
    let place: StorePlace;
    let store: Store;
    beforeAll(async () => {
      all = await storeKinds[kind]();
    }, patience);
    afterAll(() => all?.[Symbol.asyncDispose](), patience);
    beforeEach(async () => {
      place = await all.make();
      store = place.store;
    }, patience);
    afterEach(() => place[Symbol.asyncDispose](), patience);

    const slow = (title: string, body: () => Promise<void>) => test(title, body, patience);

    async function stored(bytes: Uint8Array<ArrayBuffer>, atMost = bytes.length): Promise<StoredFile> {
      const draft = await store.begin(name, { atMost });
      await draft.write(bytes);
      expect(await draft.prove()).toBe(sha256(bytes));
      expect(await draft.commit()).toBe(store.pathOf(archive));
      const file = await store.file(archive);
      if (file === undefined) throw new Error("nothing was stored");
      return file;
    }

    slow("is empty at first, and says that what is not there is not there", async () => {
      expect(await store.files()).toEqual([]);
      expect(await store.file(archive)).toBeUndefined();
      expect(await store.readText(".promsnap-store", 64)).toBeUndefined();
      expect(await store.leftovers()).toEqual([]);
      expect(await store.strays()).toEqual([]);
      await store.remove(archive);
    });

    slow("keeps an archive under its name once it is committed, and not a moment before", async () => {
      const bytes = randomBytes(100_000);
      const before = Date.now();
      const draft = await store.begin(name, { atMost: 200_000 });
      await draft.write(bytes.subarray(0, 60_000));
      await draft.write(bytes.subarray(60_000));
      expect(await draft.prove()).toBe(sha256(bytes));
      expect(await store.files()).toEqual([]);
      await draft.commit();
      expect(await store.names()).toContain(archive);
      expect(await place.seen()).toEqual([archive]);
      const [file, ...others] = await store.files();
      expect(others).toEqual([]);
      expect(file).toMatchObject({ name: archive, bytes: 100_000 });
      // Clocks of file systems and servers tick in steps.
      expect(Math.abs((file?.modified ?? 0) - before)).toBeLessThan(20_000);
      expect(await store.file(archive)).toEqual(file);
    });

    slow("gives back what was written, from any position, also several stretches at a time", async () => {
      const bytes = randomBytes(3_000_000);
      using file = await store.open(await stored(bytes));
      expect(file).toMatchObject({ size: bytes.length, path: store.pathOf(archive) });
      const read = async (position: number, length: number) => {
        const buffer = new Uint8Array(length);
        return Buffer.from(buffer.subarray(0, await file.readLater(buffer, position)));
      };
      const beginning = new Uint8Array(10);
      expect(await file.read(beginning, 5)).toBe(10);
      expect(Buffer.from(beginning)).toEqual(bytes.subarray(5, 15));
      expect(await read(0, 10)).toEqual(bytes.subarray(0, 10));
      expect(await read(2_999_990, 100)).toEqual(bytes.subarray(2_999_990));
      expect(await read(3_000_000, 10)).toEqual(Buffer.alloc(0));
      expect(await read(1_000_000, 2_000_000)).toEqual(bytes.subarray(1_000_000));
      const starts = [2_500_000, 0, 1_234_567, 700_000, 2_000_000];
      const parts = await Promise.all(starts.map((start) => read(start, 500_000)));
      for (const [i, start] of starts.entries()) expect(parts[i]).toEqual(bytes.subarray(start, start + 500_000));
      let whole = createHash("sha256");
      for (let at = 0; at < bytes.length; at += 70_000) whole = whole.update(await read(at, 70_000));
      expect(whole.digest("hex")).toBe(sha256(bytes));
    });

    slow("leaves nothing of an archive that is given up", async () => {
      const draft = await store.begin(name, { atMost: 100 });
      await draft.write(new Uint8Array(100));
      expect(await draft.discard()).toBeUndefined();
      expect(await place.seen()).toEqual([]);
      using later = await place.again();
      expect(await later.leftovers()).toEqual([]);
      expect(await later.strays()).toEqual([]);
    });

    slow("deletes what a killed run left, says so, and touches nothing else", async () => {
      await stored(randomBytes(50));
      const other = "snapshot-22_11_2026-12_00_00";
      const draft = await store.begin(other, { atMost: 100 });
      await draft.write(new Uint8Array(100));
      using later = await place.again();
      const left = await later.leftovers();
      expect(left).toEqual([draft.path]);
      expect(await later.strays()).toEqual([]);
      expect(await later.removeLeftovers()).toEqual(left);
      expect(await later.leftovers()).toEqual([]);
      expect(await later.removeLeftovers()).toEqual([]);
      expect(await place.seen()).toEqual([archive]);
    });

    slow("never overwrites an archive: neither one that is there nor one that came meanwhile", async () => {
      const bytes = randomBytes(50);
      const late = await store.begin(name, { atMost: 100 });
      await late.write(new Uint8Array(100));
      await late.prove();
      const other = await place.again();
      using _ = other;
      // A second writer that did not know of the first, as only two machines could be.
      if (kind === "s3") await stored(bytes);
      else await store.replace(archive, bytes.toString("latin1"));
      const failure = await caught(() => late.commit());
      expect(["s3.taken", "files.failed"]).toContain(failure.data.code);
      expect(await late.discard()).toBeUndefined();
      using file = await other.open((await other.file(archive)) as StoredFile);
      expect(file.size).not.toBe(100);
    });

    slow("puts small files in place whole, over what was there, and reads their beginning", async () => {
      await store.replace(".promsnap-store", "first\n");
      await store.replace(".promsnap-store", "second\n");
      expect(await store.readText(".promsnap-store", 100)).toBe("second\n");
      expect(await store.readText(".promsnap-store", 3)).toBe("sec");
      await store.replace("empty", "");
      expect(await store.readText("empty", 100)).toBe("");
      expect(await place.seen()).toEqual([".promsnap-store", "empty"]);
    });

    slow("deletes a file, and only that", async () => {
      await store.replace(`${archive}.sha256`, "one");
      await store.replace(`${archive}.verdict`, "two");
      await store.remove(`${archive}.sha256`);
      expect((await store.files()).map((file) => file.name)).toEqual([`${archive}.verdict`]);
    });

    slow("takes plain names alone", async () => {
      for (const odd of ["", ".", "..", "a/b", "../a", "a\0"]) {
        expect(() => store.pathOf(odd)).toThrow();
        expect((await caught(() => store.remove(odd))).data.code).toBe("files.notPlain");
        expect((await caught(() => store.replace(odd, ""))).data.code).toBe("files.notPlain");
      }
    });

    slow("does not read on in a file that is gone", async () => {
      const file = await stored(randomBytes(50));
      await store.remove(archive);
      const failure = await caught(async () => {
        using gone = await store.open(file);
        await gone.readLater(new Uint8Array(10), 0);
      });
      expect(["s3.changed", "files.failed"]).toContain(failure.data.code);
    });
  });
}
