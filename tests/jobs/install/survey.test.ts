import { expect, test } from "bun:test";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { linkedUnitsThere } from "../../../src/jobs/install/survey.ts";
import { realSystem } from "../../../src/system/system.ts";
import { temporaryDirectory } from "../../bed/temporary.ts";

test("a unit that starts the script and is a link to a file elsewhere is found, one that is masked is none", async () => {
  await using place = await temporaryDirectory();
  const units = join(place.path, "etc/systemd/system");
  await mkdir(units, { recursive: true });
  const elsewhere = join(place.path, "backup.service");
  await writeFile(elsewhere, "[Service]\nExecStart=/opt/prometheus_snapshot.sh\n");
  await symlink(elsewhere, join(units, "nightly.service"));
  await symlink("/dev/null", join(units, "masked.service"));
  await symlink("/nowhere", join(units, "gone.service"));
  await writeFile(join(units, "plain.service"), "[Service]\nExecStart=/opt/prometheus_snapshot.sh\n");
  const context = { system: realSystem(), signal: new AbortController().signal, root: place.path };
  expect(linkedUnitsThere(context)).toEqual(["/etc/systemd/system/nightly.service:2"]);
});
