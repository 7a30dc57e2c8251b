import { describe, expect, test } from "bun:test";
import { readAbsolutePath } from "../../src/config/absolute-path.ts";
import { Secret } from "../../src/config/secret.ts";
import { readService, sayService } from "../../src/config/service-setting.ts";
import {
  readDuration,
  readInteger,
  readMetricsFile,
  readOwner,
  readSecretAddress,
  readSetting,
  readWebAddress,
  readYesOrNo,
  shownValue,
} from "../../src/config/values.ts";

describe("HOST", () => {
  test.each([
    ["http://localhost:9090", "http://localhost:9090"],
    ["https://prometheus.example/prom/", "https://prometheus.example/prom"],
    ["localhost:9090", "http://localhost:9090"],
    ["prometheus", "http://prometheus"],
    ["10.0.0.1:9090/a/b", "http://10.0.0.1:9090/a/b"],
    ["[::1]:9090", "http://[::1]:9090"],
    ["HTTPS://EXAMPLE.org:443/X", "https://example.org/X"],
  ])("%s is %s", (text, value) => {
    expect(readWebAddress(text)).toEqual({ value });
  });

  test.each([
    ["http://admin:secret@localhost:9090", "webAddressWithoutUser"],
    ["@localhost", "webAddressWithoutUser"],
    ["http://localhost:9090?token=x", "webAddressWithoutQuery"],
    ["http://localhost:9090/#x", "webAddressWithoutQuery"],
    ["ftp://localhost", "webAddress"],
    ["http:/localhost", "webAddress"],
    ["http:localhost", "webAddress"],
    ["http://", "webAddress"],
    ["http:///prom", "webAddress"],
    ["localhost:99999", "webAddress"],
    ["http://local host", "webAddress"],
    ["http:\\\\localhost", "webAddress"],
    ["http://localhost\n", "webAddress"],
    [":9090", "webAddress"],
  ])("%j is refused: %s", (text, kind) => {
    expect(readWebAddress(text)).toMatchObject({ expected: { kind } });
  });

  test("what may hold a password or a token is not shown again", () => {
    const row = { type: "webAddress" } as const;
    expect(shownValue("http://me:secret@x", row)).toBe("***");
    expect(shownValue("http://x?token=secret", row)).toBe("***");
    expect(shownValue("ftp://x", row)).toBe("ftp://x");
  });
});

describe("HEALTHCHECK_URL", () => {
  test.each([
    ["https://hc-ping.com/uuid", "https://hc-ping.com/uuid"],
    ["http://10.0.0.1:8000/ping/key/slug/?create=1&a=%20b", "http://10.0.0.1:8000/ping/key/slug/?create=1&a=%20b"],
    ["HTTPS://Host/X@y", "https://host/X@y"],
  ])("%s is kept whole, as a secret", (text, value) => {
    const reading = readSecretAddress(text);
    expect("value" in reading && [reading.value.reveal(), `${reading.value}`]).toEqual([value, "***"]);
  });

  test.each([
    "hc-ping.com/x",
    "//hc-ping.com/x",
    "https:/x",
    "https:///x",
    "https://u:p@h/x",
    "https://u@h/x",
    "https://h/x#y",
  ])("%s is refused", (text) => expect(readSecretAddress(text)).toEqual({ expected: { kind: "secretAddress" } }));

  test.each(["ftp://h/x", "https://h/a b", "https://h/x\n", "https:\\\\h\\x", "https://h:99999/x", "https://?x"])(
    "%j is refused",
    (text) => expect(readSecretAddress(text)).toEqual({ expected: { kind: "secretAddress" } }),
  );

  test("a refused one is not shown", () => {
    expect(shownValue("hc-ping.com/uuid", { type: "secretAddress" })).toBe("***");
  });
});

describe("METRICS_FILE", () => {
  test.each([
    ["/var/lib/prometheus/node-exporter/promsnap.prom", "/var/lib/prometheus/node-exporter/promsnap.prom"],
    ["/a.prom", "/a.prom"],
  ])("%s is a path that node_exporter reads", (text, value) => {
    expect(readMetricsFile(text)).toEqual({ value });
  });

  test.each(["a.prom", "/a.txt", "/a.prom.new", "/.prom", "/a/.prom", "/", "/a\n.prom"])("%j is refused", (text) => {
    expect(readMetricsFile(text)).toEqual({ expected: { kind: "metricsFile" } });
  });
});

describe("paths", () => {
  test.each([
    ["/", "/"],
    ["/var/lib/x", "/var/lib/x"],
    ["/var/lib/x//", "/var/lib/x"],
    ["//", "/"],
    ["/with space/é", "/with space/é"],
  ])("%s is %s", (text, value) => {
    expect(readAbsolutePath(text)).toEqual({ value });
  });

  test.each(["x", "./x", "../x", "~/x", " /x", "/x\ny", "/x\x1b[0m"])("%j is refused", (text) => {
    expect(readAbsolutePath(text)).toEqual({ expected: { kind: "absolutePath" } });
  });
});

describe("durations", () => {
  const range = { least: 1000, most: 24 * 24 * 3_600_000 };

  test.each([
    ["90", 90_000],
    ["90s", 90_000],
    ["5m", 300_000],
    ["24h", 86_400_000],
    ["7d", 604_800_000],
    ["1", 1000],
    ["24d", 2_073_600_000],
  ])("%s is %d ms", (text, value) => {
    expect(readDuration(text, range)).toEqual({ value });
  });

  test.each(["0", "-1", "1.5h", "1h30m", "5 m", "5M", "h", "25d", "99999999999", "0x10", "1e3"])(
    "%j is refused",
    (text) => {
      expect(readDuration(text, range)).toEqual({ expected: { kind: "duration", ...range } });
    },
  );
});

test.each(["yes", "YES", "true", "on", "1"])("%s means yes", (text) => {
  expect(readYesOrNo(text)).toEqual({ value: true });
});

test.each(["no", "No", "false", "off", "0"])("%s means no", (text) => {
  expect(readYesOrNo(text)).toEqual({ value: false });
});

test.each(["y", "oui", "2", "yes "])("%j is neither yes nor no", (text) => {
  expect(readYesOrNo(text)).toEqual({ expected: { kind: "yesOrNo" } });
});

test("a whole number is within its range, ends included", () => {
  const range = { least: 0, most: 12 };
  expect(["0", "12"].map((text) => readInteger(text, range))).toEqual([{ value: 0 }, { value: 12 }]);
  for (const text of ["13", "-1", "1.0", "", "six", "0x1"])
    expect(readInteger(text, range)).toEqual({ expected: { kind: "integer", ...range } });
});

test("a language is fr or en", () => {
  expect(readSetting("fr", { type: "language" })).toEqual({ value: "fr" });
  expect(readSetting("de", { type: "language" })).toEqual({ expected: { kind: "language" } });
});

test("a secret shows itself to no printer", () => {
  const secret = new Secret("hunter2");
  const printed = [`${secret}`, JSON.stringify({ secret }), Bun.inspect({ secret }), String(secret)].join("\n");
  expect(printed).not.toContain("hunter2");
  expect(printed.match(/\*\*\*/g)).toHaveLength(4);
  expect(secret.reveal()).toBe("hunter2");
});

describe("SERVICE", () => {
  test.each([
    ["docker:prometheus", { kind: "docker", name: "prometheus" }],
    ["podman:mon_1.x-y", { kind: "podman", name: "mon_1.x-y" }],
    ["systemd:prometheus", { kind: "systemd", name: "prometheus" }],
    ["systemd:prometheus@a\\x2db.service", { kind: "systemd", name: "prometheus@a\\x2db.service" }],
    ["exec:/opt/my prometheus/control", { kind: "exec", name: "/opt/my prometheus/control" }],
    ["none", { kind: "none" }],
  ] as const)("%s is %o, and is said as it was written", (text, value) => {
    expect(readService(text)).toEqual({ value });
    expect(sayService(value)).toBe(text);
  });

  test.each([
    ...["", "prometheus", "none:", "docker", "docker:", "docker: prometheus", "Docker:x", "kubernetes:x"],
    ...[
      "docker:-x",
      "docker:--all",
      "docker:a b",
      "docker:a/b",
      "docker:a\n",
      "docker:$x",
      `docker:${"x".repeat(256)}`,
    ],
    ...["systemd:-x", "systemd:a b", "systemd:a*", "systemd:../x", "systemd:"],
    ...["exec:program", "exec:/", "exec:/dir/", "exec:/a\nb", "exec:/a\0", "constructor:x"],
  ])("%j is refused", (text) => {
    expect(readService(text)).toEqual({ expected: { kind: "service" } });
  });
});

describe("DATA_OWNER", () => {
  test.each([
    ["65534:65534", { user: 65534, group: 65534 }],
    ["0:0", { user: 0, group: 0 }],
    ["4294967294:1", { user: 4294967294, group: 1 }],
  ])("%s is %o", (text, value) => {
    expect(readOwner(text)).toEqual({ value });
  });

  test.each(["nobody:nogroup", "65534", "65534:", ":1", "-1:1", "1:4294967295", "1:1:1", "1 :1", "0x1:1"])(
    "%j is refused",
    (text) => {
      expect(readOwner(text)).toEqual({ expected: { kind: "owner" } });
    },
  );
});
