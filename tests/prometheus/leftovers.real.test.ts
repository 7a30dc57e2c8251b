import { expect } from "bun:test";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { PrometheusClient } from "../../src/prometheus/client.ts";
import { mayHaveRun } from "../../src/prometheus/lost.ts";
import { openOwnDirectory } from "../../src/prometheus/own-directory.ts";
import { readRequests, writeRequests } from "../../src/prometheus/request-file.ts";
import { abandoned, newEntry, type RequestEntry, settle } from "../../src/prometheus/request-record.ts";
import { removeSourceSnapshot, sourceSnapshotNames } from "../../src/prometheus/source-snapshots.ts";
import { Directory } from "../../src/system/directory.ts";
import { testWith } from "../bed/abilities.ts";
import { startPrometheus } from "../bed/prometheus.ts";
import { startProxy } from "../bed/proxy.ts";
import { temporaryDirectory } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";
import { clientOf, faultOf, unbroken } from "./clients.ts";

const user = process.getuid?.() ?? 0;

/** Asks for a snapshot whose answer does not come, and records it as a run does. */
async function askInVain(client: PrometheusClient, data: Directory): Promise<RequestEntry> {
  using own = openOwnDirectory(data, user);
  const entry = newEntry(Date.now(), 20_000, sourceSnapshotNames(data), undefined);
  await writeRequests(own, [entry]);
  expect(mayHaveRun(await faultOf(client))).toBe(true);
  await writeRequests(own, [abandoned(entry, Date.now())]);
  return entry;
}

testWith("prometheus")(
  "a snapshot whose answer was lost goes after the next one was answered, and no other",
  async () => {
    await using place = await temporaryDirectory();
    await using prometheus = await startPrometheus({ dataDirectory: place.path });
    await prometheus.scraped();
    const client = clientOf(prometheus.url);
    const take = () => client.takeSnapshot({ skipHead: false, signal: unbroken() });
    const theirs = await take();
    using data = Directory.open(place.path);
    await using proxy = await startProxy(prometheus.port, { cutAfter: 20 });
    await askInVain(clientOf(`http://127.0.0.1:${proxy.port}`), data);
    const lost = await until("the snapshot", () => sourceSnapshotNames(data).find((name) => name !== theirs));

    using own = openOwnDirectory(data, user);
    const { entries } = readRequests(own);
    expect(settle(entries, sourceSnapshotNames(data), {}).remove).toEqual([]);
    const current = await take();
    const { remove, keep } = settle(entries, sourceSnapshotNames(data), { current });
    expect({ remove, keep }).toEqual({ remove: [lost], keep: [] });
    for (const name of remove) removeSourceSnapshot(data, name);
    expect(sourceSnapshotNames(data)).toEqual([theirs, current].sort());
  },
);

testWith("prometheus")(
  "a snapshot that Prometheus broke off leaves a directory, which is known as promsnap's",
  async () => {
    await using place = await temporaryDirectory();
    const block = await blockOfHead(place.path);
    await rm(join(place.path, block, "tombstones"));
    await using prometheus = await startPrometheus({ dataDirectory: place.path });
    using data = Directory.open(place.path);
    const client = clientOf(prometheus.url);
    const entry = await askInVain(client, data);
    expect((await faultOf(client)).data).toMatchObject({
      code: "prometheus.error",
      details: { status: 500, error: expect.stringContaining("tombstones") },
    });
    const [first = ""] = sourceSnapshotNames(data);
    expect(settle([{ ...entry, startTime: "before" }], [first], { startTime: "after" }).remove).toEqual([first]);
  },
);

/** Leaves the head of a Prometheus as a block in its data directory. */
async function blockOfHead(dataDirectory: string): Promise<string> {
  await using prometheus = await startPrometheus({ dataDirectory });
  await prometheus.scraped();
  const name = await clientOf(prometheus.url).takeSnapshot({ skipHead: false, signal: unbroken() });
  using data = Directory.open(dataDirectory);
  using snapshots = data.directory("snapshots");
  using snapshot = snapshots.directory(name);
  const [block = ""] = snapshot.names();
  await prometheus.stop();
  await rename(join(snapshot.path, block), join(dataDirectory, block));
  for (const old of ["wal", "chunks_head", "snapshots"]) await rm(join(dataDirectory, old), { recursive: true });
  await mkdir(join(dataDirectory, "wal"));
  return block;
}
