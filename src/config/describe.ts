import { type SettingKey, type SettingValues, settingKeys, settingTable, unitOf } from "./keys.ts";
import type { Configuration } from "./load.ts";
import { type Origin, originName } from "./origins.ts";
import { mask, Secret } from "./secret.ts";
import { sayService } from "./service-setting.ts";
import { saySpan } from "./span.ts";
import { sayStore } from "./store-setting.ts";

/** One line of `promsnap config show`. `value` is undefined where the setting has none. */
export interface SettingDescription {
  readonly key: SettingKey;
  /** As it could stand in the file, a secret as `***`. */
  readonly value: string | undefined;
  /** `file:line`, `environment PROMSNAP_KEY`, `credential` or `default`. */
  readonly origin: string;
  readonly unit: string;
}

/** Every setting with its value and where that came from, in the table's order. */
export function describeSettings({ resolved, login, s3 }: Configuration): SettingDescription[] {
  const { values, origins } = resolved;
  return settingKeys.map((key) => {
    const credential = credentialOrigin(key, login, s3);
    return {
      key,
      value: credential === undefined ? shown(key, values[key]) : mask,
      origin: describeOrigin(credential ?? origins[key]),
      unit: unitOf(key),
    };
  });
}

/** A credential of systemd stands in the row of the setting whose place it takes. */
function credentialOrigin(key: SettingKey, login: Configuration["login"], s3: Configuration["s3"]): Origin | undefined {
  const origins: { readonly [K in SettingKey]?: Origin | undefined } = {
    PASSWORD: login.passwordOrigin,
    BEARER_TOKEN_FILE: login.tokenOrigin,
    S3_SECRET_ACCESS_KEY: s3.secretOrigin,
  };
  const origin = origins[key];
  return origin?.kind === "credential" ? origin : undefined;
}

function shown(key: SettingKey, value: SettingValues[SettingKey]): string | undefined {
  if (value === undefined) return undefined;
  if (value instanceof Secret) return mask;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object") return shownObject(value);
  return settingTable[key].type === "duration" ? `${Number(value) / 1000}` : `${value}`;
}

function shownObject(value: Exclude<Extract<SettingValues[SettingKey], object>, Secret>): string {
  if ("map" in value) return value.map(sayStore).join(" ");
  if (!("kind" in value)) return `${value.user}:${value.group}`;
  if (value.kind === "directory" || value.kind === "s3") return sayStore(value);
  return value.kind === "span" ? saySpan(value) : sayService(value);
}

function describeOrigin(origin: Origin): string {
  if (origin.kind === "environment") return `environment ${origin.name}`;
  return origin.kind === "credential" ? "credential" : originName(origin);
}
