import { expect, test } from "bun:test";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { openService } from "../../src/services/open.ts";
import type { Service } from "../../src/services/service.ts";
import { here } from "../bed/processes.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { serviceOf, systemIn } from "../contract/managers.ts";
import { refusal } from "../contract/refusal.ts";

const never = new AbortController().signal;

/** A program whose answer to each word is a line of bash; `$state` is a file that its status may go by. */
async function program(place: Temporary, answers: Readonly<Record<string, string>>): Promise<string> {
  const path = join(place.path, "my control");
  const cases = Object.entries(answers).map(([word, answer]) => `  ${word}) ${answer} ;;`);
  const lines = ["#!/bin/bash", `state='${place.path}/state'`, "case $1 in", ...cases, "esac", ""];
  await Bun.write(path, lines.join("\n"));
  await chmod(path, 0o755);
  return path;
}

const opened = async (place: Temporary, answers: Readonly<Record<string, string>>): Promise<Service> =>
  serviceOf({ place: here }, { kind: "exec", name: await program(place, answers) });

test("status tells by its exit code: 0 runs, 1 and 3 stopped, everything else is an error with its reason", async () => {
  await using place = await temporaryDirectory();
  const state = async (code: number) => (await (await opened(place, { status: `exit ${code}` })).facts(never)).state;
  expect([await state(0), await state(1), await state(3)]).toEqual(["running", "stopped", "stopped"]);
  const service = await opened(place, { status: "echo the cluster is split >&2; exit 4" });
  for (const ask of [() => service.facts(never), () => service.stop(never), () => service.start(never)]) {
    expect(await refusal(ask())).toEqual({
      code: "service.askFailed",
      details: {
        service: `exec:${place.path}/my control`,
        command: `'${place.path}/my control' status`,
        code: 4,
        reason: "the cluster is split",
      },
      exitCode: 1,
    });
  }
});

test("a stop that only asks is waited for until status says that it is done", async () => {
  await using place = await temporaryDirectory();
  const service = await opened(place, {
    status: "[ -e $state ] && exit 3; exit 0",
    stop: "(sleep 0.4; touch $state) >/dev/null 2>&1 &",
  });
  await service.stop(never);
  expect((await service.facts(never)).state).toBe("stopped");
});

test("a stop or a start that fails is a fault with its exit code", async () => {
  await using place = await temporaryDirectory();
  const running = await opened(place, { status: "exit 0", stop: "echo no >&2; exit 9" });
  expect(await refusal(running.stop(never))).toMatchObject({
    code: "service.stopFailed",
    details: { code: 9, reason: "no" },
  });
  const stopped = await opened(place, { status: "exit 3", start: "exit 9" });
  expect(await refusal(stopped.start(never))).toMatchObject({ code: "service.startFailed", details: { code: 9 } });
});

test("a start after which nothing runs is a fault (a fake clock, which is ten seconds ahead after each sleep)", async () => {
  await using place = await temporaryDirectory();
  const name = await program(place, { status: "exit 3", start: "exit 0" });
  let now = 0;
  const clock = {
    now: () => now,
    sleep: async () => {
      now += 10_000;
    },
  };
  const service = openService({ kind: "exec", name }, { ...systemIn(here), clock }, { stopTimeout: 1000 });
  expect(await refusal(service.start(never))).toMatchObject({ code: "service.endedAtOnce", details: {} });
});

test("a program that may not be run is a fault of the configuration", async () => {
  await using place = await temporaryDirectory();
  const name = await program(place, {});
  await chmod(name, 0o644);
  const service = serviceOf({ place: here }, { kind: "exec", name });
  expect(await refusal(service.facts(never))).toMatchObject({
    code: "service.notExecutable",
    details: { program: name, reason: "EACCES" },
    exitCode: 3,
  });
});
