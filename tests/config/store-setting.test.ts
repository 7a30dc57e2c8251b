import { expect, test } from "bun:test";
import { readStore } from "../../src/config/store-setting.ts";

test.each([
  ["/var/lib/snapshots/", { kind: "directory", path: "/var/lib/snapshots" }],
  ["s3://bucket", { kind: "s3", bucket: "bucket", prefix: "" }],
  ["s3://my.bucket-1/a/b/", { kind: "s3", bucket: "my.bucket-1", prefix: "a/b/" }],
  ["s3://bucket/prométheus", { kind: "s3", bucket: "bucket", prefix: "prométheus/" }],
] as const)("%s names a store", (text, store) => {
  expect(readStore(text)).toEqual({ value: store });
});

test.each([
  "relative",
  "s3:/bucket",
  "s3://",
  "s3://Bucket/x",
  "s3://bu..cket",
  "s3://b",
  "s3://bucket//x",
  "s3://bucket/../x",
  "s3://bucket/./x",
  "s3://bucket/a\nb",
  `s3://bucket/${"x".repeat(900)}`,
  "https://bucket.s3.amazonaws.com/x",
])("%p names none", (text) => {
  expect(readStore(text)).toEqual({ expected: { kind: "store" } });
});
