import { expect, test } from "bun:test";
import { listenOf, readListen } from "../../src/config/listen-setting.ts";

test.each([
  ["127.0.0.1:9095", { host: "127.0.0.1", port: 9095 }],
  [":9095", { host: undefined, port: 9095 }],
  ["[::1]:9095", { host: "::1", port: 9095 }],
  ["[::]:80", { host: "::", port: 80 }],
  ["localhost:65535", { host: "localhost", port: 65_535 }],
  ["backup-1.example.org:1", { host: "backup-1.example.org", port: 1 }],
])("%s can be listened on", (text, address) => {
  expect(readListen(text)).toEqual({ value: text });
  expect(listenOf(text)).toEqual(address);
});

test.each([
  "9095",
  "127.0.0.1",
  "127.0.0.1:",
  ":0",
  ":65536",
  ":009095",
  "::1:9095",
  "[::1:9095",
  "[localhost]:9095",
  "300.1.1.1:9095",
  "http://localhost:9095",
  "localhost:9095/metrics",
  "user@localhost:9095",
  "local host:9095",
  "-x:9095",
  "a\nb:9095",
])("%p cannot", (text) => {
  expect(readListen(text)).toEqual({ expected: { kind: "listenAddress" } });
});
