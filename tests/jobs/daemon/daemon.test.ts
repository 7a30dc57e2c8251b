import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Configuration, loadSettings } from "../../../src/config/load.ts";
import { Fault, type FaultCode, fault } from "../../../src/errors.ts";
import type { BackupReport } from "../../../src/jobs/backup-terms.ts";
import { type DaemonEvents, type DaemonWorld, daemon } from "../../../src/jobs/daemon/daemon.ts";
import type { Vitals } from "../../../src/jobs/daemon/vitals.ts";
import type { Outcome } from "../../../src/jobs/run.ts";
import { realSystem } from "../../../src/system/system.ts";
import { writeConfiguration } from "../../bed/promsnap.ts";
import { type Temporary, temporaryDirectory } from "../../bed/temporary.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** One of the times of the schedule, in UTC, which is the time zone of the tests. */
const noon = Date.UTC(2026, 10, 30, 12);
const stored: Outcome = { kind: "stored", line: "", report: { archiveBytes: 7, contentBytes: 9 } as BackupReport };
const failed = (failure: Fault): Outcome => ({ kind: "failed", line: "", fault: failure });
const refused = failed(fault("files.failed", { operation: "", path: "", errno: "", reason: "" }));

let place: Temporary;
let config: string;
const at = (name: string) => join(place.path, name);
beforeEach(async () => {
  place = await temporaryDirectory();
  await mkdir(at("data/wal"), { recursive: true });
  config = await configure({});
});
afterEach(() => place.remove());

const configure = (values: Record<string, string>) => {
  const paths = { SNAPSHOT_DIR: at("store"), PROMETHEUS_DATA_DIR: at("data") };
  return writeConfiguration(at("daemon.conf"), {
    HOST: "http://127.0.0.1:1",
    SCHEDULE: "0 12 * * *",
    ...paths,
    ...values,
  });
};

/** A daemon's life under a clock of the test's own, which only moves while the daemon waits. */
interface Life {
  /** When each attempt began, and its number. */
  readonly attempts: [at: number, attempt: number][];
  readonly told: string[];
  readonly waits: number[];
  readonly end: Outcome | Fault;
}

interface Course {
  readonly from: number;
  readonly until: number;
  readonly outcomes?: Outcome[];
  /** Happens at each wait; what it answers is added to the clock. */
  readonly meanwhile?: (now: number, vitals: Vitals) => number | Promise<number>;
}

/** Lives until the clock is there, where a SIGTERM comes. */
async function live({ from, until, outcomes = [], meanwhile = () => 0 }: Course): Promise<Life> {
  let now = from;
  const ending = new AbortController();
  const life = { attempts: [] as [number, number][], told: [] as string[], waits: [] as number[] };
  const system = { ...realSystem(), clock: { now: () => now, sleep: () => Promise.reject() } };
  const load = (): Configuration => loadSettings(config, { ...system, environment: {} });
  const first = load();
  const vitals: Vitals = {
    settings: first.settings,
    lastRun: {},
    running: false,
    nextRun: 0,
    broken: undefined,
    looked: 0,
  };
  const world: DaemonWorld = {
    system,
    createWorker: () => {
      throw new Error("these attempts need none");
    },
    signal: ending.signal,
    load,
    attempt: async (_, attempt) => {
      life.attempts.push([now, attempt]);
      expect(vitals.running).toBe(true);
      now += 1000;
      return outcomes.shift() ?? stored;
    },
    listen: async () => {},
    wait: async (milliseconds) => {
      life.waits.push(milliseconds);
      now += milliseconds + (await meanwhile(now, vitals));
      if (now < until) return;
      ending.abort(fault("signal.terminated", { signal: "SIGTERM" }));
      throw ending.signal.reason;
    },
    elapsed: () => now,
  };
  const code = ({ data }: Fault) => life.told.push(data.code);
  const events: DaemonEvents = {
    next: (due) => life.told.push(`next ${due.at - noon}`),
    late: () => life.told.push("late"),
    broken: code,
    changed: () => life.told.push("changed"),
    unclaimed: code,
    notice: (told) => life.told.push(told.code),
  };
  const end = await daemon(world, first, vitals, events).catch((error) => error);
  return { ...life, end };
}

const codeOf = ({ end }: Life): FaultCode | undefined => (end instanceof Fault ? end.data.code : undefined);

test("it takes a snapshot at each time of the schedule, and ends when it is told to", async () => {
  const life = await live({ from: noon - hour, until: noon + 50 * hour });
  expect(life.attempts).toEqual([
    [noon, 1],
    [noon + day, 1],
    [noon + 2 * day, 1],
  ]);
  expect(life.told).toEqual([0, 1, 2, 3].map((days) => `next ${days * day}`));
  expect(codeOf(life)).toBe("signal.terminated");
});

test("it looks at the clock at least once a minute, whatever lies ahead", async () => {
  const { waits } = await live({ from: noon - hour, until: noon });
  expect(Math.max(...waits)).toBeLessThanOrEqual(minute);
});

test("started for the first time it makes up for nothing", async () => {
  expect((await live({ from: noon + minute, until: noon + hour })).attempts).toEqual([]);
});

test("what was missed while it was off is made up for once, at the next start", async () => {
  await live({ from: noon - hour, until: noon - minute });
  const life = await live({ from: noon + 20 * day - hour, until: noon + 20 * day + hour });
  expect(life.attempts).toEqual([
    [noon + 20 * day - hour, 1],
    [noon + 20 * day, 1],
  ]);
  expect(life.told[0]).toBe("late");
});

test("what was missed in a suspended machine is made up for once it looks at the clock again", async () => {
  const asleep = (now: number) => (now === noon - hour ? 20 * hour : 0);
  const { attempts, told } = await live({ from: noon - 2 * hour, until: noon + 22 * hour, meanwhile: asleep });
  expect(attempts).toEqual([[noon + 19 * hour + 30_000, 1]]);
  expect(told).toContain("late");
});

test("a clock that is put back by years does not keep it asleep for as long", async () => {
  let back = false;
  const putBack = () => {
    if (back) return 0;
    back = true;
    return -1000 * day;
  };
  const begin = noon + 1000 * day + hour;
  await live({ from: begin, until: begin + minute });
  const { attempts } = await live({ from: begin, until: noon + 25 * hour, meanwhile: putBack });
  expect(attempts.map(([time]) => time)).toEqual([noon + day]);
});

test("a failure is tried again after RETRY_INTERVAL, also by the next daemon", async () => {
  config = await configure({ RETRY_INTERVAL: "5h" });
  const first = await live({ from: noon - minute, until: noon + 6 * hour, outcomes: [refused, refused] });
  expect(first.attempts.map(([, attempt]) => attempt)).toEqual([1, 2]);
  const [, [again = 0] = []] = first.attempts;
  const second = await live({ from: noon + 8 * hour, until: noon + 12 * hour });
  expect(second.attempts).toEqual([[again + 1000 + 5 * hour, 3]]);
});

test("a run that a signal cuts off ends it with that outcome, and is begun again at the next start", async () => {
  const cut = failed(fault("signal.terminated", { signal: "SIGTERM" }));
  const first = await live({ from: noon - minute, until: noon + hour, outcomes: [cut] });
  expect(first.end).toBe(cut);
  const second = await live({ from: noon + hour, until: noon + 2 * hour });
  expect(second.attempts).toEqual([[noon + hour, 1]]);
});

test("a configuration that breaks is told once; the last one stays in use, until it is mended", async () => {
  const seen = new Set<string | undefined>();
  const meanwhile = async (now: number, { broken, settings }: Vitals) => {
    if (now === noon - hour) await writeFile(config, "HOST=$(hostname)\n");
    if (now > noon + hour && broken !== undefined) config = await configure({ SCHEDULE: "0 14 * * *" });
    seen.add(broken?.data.code);
    expect(settings.HOST).toBe("http://127.0.0.1:1");
    return 0;
  };
  const { attempts, told } = await live({ from: noon - 2 * hour, until: noon + 3 * hour, meanwhile });
  expect(attempts).toEqual([
    [noon, 1],
    [noon + 2 * hour, 1],
  ]);
  expect(told).toEqual(["next 0", "config.syntax", `next ${day}`, "changed", `next ${2 * hour}`, `next ${26 * hour}`]);
  expect([...seen]).toEqual([undefined, "config.syntax"]);
});

test("a data directory that is not there yet is told once and looked for again; what it remembers counts then", async () => {
  await live({ from: noon - hour, until: noon - minute });
  const record = await readFile(at("data/.promsnap/daemon.json"));
  await rm(at("data"), { recursive: true });
  const meanwhile = async (now: number) => {
    if (now !== noon + 2 * hour) return 0;
    await mkdir(at("data/wal"), { recursive: true });
    await mkdir(at("data/.promsnap"), { mode: 0o700 });
    await writeFile(at("data/.promsnap/daemon.json"), record);
    return 0;
  };
  const { attempts, told } = await live({ from: noon + hour, until: noon + 3 * hour, meanwhile });
  expect(told.slice(0, 2)).toEqual(["data.notFound", `next ${day}`]);
  expect(attempts).toEqual([[noon + 2 * hour + 30_000, 1]]);
});

test("nothing is put into a directory that is no Prometheus's", async () => {
  await rm(at("data/wal"), { recursive: true });
  const { told } = await live({ from: noon, until: noon + hour });
  expect(told).toEqual(["data.notPrometheus", `next ${day}`]);
  expect(await Bun.file(at("data/.promsnap/daemon.json")).exists()).toBe(false);
});
