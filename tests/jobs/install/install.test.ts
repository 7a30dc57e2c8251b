import { expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { isFault } from "../../../src/errors.ts";
import { refuseGround } from "../../../src/jobs/install/install.ts";
import { realSystem } from "../../../src/system/system.ts";
import { temporaryDirectory } from "../../bed/temporary.ts";
import { caught } from "../../prometheus/clients.ts";

test("without systemd, or without an executable, there is nothing to install, and it says so before it asks anything", async () => {
  await using place = await temporaryDirectory();
  const real = realSystem();
  const ground = (executable: string | undefined) => {
    const system = { ...real, host: { ...real.host, executable } };
    return refuseGround({ system, signal: new AbortController().signal, root: place.path });
  };
  expect(isFault(await caught(() => ground("/bin/true")), "install.noSystemd")).toBe(true);
  await mkdir(join(place.path, "run/systemd/system"), { recursive: true });
  expect(isFault(await caught(() => ground(undefined)), "install.notCompiled")).toBe(true);
  expect(ground("/proc/self/exe")).toBe(process.execPath);
});

test("these tests run promsnap's sources: there is no executable to copy", () => {
  expect(realSystem().host.executable).toBe(undefined);
});
