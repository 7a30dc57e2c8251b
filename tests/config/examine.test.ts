import { expect, test } from "bun:test";
import { join } from "node:path";
import { examineConfiguration } from "../../src/config/examine.ts";
import { loadSettings } from "../../src/config/load.ts";
import type { Fault } from "../../src/errors.ts";
import { realSystem } from "../../src/system/system.ts";
import { temporaryDirectory } from "../bed/temporary.ts";

const whole = "HOST=localhost:9090\nSNAPSHOT_DIR=/srv/s\nPROMETHEUS_DATA_DIR=/srv/d\n";

async function examining(text: string) {
  await using place = await temporaryDirectory();
  const path = join(place.path, "conf");
  await Bun.write(path, text);
  const system = { ...realSystem(), environment: {} };
  let thrown: unknown;
  try {
    loadSettings(path, system);
  } catch (error) {
    thrown = error;
  }
  const { configuration, faults, unknown } = examineConfiguration(path, system);
  return { settings: configuration?.settings, faults, unknown: [...unknown], thrown };
}

test("a sound configuration is read as ever", async () => {
  const { settings, faults, unknown, thrown } = await examining(whole);
  expect([faults, unknown, thrown]).toEqual([[], [], undefined]);
  expect(settings).toMatchObject({ HOST: "http://localhost:9090", REQUEST_TIMEOUT: 30_000 });
});

test("everything that is wrong is told, beginning with what other commands say", async () => {
  const { settings, faults, unknown, thrown } = await examining("SNAPSHOT_DIR=here\nREQUEST_TIMEOUT=soon\nHOST=x:1\n");
  expect(faults.map(({ data }) => data.code)).toEqual(["config.invalid", "config.missingKey", "config.invalid"]);
  expect(faults[0]?.data).toEqual((thrown as Fault).data);
  expect(unknown).toEqual(["SNAPSHOT_DIR", "PROMETHEUS_DATA_DIR", "REQUEST_TIMEOUT"]);
  expect(settings).toMatchObject({ HOST: "http://x:1", REQUEST_TIMEOUT: 30_000 });
});

test("a secret that cannot be read leaves the login unknown, and nothing else", async () => {
  const { settings, faults, unknown } = await examining(`${whole}USERNAME=a\nPASSWORD_FILE=/none\n`);
  expect(faults.map(({ data }) => data.code)).toEqual(["config.secretUnreadable"]);
  expect([unknown, settings?.authentication]).toEqual([["authentication"], { kind: "none" }]);
});

test("a file that cannot be parsed says nothing at all", async () => {
  const { settings, faults, thrown } = await examining(`${whole}X=$(id)\n`);
  expect(settings).toBeUndefined();
  expect(faults.map(({ data }) => data)).toEqual([(thrown as Fault).data]);
});

test("a key of a bucket that is missing is told as well", async () => {
  const { settings, faults, thrown } = await examining(`${whole}S3_ACCESS_KEY_ID=AK\n`);
  expect(faults.map(({ data }) => data)).toEqual([(thrown as Fault).data]);
  expect(faults[0]?.data).toMatchObject({ code: "config.missingKey", details: { key: "S3_SECRET_ACCESS_KEY" } });
  expect(settings).toMatchObject({ s3Keys: undefined });
});
