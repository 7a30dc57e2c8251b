import { expect, test } from "bun:test";
import { readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testWith } from "../bed/abilities.ts";
import { run, start } from "../bed/processes.ts";
import { projectRoot } from "../bed/promsnap.ts";
import { temporaryDirectory } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";

const script = (name: string) => join(projectRoot, "scripts", name);
/** What scripts/demo runs when all is installed and built. */
const demo = [process.execPath, script("demo.ts")];

testWith("prometheus")("the demo shows a snapshot and leaves nothing", async () => {
  await using place = await temporaryDirectory();
  const { code, stdout, stderr } = await run(demo, { environment: { TMPDIR: place.path } });
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/\$ promsnap run\nSnapshot réussi: (\S+)\n/);
  expect(stdout).toMatch(/\$ cat \S+\n\d{4}-\d\d-\d\d \d\d:\d\d:\d\d - Snapshot réussi: /);
  expect(await readdir(place.path)).toEqual([]);
});

testWith("prometheus")("a demo that is interrupted leaves no file and no Prometheus", async () => {
  await using place = await temporaryDirectory();
  const shown = start(demo, { environment: { TMPDIR: place.path } });
  const [, url = ""] = await until("its Prometheus", () => /answers at (\S+);/.exec(shown.output().stdout));
  expect((await shown.stop()).code).toBe(143);
  expect(await readdir(place.path)).toEqual([]);
  await expect(fetch(url)).rejects.toThrow();
});

testWith("prometheus", "mounts")(
  "of a soak with a full disk, a kill, a cut line and a Prometheus that is killed, every failure is explained",
  async () => {
    await using place = await temporaryDirectory();
    const command = [process.execPath, script("soak.ts"), "--cycles", "5", "--seed", "83"];
    const { code, stdout } = await run(command, { environment: { TMPDIR: place.path } });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^5 cycles in .*; failures unexplained: 0\n$/m)]);
    for (const kind of ["full disk", "kill -9", "network cut", "SIGTERM", "restart"])
      expect(stdout).toContain(`1 × ${kind}`);
    expect(await readdir(place.path)).toEqual([]);
  },
);

test.each(["demo", "bench", "soak", "release"])(
  "scripts/%s explains itself without installing anything",
  async (name) => {
    const { code, stdout } = await run([script(name), "--help"]);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`usage: scripts/${name} `)]);
  },
);

test.each([
  ["demo", "--kepe"],
  ["setup", "everything"],
])("scripts/%s refuses %s", async (name, argument) => {
  expect((await run([script(name), argument])).code).toBe(2);
});

test("scripts/setup names each missing tool to someone who is not root, and ends with 1", async () => {
  await using place = await temporaryDirectory();
  const bare = (name: string) => join(place.path, name);
  await symlink(Bun.which("dirname") ?? "", bare("dirname"));
  await writeFile(bare("id"), "#!/bin/sh\necho 65534\n", { mode: 0o755 });
  const { code, stderr } = await run(["/bin/bash", script("setup"), "demo"], { environment: { PATH: place.path } });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^node is missing: as root, apt-get install --no-install-recommends nodejs$/m);
  expect(stderr).toMatch(/^promtool is missing: .* prometheus$/m);
  expect(stderr).not.toContain("dockerd");
});
