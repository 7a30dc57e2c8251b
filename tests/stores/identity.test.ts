import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DirectoryStore } from "../../src/stores/directory-store.ts";
import { claimStore, identityOf, matchIdentity } from "../../src/stores/identity.ts";
import { Directory } from "../../src/system/directory.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { caught } from "../prometheus/clients.ts";

const [one, other] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];

describe("which id a store and a data directory share", () => {
  const cases: [what: string, store: string | undefined, data: string | undefined, adopt: boolean, match: unknown][] = [
    ["both are new", undefined, undefined, false, { id: "fresh", writeStore: true, writeData: true }],
    ["both have the same", one, one, false, { id: one, writeStore: false, writeData: false }],
    ["a new volume takes the store's", one, undefined, false, { id: one, writeStore: false, writeData: true }],
    ["a new store takes the data directory's", undefined, one, false, { id: one, writeStore: true, writeData: false }],
    ["another's store is refused", one, other, false, "foreign"],
    [
      "an adopted store takes the data directory's",
      one,
      other,
      true,
      { id: other, writeStore: true, writeData: false },
    ],
    ["adopting one's own changes nothing", one, one, true, { id: one, writeStore: false, writeData: false }],
  ];
  for (const [what, store, data, adopt, match] of cases) {
    test(what, () => expect(matchIdentity(store, data, adopt, "fresh")).toEqual(match as never));
  }
});

describe("claiming a store", () => {
  let place: Temporary;
  const open: Directory[] = [];
  const directory = async (name: string) => {
    await mkdir(join(place.path, name));
    const opened = Directory.open(join(place.path, name));
    open.push(opened);
    return opened;
  };

  const storeIn = async (name: string) => new DirectoryStore(await directory(name));
  beforeEach(async () => {
    place = await temporaryDirectory();
  });

  afterEach(async () => {
    for (const opened of open.splice(0)) opened[Symbol.dispose]();
    await place.remove();
  });

  test("makes it one Prometheus's, and another one's run is refused until it adopts it", async () => {
    const [store, mine, theirs] = [await storeIn("store"), await directory("mine"), await directory("theirs")];
    const { id } = await claimStore(store, mine, false);
    expect(await claimStore(store, mine, false)).toEqual({ id, writeStore: false, writeData: false });
    await claimStore(await storeIn("other store"), theirs, false);

    const refused = await caught(() => claimStore(store, theirs, false));
    expect(refused.data.code).toBe("store.foreign");
    expect(refused.exitCode).toBe(3);

    await claimStore(store, theirs, true);
    await claimStore(store, theirs, false);
    expect((await caught(() => claimStore(store, mine, false))).data.code).toBe("store.foreign");
  });

  test("looking alone writes nothing", async () => {
    const [store, own] = [await storeIn("store"), await directory("own")];
    await identityOf(store, own, false);
    await identityOf(store, undefined, false);
    expect([...(await store.names()), ...own.names()]).toEqual([]);
  });

  for (const text of ["", "\n", "hello", `${one}${other}`, "../../etc"]) {
    test(`refuses an id file with ${JSON.stringify(text)} in it`, async () => {
      const [store, own] = [await storeIn("store"), await directory("own")];
      await Bun.write(join(store.location, ".promsnap-store"), text);
      expect((await caught(() => claimStore(store, own, true))).data.code).toBe("store.identityDamaged");
      expect(own.names()).toEqual([]);
    });
  }
});
