import { describe, expect, test } from "bun:test";
import { describeSettings } from "../../src/config/describe.ts";
import { type ConfigurationSystem, loadSettings } from "../../src/config/load.ts";
import { Fault, fault } from "../../src/errors.ts";

const path = "/etc/snap.conf";
const required = "HOST=localhost:9090\nSNAPSHOT_DIR=/snapshots\nPROMETHEUS_DATA_DIR=/data\n";

/** A system of these files; `null` is a file that may not be read. */
function systemOf(
  files: Readonly<Record<string, string | Uint8Array | null>>,
  environment: ConfigurationSystem["environment"] = {},
): ConfigurationSystem {
  const failed = (file: string, errno: string) =>
    fault("files.failed", { operation: "open", path: file, errno, reason: `${errno}: not now` });
  return {
    environment,
    host: { name: "here", home: "/root", workingDirectory: "/", user: 0, parallelism: 2 },
    realPath: (file) => (file === "/link" ? "/" : file),
    readFile: (file) => {
      const content = files[file];
      if (content === undefined) throw failed(file, "ENOENT");
      if (content === null) throw failed(file, "EACCES");
      return typeof content === "string" ? new TextEncoder().encode(content) : content;
    },
  };
}

const load = (...world: Parameters<typeof systemOf>) => loadSettings(path, systemOf(...world));

function loginOf(...world: Parameters<typeof systemOf>) {
  const { authentication } = load(...world).settings;
  if (authentication.kind === "basic") return [authentication.username, authentication.password.reveal()];
  return authentication.kind === "bearer" ? authentication.token.reveal() : authentication.kind;
}

function faultOf(...world: Parameters<typeof systemOf>) {
  try {
    load(...world);
  } catch (error) {
    if (error instanceof Fault) return { ...error.data, exitCode: error.exitCode };
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("the file", () => {
  test("is not found", () => {
    expect(faultOf({})).toEqual({ code: "config.notFound", details: { path }, exitCode: 3 });
    expect(faultOf({}, { PROMSNAP_HOST: "x" })).toMatchObject({ code: "config.notFound" });
  });

  test("may be absent when the environment has every required setting", () => {
    const environment = { PROMSNAP_HOST: "x", PROMSNAP_SNAPSHOT_DIR: "/s", PROMSNAP_PROMETHEUS_DATA_DIR: "/d" };
    expect(load({}, environment).settings.HOST).toBe("http://x");
  });

  test("may not be read", () => {
    expect(faultOf({ [path]: null })).toMatchObject({
      code: "config.unreadable",
      details: { path, reason: "EACCES: not now" },
      exitCode: 3,
    });
  });

  test("knows $PWD as bash does: through the link it was given, if that leads to the working directory", () => {
    const text = `${required}LOG_FILE=$PWD/log\n`;
    expect(load({ [path]: text }, { PWD: "/link" }).settings.LOG_FILE).toBe("/link/log");
    expect(load({ [path]: text }, { PWD: "/elsewhere" }).settings.LOG_FILE).toBe("//log");
  });
});

describe("the login", () => {
  test("is none when nothing is set", () => {
    expect(loginOf({ [path]: required })).toBe("none");
  });

  test("takes a password with $, quotes, #, spaces and é from the file", () => {
    const text = `${required}USERNAME=me\nPASSWORD='a$b "c" #d é'\\''`;
    expect(loginOf({ [path]: `${text}'\n` })).toEqual(["me", 'a$b "c" #d é\'']);
  });

  test("takes the password from PASSWORD_FILE, less one line end", () => {
    const text = `${required}USERNAME=me\nPASSWORD_FILE=/secret\n`;
    expect(loginOf({ [path]: text, "/secret": "p$w é\n" })).toEqual(["me", "p$w é"]);
    expect(loginOf({ [path]: text, "/secret": "p\n\n" })).toEqual(["me", "p\n"]);
    expect(loginOf({ [path]: text, "/secret": "p" })).toEqual(["me", "p"]);
  });

  test("takes systemd's credentials, and does without those that the unit was not given", () => {
    const environment = { CREDENTIALS_DIRECTORY: "/run/credentials/x" };
    const text = `${required}USERNAME=me\n`;
    expect(loginOf({ [path]: text, "/run/credentials/x/password": "pw" }, environment)).toEqual(["me", "pw"]);
    expect(loginOf({ [path]: required, "/run/credentials/x/bearer-token": "tok\n" }, environment)).toBe("tok");
    expect(loginOf({ [path]: required }, environment)).toBe("none");
  });

  test("takes one secret once, though PASSWORD_FILE names the credential itself", () => {
    const text = `${required}USERNAME=me\nPASSWORD_FILE=/c/password\n`;
    expect(loginOf({ [path]: text, "/c/password": "pw" }, { CREDENTIALS_DIRECTORY: "/c" })).toEqual(["me", "pw"]);
  });

  test.each([
    ["PASSWORD=a\nPASSWORD_FILE=/f\n", {}, "PASSWORD (/etc/snap.conf:4)", "PASSWORD_FILE (/etc/snap.conf:5)"],
    ["PASSWORD=a\n", { CREDENTIALS_DIRECTORY: "/c" }, "PASSWORD (/etc/snap.conf:4)", "password (/c/password)"],
    [
      "BEARER_TOKEN_FILE=/f\n",
      { PROMSNAP_PASSWORD: "a" },
      "BEARER_TOKEN_FILE (/etc/snap.conf:4)",
      "PASSWORD (PROMSNAP_PASSWORD)",
    ],
    ["USERNAME=a\nBEARER_TOKEN_FILE=/f\n", {}, "BEARER_TOKEN_FILE (/etc/snap.conf:5)", "USERNAME (/etc/snap.conf:4)"],
  ])("with %j and %j refuses two secrets", (more, environment, first, second) => {
    const files = { [path]: required + more, "/f": "x", "/c/password": "x" };
    expect(faultOf(files, environment)).toMatchObject({
      code: "config.twoSecrets",
      details: { first, second },
      exitCode: 3,
    });
  });

  test("names a secret file that is missing, empty, or no text", () => {
    const text = `${required}USERNAME=me\nPASSWORD_FILE=/secret\n`;
    expect(faultOf({ [path]: text })).toMatchObject({
      code: "config.secretUnreadable",
      details: { key: "PASSWORD_FILE", path: "/secret" },
      exitCode: 3,
    });
    expect(faultOf({ [path]: text, "/secret": "\n" })).toMatchObject({
      code: "config.secretInvalid",
      details: { key: "PASSWORD_FILE", problem: "empty" },
      exitCode: 3,
    });
    expect(faultOf({ [path]: text, "/secret": Uint8Array.of(0xff) }).details).toMatchObject({ problem: "not UTF-8" });
  });

  test("a credential that is there but may not be read is an error", () => {
    const files = { [path]: required, "/c/password": null };
    expect(faultOf(files, { CREDENTIALS_DIRECTORY: "/c" }).code).toBe("config.secretUnreadable");
  });

  test("refuses a bearer token that no header can hold, without showing it", () => {
    const fault = faultOf({ [path]: `${required}BEARER_TOKEN_FILE=/t\n`, "/t": "hunter2\nX: y" });
    expect(fault).toMatchObject({ code: "config.secretInvalid", details: { problem: "not a token" } });
    expect(JSON.stringify(fault)).not.toContain("hunter2");
  });

  test("with only a user name or only a password sends the other empty, as the script did, and warns", () => {
    expect(loginOf({ [path]: `${required}USERNAME=me\n` })).toEqual(["me", ""]);
    expect(load({ [path]: `${required}USERNAME=me\n` }).notices).toEqual([
      { code: "config.halfLogin", details: { set: "USERNAME", missing: "PASSWORD" } },
    ]);
    expect(load({ [path]: `${required}PASSWORD=x\n` }).notices).toEqual([
      { code: "config.halfLogin", details: { set: "PASSWORD", missing: "USERNAME" } },
    ]);
  });
});

describe("the keys of an S3 server", () => {
  const id = "S3_ACCESS_KEY_ID=AK\n";
  const keysOf = (...world: Parameters<typeof systemOf>) => {
    const { s3Keys } = load(...world).settings;
    return s3Keys && [s3Keys.accessKeyId, s3Keys.secretAccessKey.reveal()];
  };

  test("come from the file, from a file of their own, or from systemd", () => {
    expect(keysOf({ [path]: required })).toBeUndefined();
    expect(keysOf({ [path]: `${required}${id}S3_SECRET_ACCESS_KEY=sk\n` })).toEqual(["AK", "sk"]);
    expect(keysOf({ [path]: `${required}${id}S3_SECRET_ACCESS_KEY_FILE=/sk\n`, "/sk": "sk\n" })).toEqual(["AK", "sk"]);
    const files = { [path]: `${required}${id}`, "/c/s3-secret-access-key": "sk" };
    expect(keysOf(files, { CREDENTIALS_DIRECTORY: "/c" })).toEqual(["AK", "sk"]);
  });

  test("are both there or neither, and the secret one once", () => {
    expect(faultOf({ [path]: required + id })).toMatchObject({
      code: "config.missingKey",
      details: { key: "S3_SECRET_ACCESS_KEY" },
      exitCode: 3,
    });
    expect(faultOf({ [path]: `${required}S3_SECRET_ACCESS_KEY=sk\n` })).toMatchObject({
      details: { key: "S3_ACCESS_KEY_ID" },
    });
    const twice = `${required}${id}S3_SECRET_ACCESS_KEY=a\nS3_SECRET_ACCESS_KEY_FILE=/b\n`;
    expect(faultOf({ [path]: twice, "/b": "b" })).toMatchObject({ code: "config.twoSecrets", exitCode: 3 });
  });
});

describe("config show", () => {
  const shown = (...world: Parameters<typeof systemOf>) =>
    Object.fromEntries(
      describeSettings(load(...world)).map(({ key, value, origin, unit }) => [key, [value, origin, unit]]),
    );

  test("gives each value with its unit and where it came from", () => {
    const rows = shown({ [path]: `${required}RETRY_INTERVAL=5m\n` }, { PROMSNAP_SKIP_HEAD: "1" });
    expect(rows).toMatchObject({
      HOST: ["http://localhost:9090", "/etc/snap.conf:1", ""],
      RETRY_INTERVAL: ["300", "/etc/snap.conf:4", "s"],
      SKIP_HEAD: ["yes", "environment PROMSNAP_SKIP_HEAD", ""],
      COMPRESSION_LEVEL: ["6", "default", ""],
      LOG_FILE: [undefined, "default", ""],
    });
  });

  test("masks every secret", () => {
    const files = { [path]: `${required}USERNAME=me\nPASSWORD=hunter2\n` };
    expect(shown(files)).toMatchObject({
      USERNAME: ["me", "/etc/snap.conf:4", ""],
      PASSWORD: ["***", "/etc/snap.conf:5", ""],
    });
    const keys = { [path]: `${required}S3_ACCESS_KEY_ID=AK\nS3_SECRET_ACCESS_KEY=hunter2\n` };
    expect(shown(keys)).toMatchObject({ S3_SECRET_ACCESS_KEY: ["***", "/etc/snap.conf:5", ""] });
    for (const kept of [files, keys]) {
      expect(JSON.stringify(load(kept))).not.toContain("hunter2");
      expect(Bun.inspect(load(kept), { depth: 9 })).not.toContain("hunter2");
    }
  });

  test("shows a credential in the place of the setting it stands for", () => {
    const environment = { CREDENTIALS_DIRECTORY: "/c" };
    expect(shown({ [path]: required, "/c/password": "pw" }, environment)).toMatchObject({
      PASSWORD: ["***", "credential", ""],
    });
    expect(shown({ [path]: required, "/c/bearer-token": "t" }, environment)).toMatchObject({
      PASSWORD: [undefined, "default", ""],
      BEARER_TOKEN_FILE: ["***", "credential", ""],
    });
  });
});
