import { afterAll, beforeAll, expect, test } from "bun:test";
import { basename } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { freePort } from "../bed/ports.ts";
import { must } from "../bed/processes.ts";
import { deadProxies } from "../bed/proxy.ts";
import { type Scene, setScene } from "../bed/scene.ts";

describeWith("prometheus", "script's tools")("the same sources under Deno", () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await setScene({ head: false });
  }, 120_000);
  afterAll(() => scene?.stop(), 60_000);

  test("give the same tar stream as the compiled binary, and the same words", async () => {
    const site = await scene.site();
    const [binary, deno] = [await site.run(), await site.run(["run"], { runtime: "deno" })];
    expect([binary.code, deno.code, deno.stderr]).toEqual([0, 0, ""]);
    const archives = [binary, deno].map(({ stdout }) => /^Snapshot réussi: (.*)\n$/.exec(stdout)?.[1] ?? "");
    expect(archives.toSorted()).toEqual(await site.archives());
    expect(new Set(archives).size).toBe(2);
    // In the order of the stream, without what is new in every snapshot: the top's name, times of directories.
    const listing = async (path: string) => {
      const lines = await must(["tar", "--full-time", "--numeric-owner", "-tvzf", path]);
      return lines.replaceAll(basename(path, ".tar.gz"), "TOP").replace(/^(d.*? 0 )\S+ \S+/gm, "$1");
    };
    const contents = (path: string) => must(["bash", "-c", 'tar -xOzf "$1" | sha256sum', "bash", path]);
    expect(await listing(archives[1] ?? "")).toEqual(await listing(archives[0] ?? ""));
    expect(await contents(archives[1] ?? "")).toBe(await contents(archives[0] ?? ""));
    await must(["sha256sum", "-c", ...archives.map((path) => `${path}.sha256`)], { directory: site.store });
    expect(await scene.sources()).toEqual([]);
  });

  test("list archives of the binary, and the binary those of Deno", async () => {
    const site = await scene.site();
    await site.run(["run"], { runtime: "deno" });
    await site.run();
    const listed = [await site.run(["list"]), await site.run(["list"], { runtime: "deno" })];
    expect(listed[0]).toEqual(listed[1] as (typeof listed)[0]);
    expect(listed[0]?.stdout.match(/ ok/g)).toHaveLength(2);
  });

  test("ask Prometheus itself, whatever proxy the environment names", async () => {
    const site = await scene.site();
    for (const runtime of ["deno", "binary"] as const) {
      expect(await site.run(["run"], { runtime, environment: deadProxies })).toMatchObject({ code: 0, stderr: "" });
    }
  });

  test("fail with the same exit codes and sentences", async () => {
    const site = await scene.site({ HOST: `http://127.0.0.1:${await freePort()}` });
    const [binary, deno] = [await site.run(), await site.run(["run"], { runtime: "deno" })];
    expect(deno).toEqual(binary);
    expect(deno.code).toBe(4);
  });
});
