import { expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fault } from "../../src/errors.ts";
import { completeChecksums } from "../../src/jobs/leftovers.ts";
import type { Notice } from "../../src/notices.ts";
import { DirectoryStore } from "../../src/stores/directory-store.ts";
import type { StoredFile } from "../../src/stores/store.ts";
import { Directory } from "../../src/system/directory.ts";
import { temporaryDirectory } from "../bed/temporary.ts";

/** A store whose archives this user may not open: root, who runs the tests, may open everything. */
class ClosedStore extends DirectoryStore {
  override async open({ name }: StoredFile): Promise<never> {
    const reason = "EACCES: permission denied";
    throw fault("files.failed", { operation: "open", path: this.pathOf(name), errno: "EACCES", reason });
  }
}

test("an archive that another user stored, and that cannot be opened, keeps no new snapshot from being made", async () => {
  await using place = await temporaryDirectory();
  const path = join(place.path, "snapshot-24_11_2026-13_00_00.tar.gz");
  await writeFile(path, "theirs");
  using directory = Directory.open(place.path);
  const told: Notice[] = [];
  await completeChecksums(
    { data: directory, own: directory, store: new ClosedStore(directory), [Symbol.dispose]: () => undefined },
    {
      begun: () => undefined,
      phase: () => undefined,
      progress: () => undefined,
      sourceTaken: () => undefined,
      notice: (one) => told.push(one),
    },
    new AbortController().signal,
  );
  expect(told).toEqual([{ code: "archive.unreadable", details: { path, reason: "EACCES: permission denied" } }]);
});
