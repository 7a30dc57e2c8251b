import { expect, test } from "bun:test";
import { fault } from "../../../src/errors.ts";
import { labelAs } from "../../../src/jobs/restore/selinux.ts";
import type { System } from "../../../src/system/system.ts";

/**
 * A fake: no machine of ours has SELinux, so nobody here has seen what chcon does there. It holds promsnap to asking for
 * the right thing, and to going on when that fails.
 */
function machine(isOn: boolean, run: System["run"]): Pick<System, "realPath" | "run"> & { asked: string[][] } {
  const asked: string[][] = [];
  return {
    asked,
    realPath: (path) => (isOn ? path : undefined),
    run: (command, options) => {
      asked.push([...command]);
      return run(command, options);
    },
  };
}

const never = new AbortController().signal;
const ended = (code: number, stderr: string) => async () => ({ code, stdout: "", stderr });

test("without SELinux nothing is labelled", async () => {
  const without = machine(false, ended(0, ""));
  expect([await labelAs(without, "/data", "/data/new", never), without.asked]).toEqual([undefined, []]);
});

test("with SELinux what is staged gets the label of the data directory, links not followed", async () => {
  const system = machine(true, ended(0, ""));
  expect(await labelAs(system, "/data", "/data/.promsnap/restore-1/new", never)).toBeUndefined();
  expect(system.asked).toEqual([
    ["chcon", "--recursive", "--no-dereference", "--reference=/data", "--", "/data/.promsnap/restore-1/new"],
  ]);
});

test.each([
  ["fails", ended(1, "chcon: not permitted\nmore\n"), "chcon: not permitted"],
  ["says nothing", ended(2, ""), "exit code 2"],
  ["is not there", async () => Promise.reject(fault("program.notFound", { program: "chcon" })), "program.notFound"],
] as const)("chcon that %s is told, and the restore goes on", async (_, run, reason) => {
  const told = await labelAs(machine(true, run), "/data", "/data/new", never);
  const details = { path: "/data", reason: expect.stringContaining(reason) };
  expect(told).toMatchObject({ code: "restore.notLabelled", details });
});

test("a signal while it labels ends the restore", async () => {
  const stopped = AbortSignal.abort(new Error("stopped"));
  const run = async () => Promise.reject(stopped.reason);
  await expect(labelAs(machine(true, run), "/data", "/data/new", stopped)).rejects.toThrow("stopped");
});
