import { expect, test } from "bun:test";
import { readRate } from "../../src/config/rate.ts";
import { readStores, sayStore } from "../../src/config/store-setting.ts";

test("further stores are separated by spaces, and each is a directory or a bucket", () => {
  const reading = readStores("  /mnt/nas/prometheus/  s3://backups/prometheus ");
  expect("value" in reading && reading.value.map(sayStore)).toEqual(["/mnt/nas/prometheus", "s3://backups/prometheus"]);
});

for (const text of ["relative", "/a /a", "/a s3://B/x", "s3://ab/x s3://ab/x", "/a /a/"]) {
  test(`"${text}" is refused as a list of stores`, () => {
    expect(readStores(text)).toEqual({ expected: { kind: "stores" } });
  });
}

test("a rate is bytes in a second, in thousands or in 1024s", () => {
  const rates = ["1000", "500K", "20M", "1G", "20Mi", "2Ki"].map((text) => readRate(text));
  expect(rates).toEqual([1000, 500_000, 20_000_000, 1e9, 20 * 2 ** 20, 2048].map((value) => ({ value })));
});

for (const text of ["0", "999", "20MB", "20m", "1.5M", "-1M", "20 M", ""]) {
  test(`"${text}" is refused as a rate`, () => {
    expect(readRate(text)).toEqual({ expected: { kind: "rate" } });
  });
}
