import { expect } from "bun:test";
import { cp } from "node:fs/promises";
import { testWith } from "../bed/abilities.ts";
import { openArchiveStore } from "../bed/archive-store.ts";
import { run } from "../bed/processes.ts";
import { smallDisk } from "../bed/temporary.ts";

const noon = Date.UTC(2026, 0, 30, 12);

testWith("blocks", "mounts")("promsnap prune makes room on a disk that has not a byte left", async () => {
  await using bed = await openArchiveStore();
  await using disk = await smallDisk(1 << 20);
  const names: string[] = [];
  for (const hour of [0, 1, 2]) names.push(await bed.add(noon + hour * 3_600_000));
  await cp(bed.store, disk.path, { recursive: true });
  await bed.configure({ SNAPSHOT_DIR: disk.path });
  expect(await bed.run(["prune", "--keep-last=3"])).toMatchObject({ code: 0 });
  await run(["dd", "if=/dev/zero", `of=${disk.path}/filler`, "bs=4k"]);
  const script = 'echo x > "$0/more"';
  expect((await run(["bash", "-c", script, disk.path])).stderr).toContain("No space left on device");

  expect(await bed.run(["prune", "--keep-last=1"])).toMatchObject({ code: 0, stderr: "" });
  const left = await run(["bash", "-c", 'cd "$0"; ls -A | grep -v -e filler -e more', disk.path]);
  const [archive] = names.slice(-1).map((name) => `${name}.tar.gz`);
  expect(left.stdout.split("\n").filter(Boolean).toSorted()).toEqual(
    [".promsnap-accepted", ".promsnap-lock", ".promsnap-store", `${archive}`, `${archive}.sha256`].toSorted(),
  );
});
