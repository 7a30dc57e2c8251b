import { afterAll, beforeAll, expect, test } from "bun:test";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import type { Probe } from "../../src/prometheus/probe.ts";
import { proveServing } from "../../src/prometheus/proof.ts";
import { startAnswers } from "../bed/answers.ts";
import { blocksIn, cachedBlocks, fillDataDirectory, oneDay } from "../bed/blocks.ts";
import { freePort } from "../bed/ports.ts";
import { startPrometheus, writeWebConfig } from "../bed/prometheus.ts";
import { type Scene, setScene } from "../bed/scene.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";
import { caught, clientOf } from "./clients.ts";
import { probeIn, termsOf } from "./proving.ts";
import { describeVersions } from "./versions.ts";

describeVersions("a Prometheus that was just started", [], (version) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await setScene({ version, head: false });
  }, 60_000);

  afterAll(() => scene.stop());

  const terms = (changes: Parameters<typeof termsOf>[2] = {}) =>
    termsOf(scene.prometheus.url, scene.dataDirectory, changes);
  const probe = () => probeIn(scene.dataDirectory) as Probe;
  const withProbe = (changes: Partial<Probe>) => {
    const { expected } = terms();
    return terms({ expected: { ...expected, probe: { ...probe(), ...changes } } });
  };

  test("that serves its blocks is proved to do so", async () => {
    expect(await proveServing(terms())).toEqual({ kind: "proved", outlived: [] });
  });

  test("with no sample to ask for has its blocks proved only", async () => {
    const { expected } = terms();
    const proof = await proveServing(terms({ expected: { ...expected, probe: undefined } }));
    expect(proof).toEqual({ kind: "blocksOnly", why: "no probe", outlived: [] });
  });

  test("with another value of the sample is told, with query, time and both values", async () => {
    const { block, time, value } = probe();
    const fault = await caught(() => proveServing(withProbe({ value: "1.25" })));
    expect(fault.exitCode).toBe(1);
    expect(fault.data).toMatchObject({
      code: "proof.otherSample",
      details: { block, time, expected: "1.25", found: value, query: expect.stringContaining('__name__="node_') },
    });
  });

  test("without a sample of exactly that time, or of exactly those labels, is told", async () => {
    const { time, labels } = probe();
    for (const change of [{ time: time + 1 }, { time: time - 1 }, { labels: { ...labels, more: "x" } }]) {
      expect((await caught(() => proveServing(withProbe(change)))).data).toMatchObject({ code: "proof.otherSample" });
    }
    const { cpu: _, ...fewer } = labels;
    const fault = await caught(() => proveServing(withProbe({ labels: fewer })));
    expect(fault.data.details).not.toHaveProperty("found");
  });

  test("to which queries are not permitted has its blocks proved, and that is no failure", async () => {
    // A fake proxy: a real Prometheus permits all or nothing.
    const forbidding = async (request: Request) => {
      const { pathname, search } = new URL(request.url);
      if (pathname === "/api/v1/query") return new Response("no", { status: 403 });
      const answer = await scene.prometheus.get(pathname + search);
      return new Response(await answer.bytes(), { status: answer.status });
    };
    await using proxy = startAnswers(forbidding);
    const proof = await proveServing(terms({ client: clientOf(proxy.url) }));
    expect(proof).toEqual({ kind: "blocksOnly", why: "not permitted", outlived: [] });
  });
});

describeVersions("a Prometheus that does not serve what was restored", [], (version) => {
  let place: Temporary;
  let dataDirectory: string;

  beforeAll(async () => {
    place = await temporaryDirectory();
    dataDirectory = join(place.path, "data");
    await fillDataDirectory(dataDirectory);
  }, 60_000);

  afterAll(() => place.remove());

  const aside = (block: string) => ({
    from: join(dataDirectory, block, "meta.json"),
    to: join(place.path, "meta.json"),
  });

  test("because a block's meta.json is gone is told with the block's name", async () => {
    const terms = termsOf("http://127.0.0.1:1", dataDirectory);
    const [first = "", second = ""] = await blocksIn(dataDirectory);
    const { from, to } = aside(second);
    await rename(from, to);
    try {
      await using prometheus = await startPrometheus({ version, dataDirectory });
      const fault = await caught(() => proveServing({ ...terms, client: clientOf(prometheus.url) }));
      expect(fault.data).toEqual({ code: "proof.notLoaded", details: { blocks: [second], total: 12 } });
      expect(first).not.toBe(second);
    } finally {
      await rename(to, from);
    }
  });

  test("because another one answers is told", async () => {
    await using elsewhere = await temporaryDirectory();
    await fillDataDirectory(elsewhere.path, { ...oneDay, end: oneDay.end - 86_400 });
    await using other = await startPrometheus({ version, dataDirectory: elsewhere.path });
    const fault = await caught(() => proveServing(termsOf(other.url, dataDirectory)));
    // Twelve blocks here and there: what Prometheus 2 tells is the same, and the sample proves that it is another.
    expect(fault.data.code).toBe(version === "2" ? "proof.otherSample" : "proof.notLoaded");
  });

  test("because it stands still is told after the time to get ready, with what it said last", async () => {
    await using prometheus = await startPrometheus({ version, dataDirectory });
    prometheus.kill("SIGSTOP");
    try {
      await until("it to stand still", async () => / T /.test(await Bun.file(`/proc/${prometheus.pid}/stat`).text()));
      const fault = await caught(() => proveServing(termsOf(prometheus.url, dataDirectory, { readyTimeout: 300 })));
      expect(fault.data).toEqual({ code: "proof.notReady", details: { milliseconds: 300 } });
    } finally {
      prometheus.kill("SIGCONT");
    }
  });

  test("because nothing listens is told with that", async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const fault = await caught(() => proveServing(termsOf(url, dataDirectory, { readyTimeout: 300 })));
    const last = { code: "prometheus.refused", details: { url: `${url}/-/ready` } };
    expect(fault.data).toEqual({ code: "proof.notReady", details: { milliseconds: 300, last } } as typeof fault.data);
  });

  test("because its process is gone is told at once, however long it may take to get ready", async () => {
    const prometheus = await startPrometheus({ version, dataDirectory });
    await prometheus.stop();
    const alive = async () => false;
    const fault = await caught(() =>
      proveServing(termsOf(prometheus.url, dataDirectory, { alive, readyTimeout: 1e9 })),
    );
    expect(fault.data).toEqual({ code: "proof.ended", details: {} });
  });

  test("because the password is wrong is told at once", async () => {
    const web = await writeWebConfig(place.path, "admin", "right");
    await using prometheus = await startPrometheus({ version, dataDirectory, web });
    const client = clientOf(prometheus.url, { authority: web.certificate, username: "admin", password: "wrong" });
    const fault = await caught(() =>
      proveServing(termsOf(prometheus.url, dataDirectory, { client, readyTimeout: 1e9 })),
    );
    expect(fault.data.code).toBe("prometheus.unauthorized");
  });
});

describeVersions("a Prometheus that deletes restored blocks by its own retention", [], (version) => {
  test("is proved, and the blocks that it deleted are named", async () => {
    await using place = await temporaryDirectory();
    const dataDirectory = join(place.path, "data");
    await fillDataDirectory(dataDirectory);
    const before = termsOf("http://127.0.0.1:1", dataDirectory);
    await using prometheus = await startPrometheus({ version, dataDirectory, retention: "7h" });
    await until("its retention", async () => (await blocksIn(dataDirectory)).length < 12);
    const proof = await proveServing({ ...before, client: clientOf(prometheus.url) });
    const kept = await blocksIn(dataDirectory);
    expect(proof.kind).toBe("proved");
    const gone = (await blocksIn(await cachedBlocks(oneDay))).filter((ulid) => !kept.includes(ulid));
    expect(gone.length).toBeGreaterThan(5);
    expect(proof.outlived.map(({ ulid }) => ulid).sort()).toEqual(gone);
    expect(new Set(proof.outlived.map(({ reason }) => reason))).toEqual(new Set(["time"]));
  });
});
