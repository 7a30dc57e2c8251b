import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { blocksIn } from "../bed/blocks.ts";
import { checkId, type Healthchecks, startHealthchecks } from "../bed/healthchecks.ts";
import { freePort } from "../bed/ports.ts";
import { must } from "../bed/processes.ts";
import { writeCertificate } from "../bed/prometheus.ts";
import { commandOf } from "../bed/promsnap.ts";
import { startProxy } from "../bed/proxy.ts";
import { type Scene, type Site, setScene } from "../bed/scene.ts";
import { temporaryDirectory } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";

describeWith("prometheus")("HEALTHCHECK_URL", () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await setScene({ head: false });
  }, 120_000);
  afterAll(() => scene?.stop(), 60_000);

  /** A service of its own, and a site that pings it. */
  const watched = async (values: Record<string, string> = {}) => {
    const service = await startHealthchecks();
    const site = await scene.site({ HEALTHCHECK_URL: service.url, ...values });
    return { service, site, [Symbol.asyncDispose]: () => service[Symbol.asyncDispose]() };
  };
  const lastReason = async (site: Site) => (await site.logLines()).at(-1)?.slice(22);
  const bodyOf = (service: Healthchecks, kind: string) => service.pings[service.kinds().indexOf(kind)]?.body;

  test("learns of the start and of the success, and nothing else", async () => {
    await using both = await watched();
    const { service, site } = both;
    expect(await site.run()).toMatchObject({ code: 0, stderr: "" });
    expect(service.pings.map(({ path, body }) => [path, body])).toEqual([
      [`/ping/${checkId}/start`, ""],
      [`/ping/${checkId}`, ""],
    ]);
  });

  test("with a query keeps it in every ping", async () => {
    await using service = await startHealthchecks();
    const site = await scene.site({ HEALTHCHECK_URL: `${service.url}?create=1&who=a%20b` });
    expect(await site.run()).toMatchObject({ code: 0, stderr: "" });
    expect(service.pings.map(({ path }) => path)).toEqual([
      `/ping/${checkId}/start?create=1&who=a%20b`,
      `/ping/${checkId}?create=1&who=a%20b`,
    ]);
  });

  test("learns of a failure with the very reason that the log has", async () => {
    await using both = await watched({ HOST: `http://127.0.0.1:${await freePort()}` });
    const { service, site } = both;
    expect((await site.run()).code).toBe(4);
    expect(service.kinds()).toEqual(["start", "fail"]);
    expect(bodyOf(service, "fail")).toBe(await lastReason(site));
    expect(bodyOf(service, "fail")).toStartWith("Échec du snapshot: ");
  });

  test("learns of a failure that comes before the start", async () => {
    await using both = await watched({ PROMETHEUS_DATA_DIR: join(scene.path, "nowhere") });
    const { service, site } = both;
    expect((await site.run()).code).toBe(3);
    expect(service.kinds()).toEqual(["fail"]);
    expect(bodyOf(service, "fail")).toBe(await lastReason(site));
  });

  test("takes a snapshot that holds damage for a failure", async () => {
    await using both = await watched();
    const { service, site } = both;
    const chunks = join(scene.dataDirectory, (await blocksIn(scene.dataDirectory))[0] ?? "", "chunks/000001");
    const bytes = await readFile(chunks);
    await writeFile(chunks, bytes.with(5000, (bytes[5000] ?? 0) ^ 0x10));
    const damaged = await site.run();
    await writeFile(chunks, bytes);
    expect(damaged).toMatchObject({ code: 5 });
    expect(service.kinds()).toEqual(["start", "fail"]);
    expect(bodyOf(service, "fail")).toContain("enregistré, mais endommagé");
  });

  test("learns of an interruption, and the run still ends within two seconds, even where nobody answers", async () => {
    await using proxy = await startProxy(scene.prometheus.port, { swallow: true });
    await using hole = await startProxy(1, { swallow: true });
    for (const port of [undefined, hole.port]) {
      await using both = await watched({
        HOST: `http://localhost:${proxy.port}`,
        ...(port && { HEALTHCHECK_URL: `http://127.0.0.1:${port}/${checkId}` }),
      });
      const { service, site } = both;
      await using running = site.start();
      await until("its lock", () => Bun.file(join(site.store, ".promsnap-lock.json")).exists());
      if (port === undefined) await service.pinged("start");
      const asked = performance.now();
      running.kill("SIGTERM");
      const { code, stderr } = await running.ended;
      expect(performance.now() - asked).toBeLessThan(2000);
      expect(code).toBe(143);
      if (port !== undefined) expect(stderr).toContain("gave no answer in time");
      else expect([stderr, bodyOf(service, "fail")]).toEqual(["", "Échec du snapshot: arrêté (SIGTERM)"]);
    }
  });

  test("hears nothing of a run that finds another at work", async () => {
    await using both = await watched();
    const { service, site } = both;
    await using proxy = await startProxy(scene.prometheus.port, { swallow: true });
    await using _ = site.start(["run"], { environment: { PROMSNAP_HOST: `http://localhost:${proxy.port}` } });
    await service.pinged("start");
    expect((await site.run()).code).toBe(6);
    expect(service.kinds()).toEqual(["start"]);
  });

  test("hears nothing of a dry run, a listing or a look at the configuration", async () => {
    await using both = await watched();
    const { service, site } = both;
    for (const args of [["run", "--dry-run"], ["list"], ["config", "show"]]) await site.run(args);
    expect(service.pings).toEqual([]);
  });

  test("hears of each attempt by itself: a failure at once, and later the success", async () => {
    await using proxy = await startProxy(scene.prometheus.port, { cutAfter: 0, reset: true });
    await using both = await watched({ HOST: `http://localhost:${proxy.port}`, RETRY_INTERVAL: "1s" });
    const { service, site } = both;
    await using running = site.start([]);
    await service.pinged("fail");
    proxy.be({});
    expect((await running.ended).code).toBe(0);
    const kinds = service.kinds();
    expect([kinds.slice(0, 2), kinds.slice(-2)]).toEqual([
      ["start", "fail"],
      ["start", "success"],
    ]);
  });

  test("that fails and recovers gets its pings in the end", async () => {
    await using both = await watched();
    const { service, site } = both;
    service.be((_, count) => new Response("", { status: count % 2 === 1 ? 500 : 200 }));
    expect(await site.run()).toMatchObject({ code: 0, stderr: "" });
    expect(service.kinds().at(-1)).toBe("success");
  });

  test.each([
    { who: "that is down", host: undefined, words: "was refused" },
    { who: "that nobody knows", host: "nobody.invalid", words: "cannot be resolved" },
  ])("$who costs a warning without the address, and no snapshot", async ({ host, words }) => {
    const url = `http://${host ?? `127.0.0.1:${await freePort()}`}/ping/${checkId}`;
    const site = await scene.site({ HEALTHCHECK_URL: url });
    const begin = performance.now();
    const { code, stdout, stderr } = await site.run(["run", "--json"]);
    expect(performance.now() - begin).toBeLessThan(19_000);
    expect(code).toBe(0);
    expect(stderr).toContain(`the service of HEALTHCHECK_URL did not learn that the run succeeded: `);
    expect(stderr).toContain(words);
    expect(JSON.parse(stdout).warnings).toMatchObject([{ code: "ping.failed", details: { ping: "success" } }]);
    expect(stdout + stderr).not.toContain(checkId);
    expect(stdout + stderr).not.toContain(new URL(url).host);
    expect(await site.archives()).toHaveLength(1);
  });

  test("that redirects elsewhere is told so, and nobody else learns the address", async () => {
    await using other = await startHealthchecks();
    await using both = await watched();
    const { service, site } = both;
    service.be(({ path }) => Response.redirect(`${other.origin}${path}`, 307));
    const { code, stderr } = await site.run();
    expect([code, other.pings]).toEqual([0, []]);
    expect(stderr).toContain("it redirects elsewhere (HTTP 307)");
    expect(stderr).not.toContain(other.origin);
  });

  test("of a check that the service does not know is told, though it answers 200", async () => {
    await using both = await watched();
    const { service, site } = both;
    service.be(() => new Response("OK (not found)"));
    const { code, stderr } = await site.run();
    expect([code, stderr]).toEqual([0, expect.stringContaining("it knows no such check")]);
    expect(service.kinds()).toEqual(["start", "success"]);
  });

  test("whose answer says all of it again shows nothing of it", async () => {
    await using both = await watched();
    const { service, site } = both;
    service.be(({ path }) => new Response(path.repeat(100), { status: 400, statusText: checkId }));
    for (const args of [["run"], ["run", "--verbose"], ["run", "--json"]]) {
      const { code, stdout, stderr } = await site.run(args);
      expect(code).toBe(0);
      expect(stdout + stderr).not.toContain(checkId);
    }
  });

  test("ends with a signal that comes while it is pinged: what is stored is stored", async () => {
    await using both = await watched();
    const { service, site } = both;
    service.be(async ({ path }) => {
      if (!path.endsWith("/start")) await new Promise(() => {});
      return new Response("OK");
    });
    await using running = site.start();
    await service.pinged("success");
    const asked = performance.now();
    running.kill("SIGTERM");
    const { code, stderr } = await running.ended;
    expect(performance.now() - asked).toBeLessThan(2000);
    expect([code, stderr]).toEqual([0, expect.stringContaining("promsnap was told to end")]);
    expect(await site.archives()).toHaveLength(1);
  });

  test("is pinged under Deno as well", async () => {
    await using both = await watched();
    const { service, site } = both;
    expect(await site.run(["run"], { runtime: "deno" })).toMatchObject({ code: 0, stderr: "" });
    const down = { PROMSNAP_HOST: `http://127.0.0.1:${await freePort()}` };
    expect((await site.run(["run"], { runtime: "deno", environment: down })).code).toBe(4);
    expect(service.kinds()).toEqual(["start", "success", "start", "fail"]);
    expect(bodyOf(service, "fail")).toBe(await lastReason(site));
  });

  describeWith("openssl", "strace")("over TLS, and in no eyes", () => {
    test("is pinged where TLS_CA_FILE knows the authority, and TLS_INSECURE does not count for it", async () => {
      await using place = await temporaryDirectory();
      const tls = await writeCertificate(place.path);
      await using service = await startHealthchecks(tls);
      const site = await scene.site({ HEALTHCHECK_URL: service.url, TLS_INSECURE: "yes" });
      const { code, stderr } = await site.run();
      expect([code, stderr]).toEqual([0, expect.stringContaining("no trusted authority has signed its certificate")]);
      expect(service.pings).toEqual([]);
      const environment = { PROMSNAP_TLS_CA_FILE: tls.certificate };
      expect(await site.run(["run"], { environment })).toMatchObject({ code: 0, stderr: "" });
      expect(service.kinds()).toEqual(["start", "success"]);
    });

    test("learns of a TLS_CA_FILE that fails the run, and does without it", async () => {
      await using both = await watched({ HOST: "https://localhost:1", TLS_CA_FILE: "/nowhere.pem" });
      const { service, site } = both;
      expect((await site.run()).code).toBe(3);
      expect(service.kinds().at(-1)).toBe("fail");
      expect(bodyOf(service, "fail")).toContain("/nowhere.pem");
    });

    test("stands in no output, log, record or command line", async () => {
      await using both = await watched({ METRICS_FILE: join(scene.path, "secret.prom") });
      const { service, site } = both;
      const shown: string[] = [];
      for (const args of ["run", "run --verbose", "run --json", "run --dry-run", "config show", "config show --json"]) {
        const { code, stdout, stderr } = await site.run(args.split(" "));
        expect(code).toBe(0);
        shown.push(stdout, stderr);
      }
      const own = join(scene.dataDirectory, ".promsnap");
      const named = [site.log, join(scene.path, "secret.prom"), join(scene.path, "secret.prom.last-run")];
      const files = [...named, ...(await readdir(own)).map((name) => join(own, name))];
      for (const file of files) shown.push(await readFile(file, "latin1"));
      const trace = join(site.path, "trace");
      await must(["strace", "-f", "-qq", "-s", "9999", "-e", "trace=execve", "-o", trace, ...commandOf(["run"], site)]);
      shown.push(await readFile(trace, "utf8"));
      expect(shown.filter((text) => text.includes(checkId) || text.includes(`:${service.port}`))).toEqual([]);
      expect(shown.join("\n")).toMatch(/^HEALTHCHECK_URL +\*\*\* /m);
    });

    test.each([
      "hc-ping.com/SECRET",
      "https://me:SECRET@hc-ping.com/x",
      "https://hc-ping.com/SECRET#x",
      "ftp://x/SECRET",
    ])("that is no such address is refused without showing it: %s", async (url) => {
      const site = await scene.site({ HEALTHCHECK_URL: url });
      const { code, stdout, stderr } = await site.run();
      expect([code, stdout]).toEqual([3, ""]);
      expect(stderr).toContain("Expected: an http or https address with its scheme");
      expect(stderr).not.toContain("SECRET");
    });
  });
});
