import { expect } from "bun:test";
import { describeSettings } from "../../src/config/describe.ts";
import { isSettingKey, type SettingKey, settingKeys } from "../../src/config/keys.ts";
import { secretOf } from "../../src/config/secret-file.ts";
import { type ResolvedSettings, resolveSettings } from "../../src/config/settings.ts";
import { parseShellFile } from "../../src/config/shell-file.ts";
import type { ShellEntry } from "../../src/config/shell-variables.ts";
import { sayNotice } from "../../src/report/say.ts";
import { isRecord, parse } from "../../src/tsdb/meta.ts";
import { expectPrintable, fuzz } from "./fuzzing.ts";
import { hostileBytes } from "./hostile-bytes.ts";
import { asJson, hostileJson } from "./hostile-json.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const host = { hostname: "host", home: "/root", pwd: "/", uid: 0 };
const environment = { LANG: "C.UTF-8", A: "from outside" };
const read = (bytes: Uint8Array) => parseShellFile(bytes, { path: "/etc/conf", environment, host });

const files = [
  "# a comment\nHOST=\"http://localhost:9090\"\nexport SNAPSHOT_DIR=~/x PROMETHEUS_DATA_DIR='/data'\n",
  "PASSWORD=$'a\\x41\\u00e9\\n\\'b' ; USERNAME=\"$A\x24{HOME}\\\"é\"\\\ncontinued\nLOG_FILE=/a:~:$HOSTNAME\n",
].map(bytesOf);

const quoted = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;

fuzz({
  name: "configuration file",
  inputs: hostileBytes(files),
  sound: files,
  read,
  holds: (entries) => {
    // A value may hold control characters that a file may not, by an escape.
    const plain = [...entries].filter(([, { value }]) => !/(?![\t\n])\p{Cc}/u.test(value));
    const again = read(bytesOf(plain.map(([name, { value }]) => `${name}=${quoted(value)}\n`).join("")));
    expect([...again].map(([name, { value }]) => [name, value])).toEqual(plain.map(([n, { value }]) => [n, value]));
  },
});

const settings = {
  HOST: "https://user.example:9090/prefix/",
  USERNAME: "me",
  PASSWORD: "secret",
  SNAPSHOT_DIR: "/snapshots",
  PROMETHEUS_DATA_DIR: "/data",
  LOG_FILE: "/var/log/x",
  TLS_INSECURE: "yes",
  SNAPSHOT_TIMEOUT: "5m",
  RETRY_LIMIT: "3",
  SERVICE: "systemd:prometheus.service",
  DATA_OWNER: "65534:65534",
  WORKERS: "4",
  LANGUAGE: "fr",
};

/** A file gives texts and nothing else. */
function resolve(values: Readonly<Record<string, unknown>>): ResolvedSettings {
  const entry = (value: unknown): ShellEntry => ({
    value: typeof value === "string" ? value : JSON.stringify(value),
    line: 1,
    usesUnset: false,
  });
  const entries = new Map(Object.entries(values).map(([key, value]) => [key, entry(value)]));
  return resolveSettings({ path: "/etc/conf", entries, environment: {}, host: { parallelism: 2 } });
}

const isSecret = (key: SettingKey) => key === "PASSWORD" || key === "S3_SECRET_ACCESS_KEY";

const readSettings = (bytes: Uint8Array) => {
  const values = parse(new TextDecoder().decode(bytes));
  return isRecord(values) ? resolve(values) : undefined;
};

fuzz({
  name: "settings",
  inputs: hostileJson([settings]),
  sound: asJson([settings]),
  read: readSettings,
  holds: (resolved) => {
    for (const told of resolved.notices) expectPrintable(sayNotice(told, "fr").join(" "));
    const login = { passwordOrigin: undefined, tokenOrigin: undefined, notices: [] };
    const none = { authentication: { kind: "none" }, s3Keys: undefined } as const;
    const configuration = { settings: { ...resolved.values, ...none }, resolved };
    const shown = describeSettings({
      ...configuration,
      login: { ...login, authentication: none.authentication },
      s3: { keys: undefined, secretOrigin: undefined },
      notices: [],
    });
    const written = shown.filter(({ key, value }) => value !== undefined && !isSecret(key));
    const again = resolve(Object.fromEntries(written.map(({ key, value }) => [key, value])));
    const comparable = (key: SettingKey, { values }: ResolvedSettings) => !isSecret(key) && values[key];
    for (const key of settingKeys.filter(isSettingKey)) {
      expect([key, comparable(key, again)]).toEqual([key, comparable(key, resolved)]);
    }
  },
});

const secrets = ["secret\n", "é\r\n"].map(bytesOf);

fuzz({
  name: "file of a secret",
  inputs: hostileBytes(secrets),
  sound: secrets,
  read: (bytes) => secretOf(bytes, "PASSWORD_FILE", { kind: "credential", path: "/run/password" }),
  holds: (secret) => {
    expect(secret.reveal()).not.toBe("");
    expect(`${secret} ${JSON.stringify(secret)} ${Bun.inspect(secret)}`).toBe('*** "***" ***');
  },
});
