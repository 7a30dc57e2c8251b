import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { must, type Outcome } from "../bed/processes.ts";
import { type WebConfig, writeWebConfig } from "../bed/prometheus.ts";
import { commandOf } from "../bed/promsnap.ts";
import { deadProxies, startProxy } from "../bed/proxy.ts";
import { type Scene, type Site, setScene } from "../bed/scene.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";

const password = `pa $HOME '"\`\\# é€ !&;`;

/** Every form in which a secret could show. */
const formsOf = (secret: string) => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString("base64"),
  Buffer.from(`admin:${secret}`).toString("base64"),
];
const shows = (text: string, secret: string) => formsOf(secret).some((form) => text.includes(form));

describeWith(
  "prometheus",
  "openssl",
  "strace",
)("a password", () => {
  let place: Temporary;
  let web: WebConfig;
  let scene: Scene;
  beforeAll(async () => {
    place = await temporaryDirectory();
    web = await writeWebConfig(place.path, "admin", password);
    scene = await setScene({ head: false, web });
  }, 120_000);
  afterAll(async () => {
    await scene?.stop();
    await place?.remove();
  }, 60_000);

  const login = (values: Record<string, string> = {}) =>
    scene.site({ TLS_CA_FILE: web.certificate, USERNAME: "admin", PASSWORD: password, ...values });

  /** All that a run left for people to read: both streams, the log, and promsnap's own files. */
  const traces = async (site: Site, { stdout, stderr }: Outcome) => {
    const own = join(scene.dataDirectory, ".promsnap");
    const files = [site.log, ...(await readdir(own)).map((name) => join(own, name))];
    const texts = await Promise.all(files.map((file) => readFile(file, "latin1")));
    return [stdout, stderr, ...texts.map((text) => Buffer.from(text, "latin1").toString())].join("\n");
  };

  test("with $, quotes, backslash, #, spaces and é opens Prometheus, however bash lets one write it", async () => {
    const double = password.replace(/[$`"\\]/g, "\\$&");
    const ansi = password.replace(/['\\]/g, "\\$&").replace("é", "\\u00e9");
    const bare = password.replace(/[^A-Za-z0-9]/g, "\\$&");
    for (const written of [`"${double}"`, `$'${ansi}'`, bare]) {
      const site = await login();
      const file = await readFile(site.config, "utf8");
      await Bun.write(
        site.config,
        file.replace(/^PASSWORD=.*$/m, () => `PASSWORD=${written}`),
      );
      expect([written, await site.run()]).toMatchObject([written, { code: 0, stderr: "" }]);
    }
    expect(await (await login()).run()).toMatchObject({ code: 0, stderr: "" });
  });

  test("opens Prometheus from PASSWORD_FILE and from systemd's credentials", async () => {
    await Bun.write(join(place.path, "password"), `${password}\n`);
    const withoutPassword = { TLS_CA_FILE: web.certificate, USERNAME: "admin" };
    const fromFile = await scene.site({ ...withoutPassword, PASSWORD_FILE: join(place.path, "password") });
    expect(await fromFile.run()).toMatchObject({ code: 0, stderr: "" });
    const fromCredential = await scene.site(withoutPassword);
    const environment = { CREDENTIALS_DIRECTORY: place.path };
    expect(await fromCredential.run(["run"], { environment })).toMatchObject({ code: 0, stderr: "" });
  });

  test.each(["run", "run --verbose", "run --json", "run --dry-run", "config show", "config show --json"])(
    "shows nowhere: %s",
    async (command) => {
      const site = await login();
      await site.run();
      const outcome = await site.run(command.split(" "));
      expect(outcome.code).toBe(0);
      expect(shows(await traces(site, outcome), password)).toBe(false);
    },
  );

  test.each(["run", "run --verbose", "run --json"])("that is wrong shows nowhere: %s", async (command) => {
    const wrong = `${password} not`;
    const site = await login({ PASSWORD: wrong });
    const outcome = await site.run(command.split(" "));
    expect(outcome.code).toBe(4);
    expect(outcome.stdout + outcome.stderr).toContain("401");
    const all = await traces(site, outcome);
    expect([shows(all, wrong), shows(all, password)]).toEqual([false, false]);
  });

  test("goes to Prometheus and to no proxy of the environment", async () => {
    expect(await (await login()).run(["run"], { environment: deadProxies })).toMatchObject({ code: 0, stderr: "" });
  });

  test("is not sent to a server of an unknown authority, whatever the environment allows", async () => {
    const site = await scene.site({ USERNAME: "admin", PASSWORD: password });
    const { code, stdout } = await site.run(["run"], { environment: { NODE_TLS_REJECT_UNAUTHORIZED: "0" } });
    expect([code, stdout]).toEqual([4, expect.stringContaining("n’est signé par aucune autorité de confiance")]);
  });

  test("is in no command line, not for a moment: promsnap starts no other program", async () => {
    const site = await login();
    const trace = join(site.path, "trace");
    await must(["strace", "-f", "-qq", "-s", "9999", "-e", "trace=execve", "-o", trace, ...commandOf(["run"], site)]);
    const starts = (await readFile(trace, "utf8")).split("\n").filter((line) => line.includes("execve("));
    expect(starts).toHaveLength(1);
    expect(starts[0]).toContain(`["${commandOf([])[0]}", "run", "--config", "${site.config}"]`);
  });

  test("is in no process's command line while Prometheus is asked", async () => {
    await using proxy = await startProxy(scene.prometheus.port, { swallow: true });
    const site = await login({ HOST: `https://localhost:${proxy.port}` });
    await using running = site.start(["run", "--verbose"]);
    const ports = async () => (await readFile("/proc/net/tcp", "utf8")) + (await readFile("/proc/net/tcp6", "utf8"));
    const hex = proxy.port.toString(16).toUpperCase().padStart(4, "0");
    await until("its connection", async () => new RegExp(`:${hex} 0[1] `).test(await ports()));
    const lines = [];
    for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
      lines.push(await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""));
      if (pid === `${running.pid}`) lines.push(await readFile(`/proc/${pid}/environ`, "utf8"));
    }
    expect(lines.some((line) => line.includes(site.config))).toBe(true);
    expect(lines.filter((line) => shows(line, password))).toEqual([]);
  });
});
