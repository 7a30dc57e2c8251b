import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { lstatSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join as joinPath } from "node:path";
import { extractArchive } from "../../src/archive/extract.ts";
import { Fault } from "../../src/errors.ts";
import { Directory } from "../../src/system/directory.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { file, inBlock, ownArchive, scriptArchive } from "./forge.ts";
import { hostileCases } from "./hostile-cases.ts";

const worker = new URL("../../src/archive/worker.ts", import.meta.url);
const createWorker = () => new Worker(worker, { type: "module" });

let place: Temporary;
let here: Directory;
let outside: string;

beforeAll(async () => {
  place = await temporaryDirectory();
  here = Directory.open(place.path);
  await mkdir(joinPath(place.path, "beside"));
  await writeFile(joinPath(place.path, "beside/evil"), "as it was");
});
afterAll(() => place.remove());
beforeEach(async () => {
  await mkdir(joinPath(place.path, "into"));
  outside = await surroundings();
});
afterEach(() => rm(joinPath(place.path, "into"), { recursive: true }));

/** Everything around the directory that is extracted into, with times. */
async function surroundings(): Promise<string> {
  const names = await readdir(place.path, { recursive: true });
  const around = names.filter((name) => !name.startsWith("into") && !name.endsWith(".tar.gz")).sort();
  const lines = around.map((name) => {
    const { mode, size, mtimeMs, ctimeMs } = lstatSync(joinPath(place.path, name));
    return `${name} ${mode} ${size} ${mtimeMs} ${ctimeMs}`;
  });
  return lines.join("\n");
}

/** What an extraction is refused with. */
async function refusal(bytes: Uint8Array): Promise<unknown> {
  await writeFile(joinPath(place.path, "hostile.tar.gz"), bytes);
  using archive = here.file("hostile.tar.gz");
  using into = here.directory("into");
  try {
    const terms = { createWorker, workers: 1, signal: new AbortController().signal, progress: () => undefined };
    return await extractArchive(archive, into, terms);
  } catch (error) {
    return error instanceof Fault ? error.data : error;
  }
}

/** Nothing that was extracted is anything but a plain file or directory. */
async function onlyPlainFiles(): Promise<boolean> {
  const entries = await readdir(joinPath(place.path, "into"), { recursive: true, withFileTypes: true });
  return entries.every((entry) => entry.isFile() || entry.isDirectory());
}

describe("an archive", () => {
  test("of which nothing is wrong is taken, in either kind", async () => {
    for (const forge of [ownArchive, scriptArchive]) {
      const found = await refusal(forge({ rest: [file(inBlock("index")), file(inBlock("no-compact-mark.json"))] }));
      expect(found).toMatchObject({ bytes: 18 });
      await rm(joinPath(place.path, "into"), { recursive: true });
      await mkdir(joinPath(place.path, "into"));
    }
  });

  test.each(hostileCases.map((hostile) => [...hostile] as const))("with %s is refused", async (_, reason, bytes) => {
    const path = joinPath(place.path, "hostile.tar.gz");
    expect(await refusal(bytes)).toMatchObject({ code: "archive.corrupt", details: { path, reason } });
    expect(await onlyPlainFiles()).toBe(true);
    expect(await surroundings()).toBe(outside);
  });
});

test("there are no fewer cases than were promised", () => {
  expect(new Set(hostileCases.map(([name]) => name)).size).toBe(hostileCases.length);
  expect(hostileCases.length).toBeGreaterThan(200);
});
