import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Directory } from "../../src/system/directory.ts";
import { errnoOf } from "../../src/system/errno.ts";
import { holdLock, takeLock } from "../../src/system/lock.ts";
import { must, start } from "../bed/processes.ts";
import { projectRoot } from "../bed/promsnap.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";
import { caught } from "../prometheus/clients.ts";

let place: Temporary;
let directory: Directory;
const me = { process: 4711, host: "here", since: "2026-11-23T12:00:00.000Z" };

beforeEach(async () => {
  place = await temporaryDirectory();
  directory = Directory.open(place.path);
});

afterEach(async () => {
  directory[Symbol.dispose]();
  await place.remove();
});

/** Another process that holds the lock until it is told to end. */
async function otherHolder(runtime: "bun" | "deno") {
  const script = join(place.path, "holder.ts");
  const source = (file: string) => JSON.stringify(join(projectRoot, "src/system", file));
  await writeFile(
    script,
    `import { Directory } from ${source("directory.ts")};
     import { holdLock } from ${source("lock.ts")};
     const directory = Directory.open(${JSON.stringify(place.path)});
     globalThis.lock = await holdLock(directory, "lock", ${JSON.stringify(me)});
     console.log("held");
     setInterval(() => {}, 1000);`,
  );
  const program = join(projectRoot, "node_modules/.bin", runtime);
  const holder = start([program, "run", ...(runtime === "deno" ? ["-A"] : []), script]);
  await until("the lock to be held", () => holder.output().stdout.includes("held"));
  return holder;
}

test("a lock is held once, and free again when it is released", async () => {
  const lock = await holdLock(directory, "lock", me);
  expect(directory.names().sort()).toEqual(["lock", "lock.json"]);
  lock.release();
  expect(directory.names()).toEqual(["lock"]);
  (await holdLock(directory, "lock", me)).release();
});

for (const runtime of ["bun", "deno"] as const) {
  test(`what ${runtime} holds is refused with its holder's name, and free as soon as that is killed`, async () => {
    const holder = await otherHolder(runtime);
    try {
      const refused = await caught(() => holdLock(directory, "lock", { ...me, process: 1 }));
      expect(refused.data).toEqual({ code: "lock.held", details: { path: join(place.path, "lock"), ...me } });
      expect(refused.exitCode).toBe(6);
      holder.kill("SIGKILL");
      const lock = await until("the lock to be free", () => takeLock(directory, "lock"));
      lock.release();
    } finally {
      await holder.stop();
    }
  });
}

test("a holder whose note is missing or damaged is refused without a name", async () => {
  const holder = await otherHolder("bun");
  try {
    for (const note of ["", "{", '{"process":"x"}', "[]", "null", "x".repeat(5000)]) {
      await writeFile(join(place.path, "lock.json"), note);
      const { data } = await caught(() => holdLock(directory, "lock", me));
      expect(data).toEqual({ code: "lock.held", details: { path: join(place.path, "lock") } });
    }
  } finally {
    await holder.stop();
  }
});

test("the lock does not change its file, and taking it leaves nothing else", async () => {
  await writeFile(join(place.path, "lock"), "");
  takeLock(directory, "lock")?.release();
  expect(directory.names()).toEqual(["lock"]);
  expect((await stat(join(place.path, "lock"))).size).toBe(0);
});

test("a link in its place is not followed, and what cannot be a lock is a fault, not a wait", async () => {
  await symlink(join(place.path, "target"), join(place.path, "link"));
  expect(errnoOf(await caught(() => takeLock(directory, "link")))).toBe("ELOOP");
  await mkdir(join(place.path, "directory"));
  expect(errnoOf(await caught(() => takeLock(directory, "directory")))).toBe("EISDIR");
  await must(["mkfifo", join(place.path, "fifo")]);
  expect((await caught(() => takeLock(directory, "fifo"))).exitCode).toBe(1);
  expect(directory.names().sort()).toEqual(["directory", "fifo", "link"]);
});

test("a note that cannot be removed does not keep the lock", async () => {
  const lock = await holdLock(directory, "lock", me);
  directory.remove("lock.json");
  await mkdir(join(place.path, "lock.json"));
  lock.release();
  const again = takeLock(directory, "lock");
  expect(again).toBeDefined();
  again?.release();
});
