import { afterEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  archiveFileOf,
  checksumFileOf,
  instantOfName,
  nameOfArchiveFile,
  partialFileOf,
  snapshotName,
} from "../../src/snapshots/name.ts";

const { TZ: zoneOfTheMachine } = process.env;

afterEach(() => {
  process.env["TZ"] = zoneOfTheMachine ?? "UTC";
});

const inZone = (zone: string) => {
  process.env["TZ"] = zone;
};

describe("the name of a snapshot", () => {
  test("has day, month, year and time of the local clock, as the script's", () => {
    inZone("Europe/Paris");
    expect(snapshotName(Date.UTC(2026, 0, 2, 3, 4, 5))).toBe("snapshot-02_01_2026-04_04_05");
    inZone("America/New_York");
    expect(snapshotName(Date.UTC(2026, 0, 2, 3, 4, 5))).toBe("snapshot-01_01_2026-22_04_05");
  });

  test("is read back as the second it was made in", () => {
    for (const zone of ["UTC", "Asia/Kathmandu", "Pacific/Apia"]) {
      inZone(zone);
      fc.assert(
        fc.property(fc.integer({ min: 0, max: Date.UTC(2099, 0) }), (instant) => {
          const name = snapshotName(instant);
          expect(snapshotName(instantOfName(name) ?? -1)).toBe(name);
        }),
      );
    }
  });

  test("in the hour that comes twice is that of either pass, and reads as one of them", () => {
    inZone("Europe/Paris");
    const [first, second] = [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)];
    expect(snapshotName(first)).toBe("snapshot-25_10_2026-02_30_00");
    expect(snapshotName(second)).toBe(snapshotName(first));
    expect([first, second]).toContain(instantOfName(snapshotName(first)) ?? -1);
  });

  test("in the hour that clocks skip is still read: a file so named must not vanish from lists", () => {
    inZone("Europe/Paris");
    expect(instantOfName("snapshot-29_03_2026-02_30_00")).toBe(Date.UTC(2026, 2, 29, 1, 30));
  });

  for (const name of [
    "",
    "snapshot-",
    "snapshot-1_1_2026-1_1_1",
    "snapshot-31_02_2026-00_00_00",
    "snapshot-00_01_2026-00_00_00",
    "snapshot-01_13_2026-00_00_00",
    "snapshot-01_01_2026-24_00_00",
    "snapshot-01_01_2026-00_60_00",
    "snapshot-01_01_2026-00_00_60",
    "snapshot-01_01_2026-00_00_00\n",
    " snapshot-01_01_2026-00_00_00",
    "snapshot-01_01_2026-00_00_00.tar.gz",
    "../snapshot-01_01_2026-00_00_00",
  ]) {
    test(`is not ${JSON.stringify(name)}`, () => expect(instantOfName(name)).toBeUndefined());
  }
});

describe("the files of a snapshot", () => {
  const name = "snapshot-22_11_2026-11_09_40";

  test("are named after it", () => {
    expect(archiveFileOf(name)).toBe(`${name}.tar.gz`);
    expect(checksumFileOf(name)).toBe(`${name}.tar.gz.sha256`);
    expect(partialFileOf(name)).toBe(`${name}.tar.gz.partial`);
  });

  test("only its archive is one", () => {
    expect(nameOfArchiveFile(archiveFileOf(name))).toBe(name);
    for (const file of [name, checksumFileOf(name), partialFileOf(name), `x${name}.tar.gz`, `${name}.tar.gz.tar.gz`]) {
      expect(nameOfArchiveFile(file)).toBeUndefined();
    }
    for (const file of [`a/${name}.tar.gz`, `${name}\n.tar.gz`, ".tar.gz", "snapshot-.tar.gz"]) {
      expect(nameOfArchiveFile(file)).toBeUndefined();
    }
  });
});
