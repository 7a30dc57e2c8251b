import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { JobContext } from "../../../src/jobs/backup-terms.ts";
import { refuseMirror } from "../../../src/jobs/replicate/place.ts";
import { planStores, viewStores } from "../../../src/jobs/replicate/survey.ts";
import { DirectoryStore } from "../../../src/stores/directory-store.ts";
import { lockStore } from "../../../src/stores/store-lock.ts";
import { Directory } from "../../../src/system/directory.ts";
import { realSystem } from "../../../src/system/system.ts";
import { type Temporary, temporaryDirectory } from "../../bed/temporary.ts";

let place: Temporary;
const at = (name: string) => join(place.path, name);
beforeEach(async () => {
  place = await temporaryDirectory();
  for (const name of ["here", "there", "data"]) await mkdir(at(name));
});
afterEach(() => place.remove());

test("a further store that is SNAPSHOT_DIR by another path is refused by whoever only looks, too", async () => {
  await symlink(at("here"), at("link"));
  const settings = {
    SNAPSHOT_DIR: { kind: "directory", path: at("here") },
    PROMETHEUS_DATA_DIR: at("data"),
    REPLICATE_TO: [{ kind: "directory", path: at("link") }],
  };
  const context = { system: realSystem(), settings, signal: new AbortController().signal } as unknown as JobContext;
  const refused = [{ store: at("link"), problem: { code: "replica.same" } }];
  expect(await viewStores(context)).toMatchObject(refused);
  const terms = { here: [], own: undefined, request: { copy: true, prune: true } };
  expect(await planStores(context, terms)).toMatchObject(refused);
});

// A share of this machine's own directory takes a file server: here the directory is opened twice.
test("so is one that is SNAPSHOT_DIR over the network and back, by the lock that shows in both", async () => {
  using here = new DirectoryStore(Directory.open(at("here")));
  using mirror = new DirectoryStore(Directory.open(at("here")));
  using other = new DirectoryStore(Directory.open(at("there")));
  await refuseMirror(here, mirror);
  using directory = Directory.open(at("here"));
  const lock = await lockStore(directory, realSystem());
  try {
    await expect(refuseMirror(here, mirror)).rejects.toMatchObject({ data: { code: "replica.same" } });
    await refuseMirror(here, other);
  } finally {
    lock.release();
  }
});
