import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import type { ServiceSetting } from "../../src/config/service-setting.ts";
import { openService } from "../../src/services/open.ts";
import type { Command } from "../../src/system/processes.ts";
import { realSystem } from "../../src/system/system.ts";
import { describeWith } from "../bed/abilities.ts";
import { run } from "../bed/processes.ts";
import { temporaryDirectory } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";
import { type ManagerPlace, managers, serviceOf, systemIn } from "./managers.ts";
import { refusal } from "./refusal.ts";

const patience = 60_000;
const never = new AbortController().signal;

/** A test of what only some managers have: it is no skipped one elsewhere. */
const where = (has: boolean) => (has ? test : () => undefined);

const kinds = [
  { kind: "docker", needs: ["docker"], pauses: true, knowsNames: true, tellsProcess: true, kills: true },
  { kind: "podman", needs: ["podman"], pauses: true, knowsNames: true, tellsProcess: true, kills: true },
  { kind: "systemd", needs: ["systemd"], pauses: false, knowsNames: true, tellsProcess: true, kills: false },
  { kind: "exec", needs: ["prometheus"], pauses: false, knowsNames: false, tellsProcess: false, kills: false },
] as const;

for (const { kind, needs, pauses, knowsNames, tellsProcess, kills } of kinds) {
  describeWith(...needs)(`a service of ${kind}`, () => {
    let manager: ManagerPlace;
    let prometheus: ServiceSetting;
    beforeAll(async () => {
      manager = await managers[kind]();
      prometheus = await manager.make("prometheus", "prometheus");
    }, patience);
    afterAll(() => manager?.stop(), patience);

    const inside = async (...command: string[]) => (await run(manager.place(command))).stdout;
    const state = async (setting: ServiceSetting) => (await serviceOf(manager, setting).facts(never)).state;

    test(
      "is stopped and started again, as often as asked",
      async () => {
        const service = serviceOf(manager, prometheus);
        expect(await service.facts(never)).toMatchObject({ state: "running", obstacles: [] });
        await service.start(never);
        expect(await manager.runs("prometheus")).toBe(true);
        for (const _ of ["first", "again"]) {
          await service.stop(never);
          expect(await service.facts(never)).toMatchObject({ state: "stopped", process: undefined });
          expect(await manager.runs("prometheus")).toBe(false);
        }
        for (const _ of ["first", "again"]) {
          await service.start(never);
          expect(await service.facts(never)).toMatchObject({ state: "running" });
          expect(await manager.runs("prometheus")).toBe(true);
        }
      },
      patience,
    );

    where(tellsProcess)("tells its main process, which is Prometheus", async () => {
      const { process } = await serviceOf(manager, prometheus).facts(never);
      await until("Prometheus in it", async () => (await inside("cat", `/proc/${process}/comm`)) === "prometheus\n");
    });

    where(tellsProcess)("shows its last words", async () => {
      const lines = await until("its words", async () => {
        const told = await serviceOf(manager, prometheus).log(5);
        return told.some((line) => line.includes("Server is ready")) && told;
      });
      expect(lines.length).toBeLessThanOrEqual(5);
    });

    test(
      "has the commands that an operator would type",
      async () => {
        const { commands } = serviceOf(manager, prometheus);
        expect((await run(manager.place(["bash", "-c", commands.stop]))).code).toBe(0);
        await until("its end", async () => !(await manager.runs("prometheus")));
        expect(await state(prometheus)).toBe("stopped");
        expect((await run(manager.place(["bash", "-c", `${commands.start} >/dev/null 2>&1`]))).code).toBe(0);
        expect(await state(prometheus)).toBe("running");
        if (commands.log !== "") expect(await inside("bash", "-c", `${commands.log} 2>&1`)).toContain("ready");
      },
      patience,
    );

    test(
      "that does not stop in time is a fault of its own, and is stopped for good or not at all",
      async () => {
        const setting = await manager.make("stubborn", "stubborn");
        const { name } = serviceOf(manager, setting);
        expect(await refusal(serviceOf(manager, setting, 1000).stop(never))).toEqual({
          code: "service.stopTimedOut",
          details: { service: name, milliseconds: 1000, killed: kills },
          exitCode: 1,
        });
        expect(await state(setting)).toBe(kills ? "stopped" : "running");
      },
      patience,
    );

    test(
      "is left to itself as soon as promsnap is interrupted",
      async () => {
        const setting = await manager.make("interrupted", "stubborn");
        const interruption = new AbortController();
        const asked: string[] = [];
        const system = systemIn(manager.place);
        const run: typeof system.run = (command, options) => {
          asked.push(command.join(" "));
          return system.run(command, options);
        };
        const service = openService(setting, { ...system, run }, { stopTimeout: 30_000 });
        const stopping = service.stop(interruption.signal);
        await until("the stop", () => asked.some((command) => / stop\b/.test(command)));
        interruption.abort("interrupted");
        await expect(stopping).rejects.toBe("interrupted");
      },
      patience,
    );

    test(
      "that does not start again is a fault that says why",
      async () => {
        const setting = await manager.make("broken", "prometheus", 9091);
        const service = serviceOf(manager, setting);
        await service.stop(never);
        await manager.breakStart("broken");
        const { code, details, exitCode } = await refusal(service.start(never));
        expect([code, exitCode]).toEqual(["service.startFailed", 1]);
        expect(details).toMatchObject({ service: service.name, command: expect.stringContaining("start") });
        expect(await state(setting)).toBe("stopped");
      },
      patience,
    );

    where(knowsNames)("that nobody knows is missing, and neither stopped nor started", async () => {
      const service = serviceOf(manager, { kind, name: "nosuch" });
      expect(await service.facts(never)).toEqual({
        state: "missing",
        obstacles: [],
        dataPaths: undefined,
        process: undefined,
      });
      for (const ask of [() => service.stop(never), () => service.start(never)]) {
        expect(await refusal(ask())).toMatchObject({ code: "service.missing", exitCode: 3 });
      }
      expect(await service.log(5)).toEqual([]);
    });

    where(pauses)(
      "that is paused goes on when started, and ends well when stopped",
      async () => {
        const service = serviceOf(manager, prometheus);
        await service.start(never);
        await inside(kind, "pause", "prometheus");
        expect(await state(prometheus)).toBe("paused");
        await service.start(never);
        expect(await state(prometheus)).toBe("running");
        await inside(kind, "pause", "prometheus");
        await service.stop(never);
        expect(await state(prometheus)).toBe("stopped");
        expect(await inside(kind, "inspect", "--format", "{{.State.ExitCode}}", "prometheus")).toBe("0\n");
      },
      patience,
    );

    test("whose manager hangs is asked no longer than its time (a fake that hangs)", async () => {
      await using place = await temporaryDirectory();
      const program = join(
        place.path,
        { docker: "docker", podman: "podman", systemd: "systemctl", exec: "exec" }[kind],
      );
      await Bun.write(program, "#!/bin/bash\nsleep 1000\n");
      await chmod(program, 0o755);
      const real = realSystem();
      const impatient = {
        ...systemIn(manager.place),
        run: ([, ...args]: Command, options: { timeout: number }) =>
          real.run([program, ...args], { ...options, timeout: 300 }),
      };
      const setting: ServiceSetting = { kind, name: kind === "exec" ? program : "prometheus" };
      const service = openService(setting, impatient, { stopTimeout: 1000 });
      for (const ask of [() => service.facts(never), () => service.stop(never), () => service.start(never)]) {
        expect(await refusal(ask())).toMatchObject({ code: "service.noAnswer", exitCode: 1 });
      }
      expect(await service.log(5)).toEqual([]);
      await until("the end of all of it", async () => (await run(["pgrep", "-f", program])).code === 1);
    });

    test("whose manager is not installed is a fault of the configuration", async () => {
      const real = realSystem();
      const without = {
        ...systemIn(manager.place),
        run: ([program, ...args]: Command, options: { timeout: number }) =>
          real.run([`/nosuch/${program}`, ...args], options),
      };
      const service = openService(prometheus, without, { stopTimeout: 1000 });
      expect(await refusal(service.facts(never))).toMatchObject({ code: "service.noProgram", exitCode: 3 });
    });
  });
}

describe("a service of nobody", () => {
  const service = openService(
    { kind: "none" },
    systemIn((command) => command),
    { stopTimeout: 1000 },
  );

  test("is the operator's: it is not managed, nothing is known of it, and nothing is done to it", async () => {
    expect([service.name, service.managed]).toEqual(["none", false]);
    expect(await service.facts(never)).toMatchObject({ state: "unknown", obstacles: [], dataPaths: undefined });
    await service.stop(never);
    await service.start(never);
    expect(await service.log(5)).toEqual([]);
  });

  test("heeds an interruption all the same", async () => {
    await expect(service.stop(AbortSignal.abort("interrupted"))).rejects.toBe("interrupted");
  });
});
