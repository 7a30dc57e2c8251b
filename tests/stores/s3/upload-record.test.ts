import { afterAll, beforeAll, expect, test } from "bun:test";
import { snapshotsFile, UploadRecord } from "../../../src/stores/s3/upload-record.ts";
import { Directory } from "../../../src/system/directory.ts";
import { type Temporary, temporaryDirectory } from "../../bed/temporary.ts";

let place: Temporary;
let own: Directory;

beforeAll(async () => {
  place = await temporaryDirectory();
  own = Directory.open(place.path);
});
afterAll(async () => {
  own[Symbol.dispose]();
  await place.remove();
});

test("what runs upload is no business of a copy's, and what copies upload none of a run's", async () => {
  const [runs, copies] = [new UploadRecord(own, snapshotsFile), new UploadRecord(own)];
  const upload = { endpoint: "", bucket: "backups", key: "prometheus/snapshot-22_11_2026-11_09_40.tar.gz" };
  await Promise.all([runs.put({ ...upload, id: "of a run" }), copies.put({ ...upload, id: "of a copy" })]);
  expect(new UploadRecord(own, snapshotsFile).uploads()).toEqual([{ ...upload, id: "of a run" }]);
  await runs.remove(upload);
  expect(runs.uploads()).toEqual([]);
  expect(new UploadRecord(own).uploads()).toEqual([{ ...upload, id: "of a copy" }]);
});
