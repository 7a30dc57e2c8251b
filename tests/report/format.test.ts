import { afterEach, expect, test } from "bun:test";
import { briefDuration, count, duration, interval, localTime, rate, size } from "../../src/report/format.ts";

const { TZ: zoneOfTheMachine } = process.env;
const inZone = (zone: string | undefined) => {
  process.env["TZ"] = zone ?? "UTC";
};
afterEach(() => inZone(zoneOfTheMachine));

test.each([
  [0, "0 bytes", "0 octet"],
  [1, "1 byte", "1 octet"],
  [999, "999 bytes", "999 octets"],
  [1000, "1 kB", "1 ko"],
  [1_234_567, "1.23 MB", "1,23 Mo"],
  [999_499_999, "999 MB", "999 Mo"],
  [999_500_000, "1 GB", "1 Go"],
  [105e9, "105 GB", "105 Go"],
  [12e18, "12,000 PB", "12 000 Po"],
])("%d bytes are %s, in French %s", (bytes, english, french) => {
  expect(size(bytes, "en")).toBe(english);
  expect(size(bytes, "fr").replace(/[\u00a0\u202f]/g, " ")).toBe(french);
});

test("a brief duration has hundredths of a second below a minute", () => {
  expect([0, 4, 196, 3100, 59_994].map((time) => briefDuration(time, "en"))).toEqual([
    "0s",
    "0s",
    "0.2s",
    "3.1s",
    "59.99s",
  ]);
  expect(briefDuration(196, "fr")).toMatch(/^0,2\s?s$/);
  expect(briefDuration(90_000, "en")).toBe("1m 30s");
});

test("a rate has its unit per second", () => {
  expect(rate(45_200_000, "en")).toBe("45.2 MB/s");
  expect(rate(45_200_000, "fr")).toBe("45,2\u202fMo/s");
});

test.each([
  [0, "0s", "0s"],
  [400, "0s", "0s"],
  [1499, "1s", "1s"],
  [59_600, "1m", "1min"],
  [90_000, "1m 30s", "1min 30s"],
  [3_600_000, "1h", "1h"],
  [3_661_000, "1h 1m", "1h 1min"],
  [90_061_000, "1d 1h", "1j 1h"],
])("%d ms last %s, in French %s", (milliseconds, english, french) => {
  expect(duration(milliseconds, "en")).toBe(english);
  expect(duration(milliseconds, "fr")).toBe(french);
});

test.each([
  [24, 3600, "24 heures", "24 hours"],
  [1, 3600, "1 heure", "1 hour"],
  [90, 1, "90 secondes", "90 seconds"],
  [1, 1, "1 seconde", "1 second"],
  [5, 60, "5 minutes", "5 minutes"],
  [60, 60, "1 heure", "1 hour"],
  [36, 3600, "36 heures", "36 hours"],
  [7, 86_400, "7 jours", "7 days"],
  [10_001, 1, "10001 secondes", "10001 seconds"],
])("an interval of %d × %d s is « %s », with plain spaces", (amount, seconds, french, english) => {
  expect(interval(amount * seconds * 1000, "fr")).toBe(french);
  expect(interval(amount * seconds * 1000, "en")).toBe(english);
});

test("an instant is shown as the script's log has it", () => {
  inZone("Europe/Paris");
  expect(localTime(Date.UTC(2026, 10, 22, 10, 9, 40))).toBe("2026-11-22 11:09:40");
  inZone("UTC");
  expect(localTime(Date.UTC(2026, 0, 1, 0, 0, 0))).toBe("2026-01-01 00:00:00");
  expect(localTime(Date.UTC(12_026, 0, 1))).toBe("12026-01-01 00:00:00");
});

test("an instant that no calendar has is a dash, not an error", () => {
  expect(localTime(Number.MAX_SAFE_INTEGER)).toBe("–");
});

test("a count has its thousands apart", () => {
  expect(count(1_234_567, "en")).toBe("1,234,567");
});
