import { expect, test } from "bun:test";
import { chmod, mkdir, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { isFault } from "../../../src/errors.ts";
import { carryOut } from "../../../src/jobs/install/carry-out.ts";
import { isSame } from "../../../src/jobs/install/program.ts";
import { unitFilesThere } from "../../../src/jobs/install/survey.ts";
import type { Step } from "../../../src/jobs/install/terms.ts";
import type { ProgramOutcome } from "../../../src/system/processes.ts";
import { realSystem, type System } from "../../../src/system/system.ts";
import { temporaryDirectory } from "../../bed/temporary.ts";
import { caught } from "../../prometheus/clients.ts";

/** A machine below a directory, on which no systemd runs: its commands are only noted. */
async function machine(outcome: ProgramOutcome = { code: 0, stdout: "", stderr: "" }) {
  const place = await temporaryDirectory();
  const commands: string[] = [];
  const run: System["run"] = async (command) => {
    commands.push(command.join(" "));
    return outcome;
  };
  const context = { system: { ...realSystem(), run }, signal: new AbortController().signal, root: place.path };
  const at = (path: string) => join(place.path, path);
  const done: Step["action"][] = [];
  const carry = (...steps: readonly Step[]) => carryOut(context, steps, ({ action }) => done.push(action));
  return { ...place, context, at, commands, done, carry, [Symbol.asyncDispose]: () => place.remove() };
}

const unit = "/etc/systemd/system/x.service";

test("a plan is carried out below its root, in its order", async () => {
  await using place = await machine();
  const { at, carry, commands, done, context, path } = place;
  await Bun.write(join(path, "brought"), "program");
  await carry(
    { action: "copy", from: join(path, "brought"), path: "/usr/local/bin/promsnap" },
    { action: "write", path: unit, text: "new\n", mode: 0o644 },
    { action: "keep", path: unit, text: "new\n", as: `${unit}.bak`, lost: [] },
    { action: "run", command: ["systemctl", "daemon-reload"] },
  );
  expect(done).toEqual(["copy", "write", "keep", "run"]);
  expect(commands).toEqual(["systemctl daemon-reload"]);
  expect(await Bun.file(at(unit)).text()).toBe("new\n");
  expect((await stat(at(`${unit}.bak`))).mode & 0o777).toBe(0o600);
  expect((await stat(at("/usr/local/bin/promsnap"))).mode & 0o777).toBe(0o755);
  expect(isSame(context.system, join(path, "brought"), at("/usr/local/bin/promsnap"))).toBe(true);
  await carry({ action: "rename", path: unit, as: `${unit}.old` }, { action: "delete", path: `${unit}.bak` });
  expect([await Bun.file(at(unit)).exists(), await Bun.file(at(`${unit}.old`)).text()]).toEqual([false, "new\n"]);
});

test("a command that fails ends it, and is named with what it said", async () => {
  await using place = await machine({ code: 5, stdout: "", stderr: "Unit x is masked.\n" });
  const { carry, done } = place;
  const error = await caught(() =>
    carry({ action: "run", command: ["systemctl", "enable", "x"] }, { action: "delete", path: unit }),
  );
  expect(isFault(error, "install.commandFailed") && error.data.details).toEqual({
    command: "systemctl enable x",
    code: 5,
    reason: "Unit x is masked.",
  });
  expect(done).toEqual([]);
});

test("with its last drop-in goes the directory that was made for it, not one of somebody's own", async () => {
  await using place = await machine();
  const { at, carry } = place;
  const [own, other] = [`${unit}.d/10-promsnap.conf`, `${unit}.d/override.conf`];
  await Bun.write(at(own), "x");
  await Bun.write(at(other), "x");
  await carry({ action: "delete", path: own });
  expect(await Bun.file(at(other)).exists()).toBe(true);
  await carry({ action: "delete", path: other });
  expect(await stat(at(`${unit}.d`)).catch(() => "gone")).toBe("gone");
});

test("another program of the same size is not the same", async () => {
  await using place = await machine();
  const { at, context } = place;
  await Bun.write(at("a"), "one");
  await Bun.write(at("b"), "two");
  expect([isSame(context.system, at("a"), at("b")), isSame(context.system, at("a"), at("c"))]).toEqual([false, false]);
});

test("a unit that somebody masked is left so, and named", async () => {
  await using place = await machine();
  const { at, context } = place;
  await mkdir(at("/etc/systemd/system"), { recursive: true });
  await symlink("/dev/null", at("/etc/systemd/system/prometheus-snapshot.timer"));
  const error = await caught(() => unitFilesThere(context));
  expect(isFault(error, "files.notPlain") && error.data.details).toMatchObject({ found: "link" });
});

test("units and drop-ins are found, and nothing else", async () => {
  await using place = await machine();
  const { at, context } = place;
  const directory = "/etc/systemd/system";
  for (const name of [
    "a.service",
    "a.service.d/x.conf",
    "a.service.d/x.conf.bak",
    "b.timer",
    "c.socket",
    "b.timer.bak",
  ]) {
    await Bun.write(at(`${directory}/${name}`), name);
  }
  await chmod(at(`${directory}/a.service`), 0o600);
  expect([...unitFilesThere(context)]).toEqual([
    [`${directory}/a.service`, "a.service"],
    [`${directory}/a.service.d/x.conf`, "a.service.d/x.conf"],
    [`${directory}/b.timer`, "b.timer"],
  ]);
});
