import type { ExpectedValue } from "../faults/config.ts";
import type { Owner } from "../system/attributes.ts";
import { readAbsolutePath } from "./absolute-path.ts";
import type { SettingRow, ValueType, ValueTypes } from "./keys.ts";
import { readListen } from "./listen-setting.ts";
import { readRate } from "./rate.ts";
import { readRegion, readServerSideEncryption, readStorageClass } from "./s3-values.ts";
import { readSchedule } from "./schedule-setting.ts";
import { mask, Secret } from "./secret.ts";
import { readService } from "./service-setting.ts";
import { readSpan } from "./span.ts";
import { readStore, readStores } from "./store-setting.ts";

/** A value, or what it should have been. */
export type Reading<T> = { readonly value: T } | { readonly expected: ExpectedValue };

/** Reads a value that is not empty as its row says. */
export function readSetting(text: string, row: SettingRow): Reading<ValueTypes[ValueType]> {
  switch (row.type) {
    case "webAddress":
      return readWebAddress(text);
    case "absolutePath":
      return readAbsolutePath(text);
    case "text":
      return { value: text };
    case "secret":
      return { value: new Secret(text) };
    case "secretAddress":
      return readSecretAddress(text);
    case "metricsFile":
      return readMetricsFile(text);
    case "duration":
      return readDuration(text, row);
    case "integer":
      return readInteger(text, row);
    case "yesOrNo":
      return readYesOrNo(text);
    case "language":
      return text === "fr" || text === "en" ? { value: text } : { expected: { kind: "language" } };
    case "service":
      return readService(text);
    case "owner":
      return readOwner(text);
    case "span":
      return readSpan(text);
    case "schedule":
      return readSchedule(text);
    case "listenAddress":
      return readListen(text);
    case "region":
      return readRegion(text);
    case "serverSideEncryption":
      return readServerSideEncryption(text);
    case "storageClass":
      return readStorageClass(text);
    case "store":
      return readStore(text);
    case "stores":
      return readStores(text);
    case "rate":
      return readRate(text);
  }
}

/** A refused value as an error may show it: an address that may hold a password or a token is masked. */
export function shownValue(text: string, row: SettingRow): string {
  const isSecret = row.type === "secret" || row.type === "secretAddress";
  const mayHoldSecret = isSecret || (row.type === "webAddress" && /[@?#]/.test(text));
  return mayHoldSecret ? mask : text;
}

/**
 * Reads an http or https address, http where no scheme stands, into one without a slash at its end. A path prefix is
 * kept; user, password, query and fragment are refused.
 */
export function readWebAddress(text: string): Reading<string> {
  const refused = { expected: { kind: "webAddress" } } as const;
  if (text.includes("@")) return { expected: { kind: "webAddressWithoutUser" } };
  if (/[?#]/.test(text)) return { expected: { kind: "webAddressWithoutQuery" } };
  // The URL parser repairs what a person should see: it drops line ends, turns backslashes, and adds slashes.
  if (/[\s\\\p{Cc}]/u.test(text) || /^https?:(?!\/\/[^/])/i.test(text)) return refused;
  const scheme = /^([^/]*):\/\//.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") return refused;
  const url = URL.parse(scheme === undefined ? `http://${text}` : text);
  return url === null ? refused : { value: url.href.replace(/\/+$/, "") };
}

/**
 * Reads an http or https address whole, its query too. The scheme has to stand there: without it nobody has said that
 * the secret may go unencrypted. User and password are refused, as fetch refuses them, and a fragment, which nobody sends.
 */
export function readSecretAddress(text: string): Reading<Secret> {
  const written = /^https?:\/\/[^/?]/i.test(text) && !/[\s\\#\p{Cc}]/u.test(text);
  const url = written ? URL.parse(text) : null;
  const plain = url !== null && url.username === "" && url.password === "";
  return plain ? { value: new Secret(url.href) } : { expected: { kind: "secretAddress" } };
}

/** Reads an absolute path whose name ends in `.prom`: node_exporter passes over every other file. */
export function readMetricsFile(text: string): Reading<string> {
  const reading = readAbsolutePath(text);
  const named = "value" in reading && /[^/]\.prom$/.test(reading.value);
  return named ? reading : { expected: { kind: "metricsFile" } };
}

const millisecondsOf: Readonly<Record<string, number>> = { "": 1e3, s: 1e3, m: 60e3, h: 3600e3, d: 24 * 3600e3 };

/** Reads `90`, `90s`, `5m`, `24h` or `7d` into milliseconds. */
export function readDuration(text: string, { least, most }: { least: number; most: number }): Reading<number> {
  const [, count, unit] = /^(\d{1,9})([smhd]?)$/.exec(text) ?? [];
  const value = Number(count) * (millisecondsOf[unit ?? ""] ?? Number.NaN);
  return value >= least && value <= most ? { value } : { expected: { kind: "duration", least, most } };
}

/** Reads a whole number in decimal. */
export function readInteger(text: string, { least, most }: { least: number; most: number }): Reading<number> {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? { value } : { expected: { kind: "integer", least, most } };
}

/** Reads `yes`, `true`, `on`, `1` or `no`, `false`, `off`, `0`, in small or capital letters. */
export function readYesOrNo(text: string): Reading<boolean> {
  if (/^(?:yes|true|on|1)$/i.test(text)) return { value: true };
  return /^(?:no|false|off|0)$/i.test(text) ? { value: false } : { expected: { kind: "yesOrNo" } };
}

/** The largest number of a user or a group; the one above it means none to the kernel. */
const mostOwner = 2 ** 32 - 2;

/** Reads `uid:gid`, both as numbers: names in a container are not this machine's. */
export function readOwner(text: string): Reading<Owner> {
  const [user = Number.NaN, group = Number.NaN] = /^(\d{1,10}):(\d{1,10})$/.exec(text)?.slice(1).map(Number) ?? [];
  const valid = user <= mostOwner && group <= mostOwner;
  return valid ? { value: { user, group } } : { expected: { kind: "owner" } };
}
