import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { dataPath } from "../../src/prometheus/data-path.ts";
import { mayHaveRun } from "../../src/prometheus/lost.ts";
import {
  openSourceSnapshot,
  removeSourceSnapshot,
  sourceSnapshotNames,
} from "../../src/prometheus/source-snapshots.ts";
import { Directory } from "../../src/system/directory.ts";
import { describeWith } from "../bed/abilities.ts";
import { freePort } from "../bed/ports.ts";
import { must, start } from "../bed/processes.ts";
import { type Prometheus, startPrometheus, writeWebConfig } from "../bed/prometheus.ts";
import { startProxy } from "../bed/proxy.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";
import { caught, clientOf, faultOf, unbroken } from "./clients.ts";

describeWith("prometheus")("with a real Prometheus", () => {
  let place: Temporary;
  let prometheus: Prometheus;

  beforeAll(async () => {
    place = await temporaryDirectory();
    prometheus = await startPrometheus({ dataDirectory: join(place.path, "data") });
    await prometheus.scraped();
  }, 60_000);

  afterAll(async () => {
    await prometheus.stop();
    await place.remove();
  });

  const snapshot = (skipHead: boolean) => clientOf(prometheus.url).takeSnapshot({ skipHead, signal: unbroken() });

  test("a snapshot lies in the data directory under the answered name, and goes when it is removed", async () => {
    const name = await snapshot(false);
    using data = Directory.open(prometheus.dataDirectory);
    using opened = await openSourceSnapshot(data, name, async () => undefined);
    expect(opened.names()).toHaveLength(1);
    expect(sourceSnapshotNames(data)).toEqual([name]);
    removeSourceSnapshot(data, name);
    expect(sourceSnapshotNames(data)).toEqual([]);
    expect(data.names()).toContain("snapshots");
  });

  test("a snapshot without the head leaves the samples out that are only in memory", async () => {
    const name = await snapshot(true);
    using data = Directory.open(prometheus.dataDirectory);
    using opened = await openSourceSnapshot(data, name, async () => undefined);
    expect(opened.names()).toEqual([]);
    removeSourceSnapshot(data, name);
  });

  test("Prometheus tells its flags, its start, its version and where its data lies", async () => {
    const client = clientOf(prometheus.url);
    const [flags, runtime] = [await client.flags(unbroken()), await client.runtimeInfo(unbroken())];
    expect(flags["web.enable-admin-api"]).toBe("true");
    expect(dataPath(flags, runtime.CWD)).toBe(prometheus.dataDirectory);
    expect(Number.isNaN(Date.parse(runtime.startTime))).toBe(false);
    expect((await client.buildInfo(unbroken())).version).toStartWith("2.");
    expect(await client.ready(unbroken())).toBe(true);
  });

  test("the start time is another one after a restart, and only then", async () => {
    await using temporary = await temporaryDirectory();
    const startTimes: string[] = [];
    for (const _ of [1, 2]) {
      await using again = await startPrometheus({ dataDirectory: temporary.path });
      const client = clientOf(again.url);
      const [first, second] = [await client.runtimeInfo(unbroken()), await client.runtimeInfo(unbroken())];
      expect(first.startTime).toBe(second.startTime);
      startTimes.push(first.startTime);
    }
    expect(startTimes[0]).not.toBe(startTimes[1]);
  });

  test("a wrong data directory is told with the path that Prometheus reports", async () => {
    await using elsewhere = await temporaryDirectory();
    using data = Directory.open(elsewhere.path);
    const fault = await caught(() => openSourceSnapshot(data, "20260101T000000Z-1", async () => "/prometheus"));
    expect(fault.data).toEqual({
      code: "prometheus.snapshotNotFound",
      details: { path: `${elsewhere.path}/snapshots/20260101T000000Z-1`, reported: "/prometheus" },
    });
    expect(fault.exitCode).toBe(3);
  });

  test("a path that Prometheus does not have is told as a wrong prefix, with the whole address", async () => {
    const fault = await faultOf(clientOf(`${prometheus.url}/not/here/`));
    const url = `${prometheus.url}/not/here/api/v1/admin/tsdb/snapshot`;
    expect(fault.data).toEqual({ code: "prometheus.notFound", details: { url } });
    expect(fault.exitCode).toBe(4);
  });

  test("https to a Prometheus that speaks http is told", async () => {
    const fault = await faultOf(clientOf(prometheus.url.replace("http:", "https:")));
    expect(fault.data.code).toBe("prometheus.tlsUnexpected");
    expect(mayHaveRun(fault)).toBe(false);
  });

  test("an answer that is cut on its way is lost: the snapshot may exist, and here it does", async () => {
    await using proxy = await startProxy(prometheus.port, { cutAfter: 20 });
    const fault = await faultOf(clientOf(`http://127.0.0.1:${proxy.port}`));
    expect(mayHaveRun(fault)).toBe(true);
    using data = Directory.open(prometheus.dataDirectory);
    const [left = "", ...others] = await until("the snapshot", () => {
      const names = sourceSnapshotNames(data);
      return names.length > 0 && names;
    });
    expect(others).toEqual([]);
    removeSourceSnapshot(data, left);
  });

  test("a Prometheus that is stopped in mid-air times out, and the timeout's key is named", async () => {
    await using proxy = await startProxy(prometheus.port, { swallow: true });
    const client = clientOf(`http://127.0.0.1:${proxy.port}`, { timeout: 100 });
    expect((await faultOf(client)).data).toMatchObject({
      code: "prometheus.timeout",
      details: { key: "SNAPSHOT_TIMEOUT", milliseconds: 100 },
    });
    const asked = await caught(() => client.flags(unbroken()));
    expect(asked.data).toMatchObject({ code: "prometheus.timeout", details: { key: "REQUEST_TIMEOUT" } });
  });

  test("a Prometheus that is down is told as refused, and surely made no snapshot", async () => {
    const fault = await faultOf(clientOf(`http://127.0.0.1:${await freePort()}`));
    expect(fault.data.code).toBe("prometheus.refused");
    expect(mayHaveRun(fault)).toBe(false);
  });
});

describeWith("prometheus")("with a Prometheus that is set up otherwise", () => {
  test("the admin API being off is told as that, and surely made no snapshot", async () => {
    await using place = await temporaryDirectory();
    await using prometheus = await startPrometheus({ dataDirectory: place.path, adminApi: false });
    const fault = await faultOf(clientOf(prometheus.url));
    expect(fault.data.code).toBe("prometheus.adminApiOff");
    expect(fault.exitCode).toBe(4);
    expect(mayHaveRun(fault)).toBe(false);
  });

  test("a path prefix of HOST is kept, with and without a slash at its end", async () => {
    await using place = await temporaryDirectory();
    await using prometheus = await startPrometheus({
      dataDirectory: place.path,
      flags: ["--web.route-prefix=/metrics-of"],
      prefix: "/metrics-of",
    });
    const ask = (url: string) => clientOf(url).takeSnapshot({ skipHead: false, signal: unbroken() });
    expect(await ask(prometheus.url)).toMatch(/^\d{8}T/);
    expect(await ask(`${prometheus.url}/`)).toMatch(/^\d{8}T/);
    const bare = await faultOf(clientOf(`http://localhost:${prometheus.port}`));
    expect(bare.data.code).toBe("prometheus.notFound");
  });

  test("while the write-ahead log is read, a snapshot is refused as not ready yet", async () => {
    await using place = await temporaryDirectory();
    // Opening a FIFO waits for a writer: Prometheus goes on reading its log for as long as the test takes.
    await mkdir(join(place.path, "wal"));
    await must(["mkfifo", join(place.path, "wal", "00000000")]);
    await Bun.write(join(place.path, "prometheus.yml"), "{}");
    const port = await freePort();
    const flags = ["--web.enable-admin-api", `--web.listen-address=127.0.0.1:${port}`];
    const paths = [`--config.file=${place.path}/prometheus.yml`, `--storage.tsdb.path=${place.path}`];
    const child = start(["prometheus", ...paths, ...flags]);
    try {
      const client = clientOf(`http://127.0.0.1:${port}`);
      await until("Prometheus listening", async () => (await client.ready(unbroken())) === false);
      const fault = await faultOf(client);
      expect(fault.data.code).toBe("prometheus.replaying");
      expect(mayHaveRun(fault)).toBe(false);
    } finally {
      await child.stop(1);
    }
  });
});

describeWith("prometheus", "openssl")("with a Prometheus behind TLS and a password", () => {
  const password = "né $1 'a' \"b\" #c";
  let place: Temporary;
  let prometheus: Prometheus;
  let authority: string;

  beforeAll(async () => {
    place = await temporaryDirectory();
    const web = await writeWebConfig(place.path, "jörg", password);
    authority = web.certificate;
    prometheus = await startPrometheus({ dataDirectory: join(place.path, "data"), web });
  }, 60_000);

  afterAll(async () => {
    await prometheus.stop();
    await place.remove();
  });

  test("name and password beyond ASCII are understood", async () => {
    const client = clientOf(prometheus.url, { authority, username: "jörg", password });
    expect(await client.takeSnapshot({ skipHead: false, signal: unbroken() })).toMatch(/^\d{8}T/);
  });

  test("a wrong password is told without being shown", async () => {
    const fault = await faultOf(clientOf(prometheus.url, { authority, username: "jörg", password: "wrong-one" }));
    expect(fault.data).toMatchObject({ code: "prometheus.unauthorized", details: { sent: "basic" } });
    expect(Bun.inspect(fault)).not.toContain("wrong-one");
    expect(Bun.inspect(fault)).not.toContain(Buffer.from("jörg:wrong-one").toString("base64"));
  });

  test("missing credentials are told as missing", async () => {
    const fault = await faultOf(clientOf(prometheus.url, { authority }));
    expect(fault.data).toMatchObject({ code: "prometheus.unauthorized", details: { sent: "none" } });
  });

  test("a certificate of an unknown authority is refused before any credential is sent", async () => {
    const fault = await faultOf(clientOf(prometheus.url, { username: "jörg", password }));
    expect(fault.data.code).toBe("prometheus.tlsAuthority");
    expect(mayHaveRun(fault)).toBe(false);
  });

  test("http to a Prometheus that speaks https is told", async () => {
    const fault = await faultOf(clientOf(prometheus.url.replace("https:", "http:")));
    expect(fault.data.code).toBe("prometheus.tlsNeeded");
    expect(mayHaveRun(fault)).toBe(false);
  });

  test("a client certificate lets in where Prometheus asks for one, and its lack is told", async () => {
    await using data = await temporaryDirectory();
    const [certificate, key] = [join(place.path, "certificate.pem"), join(place.path, "key.pem")];
    const file = join(data.path, "web.yml");
    const asking = `client_auth_type: RequireAndVerifyClientCert, client_ca_file: ${certificate}`;
    await Bun.write(file, `tls_server_config: {cert_file: ${certificate}, key_file: ${key}, ${asking}}\n`);
    await Bun.write(join(data.path, "prometheus.yml"), "{}");
    const port = await freePort();
    const flags = ["--web.enable-admin-api", `--web.config.file=${file}`, `--web.listen-address=127.0.0.1:${port}`];
    const paths = [`--config.file=${data.path}/prometheus.yml`, `--storage.tsdb.path=${data.path}/data`];
    await using _prometheus = start(["prometheus", ...paths, ...flags]);
    const shown = clientOf(`https://localhost:${port}`, { authority, certificate, key });
    await until("Prometheus ready", () => shown.ready(unbroken()));
    expect(await shown.takeSnapshot({ skipHead: false, signal: unbroken() })).toMatch(/^\d{8}T/);
    const fault = await faultOf(clientOf(`https://localhost:${port}`, { authority }));
    expect(fault.data.code).toBe("prometheus.tlsHandshake");
    expect(mayHaveRun(fault)).toBe(false);
  });
});
