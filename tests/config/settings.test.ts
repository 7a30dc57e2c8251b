import { describe, expect, test } from "bun:test";
import { settingKeys } from "../../src/config/keys.ts";
import { resolveSettings, type SettingSources } from "../../src/config/settings.ts";
import { parseShellFile } from "../../src/config/shell-file.ts";
import { Fault } from "../../src/errors.ts";

const guide = `
# /etc/prometheus-snapshot.conf
HOST=http://localhost:9090
USERNAME=admin
PASSWORD=admin
SNAPSHOT_DIR=/var/lib/prometheus-snapshot
LOG_FILE=/var/log/prometheus-snapshot.log
PROMETHEUS_DATA_DIR=/var/lib/docker/volumes/local-monitoring_prometheus_data/_data
`;
const required = "HOST=http://localhost:9090\nSNAPSHOT_DIR=/snapshots\nPROMETHEUS_DATA_DIR=/data\n";
const path = "/etc/snap.conf";

function resolve(text: string | undefined, environment: SettingSources["environment"] = {}) {
  const host = { hostname: "here", home: "/root", pwd: "/", uid: 0, parallelism: 4 };
  const bytes = new TextEncoder().encode(text);
  const entries = text === undefined ? undefined : parseShellFile(bytes, { path, environment, host });
  return resolveSettings({ path, entries, environment, host });
}

function faultOf(run: () => unknown) {
  try {
    run();
  } catch (error) {
    if (error instanceof Fault) return error.data;
    throw error;
  }
  throw new Error("nothing was refused");
}

test("the guide's file gives the script's settings, and defaults for the rest", () => {
  const { values, origins, notices } = resolve(guide);
  expect({ ...values, PASSWORD: values.PASSWORD?.reveal() }).toEqual({
    HOST: "http://localhost:9090",
    USERNAME: "admin",
    PASSWORD: "admin",
    SNAPSHOT_DIR: { kind: "directory", path: "/var/lib/prometheus-snapshot" },
    LOG_FILE: "/var/log/prometheus-snapshot.log",
    PROMETHEUS_DATA_DIR: "/var/lib/docker/volumes/local-monitoring_prometheus_data/_data",
    PASSWORD_FILE: undefined,
    BEARER_TOKEN_FILE: undefined,
    TLS_CA_FILE: undefined,
    TLS_CERT_FILE: undefined,
    TLS_KEY_FILE: undefined,
    TLS_INSECURE: false,
    SNAPSHOT_TIMEOUT: 3_600_000,
    REQUEST_TIMEOUT: 30_000,
    SKIP_HEAD: false,
    RETRY_INTERVAL: 86_400_000,
    RETRY_LIMIT: undefined,
    METRICS_FILE: undefined,
    HEALTHCHECK_URL: undefined,
    SERVICE: { kind: "docker", name: "prometheus" },
    STOP_TIMEOUT: 300_000,
    READY_TIMEOUT: 600_000,
    MERGE_TIMEOUT: 1_800_000,
    DATA_OWNER: undefined,
    COMPRESSION_LEVEL: 6,
    WORKERS: 4,
    NICE: true,
    SCHEDULE: "0 13 * * 1",
    LISTEN: undefined,
    KEEP_LAST: undefined,
    KEEP_HOURLY: undefined,
    KEEP_DAILY: undefined,
    KEEP_WEEKLY: undefined,
    KEEP_MONTHLY: undefined,
    KEEP_YEARLY: undefined,
    KEEP_WITHIN: undefined,
    REPLICATE_TO: undefined,
    REPLICA_GRACE: 30 * 86_400_000,
    KEEP_REMOTE_LAST: undefined,
    KEEP_REMOTE_HOURLY: undefined,
    KEEP_REMOTE_DAILY: undefined,
    KEEP_REMOTE_WEEKLY: undefined,
    KEEP_REMOTE_MONTHLY: undefined,
    KEEP_REMOTE_YEARLY: undefined,
    KEEP_REMOTE_WITHIN: undefined,
    BANDWIDTH_LIMIT: undefined,
    S3_ENDPOINT: undefined,
    S3_REGION: undefined,
    S3_ACCESS_KEY_ID: undefined,
    S3_SECRET_ACCESS_KEY: undefined,
    S3_SECRET_ACCESS_KEY_FILE: undefined,
    S3_PATH_STYLE: undefined,
    S3_CA_FILE: undefined,
    S3_SSE: undefined,
    S3_STORAGE_CLASS: undefined,
    LANGUAGE: undefined,
  });
  expect(origins.HOST).toEqual({ kind: "file", path, line: 3 });
  expect(origins.WORKERS).toEqual({ kind: "default" });
  expect(notices).toEqual([]);
});

describe("the environment", () => {
  test("beats the file under the name PROMSNAP_KEY", () => {
    const { values, origins } = resolve(required, { PROMSNAP_HOST: "other:1", PROMSNAP_SKIP_HEAD: "yes" });
    expect([values.HOST, values.SKIP_HEAD]).toEqual(["http://other:1", true]);
    expect(origins.HOST).toEqual({ kind: "environment", name: "PROMSNAP_HOST" });
  });

  test("counts under no other name: LANGUAGE there is part of the locale", () => {
    const { values } = resolve(required, { HOST: "other", LANGUAGE: "fr", WORKERS: "2" });
    expect([values.HOST, values.LANGUAGE, values.WORKERS]).toEqual(["http://localhost:9090", undefined, 4]);
  });

  test("stands alone where there is no file", () => {
    const { values } = resolve(undefined, {
      PROMSNAP_HOST: "p:9090",
      PROMSNAP_SNAPSHOT_DIR: "/s",
      PROMSNAP_PROMETHEUS_DATA_DIR: "/d",
      PROMSNAP_LANGUAGE: "fr",
    });
    expect([values.HOST, values.SNAPSHOT_DIR, values.LANGUAGE]).toEqual([
      "http://p:9090",
      { kind: "directory", path: "/s" },
      "fr",
    ]);
  });

  test("an empty value there switches off what the file sets", () => {
    expect(resolve(`${required}LOG_FILE=/x\n`, { PROMSNAP_LOG_FILE: "" }).values.LOG_FILE).toBeUndefined();
  });
});

describe("values that are missing or wrong", () => {
  test("a required key that is nowhere is named with the file", () => {
    expect(faultOf(() => resolve("HOST=x\nSNAPSHOT_DIR=/s\n"))).toEqual({
      code: "config.missingKey",
      details: { key: "PROMETHEUS_DATA_DIR", path },
    });
  });

  test("an empty required key is refused, an empty optional one counts as absent", () => {
    expect(faultOf(() => resolve(`${required}HOST=\n`))).toEqual({
      code: "config.invalid",
      details: { key: "HOST", value: "", origin: `${path}:4`, expected: { kind: "notEmpty" } },
    });
    expect(resolve(`${required}WORKERS=\nPASSWORD=''\n`).values).toMatchObject({ WORKERS: 4, PASSWORD: undefined });
  });

  test("a wrong value is told with its place and what was expected", () => {
    expect(faultOf(() => resolve(`${required}COMPRESSION_LEVEL=13`))).toEqual({
      code: "config.invalid",
      details: {
        key: "COMPRESSION_LEVEL",
        value: "13",
        origin: `${path}:4`,
        expected: { kind: "integer", least: 0, most: 12 },
      },
    });
    expect(faultOf(() => resolve(required, { PROMSNAP_LOG_FILE: "log" })).details).toMatchObject({
      origin: "PROMSNAP_LOG_FILE",
      expected: { kind: "absolutePath" },
    });
  });

  test("a password in HOST is refused without showing it", () => {
    const data = faultOf(() => resolve(required, { PROMSNAP_HOST: "http://me:hunter2@x" }));
    expect(data.details).toMatchObject({ value: "***", expected: { kind: "webAddressWithoutUser" } });
    expect(JSON.stringify(data)).not.toContain("hunter2");
  });

  test.each([
    ["/data", "/data/snapshots"],
    ["/data", "/data"],
    ["/data/", "/data/x/../y"],
    ["/data/./", "//data/y"],
    ["/", "/backup"],
  ])("with the data in %s, snapshots may not lie in %s", (data, snapshots) => {
    const text = `HOST=x\nPROMETHEUS_DATA_DIR=${data}\nSNAPSHOT_DIR=${snapshots}\n`;
    expect(faultOf(() => resolve(text)).details).toMatchObject({ key: "SNAPSHOT_DIR", expected: { kind: "outside" } });
  });

  test.each([
    ["/data", "/data2"],
    ["/data/prometheus", "/data"],
    ["/data", "/data/../backup"],
  ])("with the data in %s, snapshots may lie in %s", (data, snapshots) => {
    const text = `HOST=x\nPROMETHEUS_DATA_DIR=${data}\nSNAPSHOT_DIR=${snapshots}\n`;
    expect(resolve(text).values.SNAPSHOT_DIR).toEqual({ kind: "directory", path: snapshots });
  });

  test("a client certificate needs its key, and a key its certificate", () => {
    expect(faultOf(() => resolve(`${required}TLS_CERT_FILE=/c`)).details).toMatchObject({ key: "TLS_KEY_FILE" });
    expect(faultOf(() => resolve(`${required}TLS_KEY_FILE=/k`)).details).toMatchObject({ key: "TLS_CERT_FILE" });
  });
});

describe("warnings", () => {
  test.each([
    ["PASWORD", "PASSWORD"],
    ["host", "HOST"],
    ["SNAPSHOTS_DIR", "SNAPSHOT_DIR"],
    ["PROMSNAP_HOST", "HOST"],
    ["COMPRESION_LEVEL", "COMPRESSION_LEVEL"],
  ])("an unknown key %s names the nearest known one, %s", (key, nearest) => {
    expect(resolve(`${required}${key}=x`).notices).toEqual([
      { code: "config.unknownKey", details: { key, origin: `${path}:4`, nearest } },
    ]);
  });

  test("an unknown key that resembles none names none", () => {
    expect(resolve(`${required}my_own_helper=x`).notices).toEqual([
      { code: "config.unknownKey", details: { key: "my_own_helper", origin: `${path}:4` } },
    ]);
  });

  test("an unknown PROMSNAP_ variable is told too, other variables are not", () => {
    expect(resolve(required, { PROMSNAP_HOTS: "x", HOTS: "x" }).notices).toEqual([
      { code: "config.unknownKey", details: { key: "PROMSNAP_HOTS", origin: "PROMSNAP_HOTS", nearest: "HOST" } },
    ]);
  });

  test("a $ that expands to nothing in a setting is told without its text", () => {
    const { notices } = resolve(`${required}PASSWORD=pa$word`);
    expect(notices).toEqual([{ code: "config.unsetVariable", details: { key: "PASSWORD", origin: `${path}:4` } }]);
    expect(JSON.stringify(notices)).not.toContain("word");
  });
});

test.each([
  [1, 1],
  [8, 8],
  [64, 8],
])("with %d threads there are %d workers by default", (parallelism, workers) => {
  const environment = { PROMSNAP_HOST: "x", PROMSNAP_SNAPSHOT_DIR: "/s", PROMSNAP_PROMETHEUS_DATA_DIR: "/d" };
  const { values } = resolveSettings({ path, entries: undefined, environment, host: { parallelism } });
  expect(values.WORKERS).toBe(workers);
});

test("every setting is a name that bash can assign", () => {
  expect(settingKeys.filter((key) => !/^[A-Z][A-Z0-9_]*$/.test(key))).toEqual([]);
  expect(() => resolve(settingKeys.map((key) => `${key}=\n`).join("") + required)).not.toThrow();
});
