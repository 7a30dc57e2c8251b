import type { SettingKey } from "./keys.ts";

/** Where a value came from. */
export type Origin =
  | { readonly kind: "file"; readonly path: string; readonly line: number }
  | { readonly kind: "environment"; readonly name: string }
  | { readonly kind: "credential"; readonly path: string }
  | { readonly kind: "default" };

export type Origins = { readonly [K in SettingKey]: Origin };

/** The origin in a word or two, in no language: `FILE:LINE`, `PROMSNAP_KEY`, the credential's path, or `default`. */
export function originName(origin: Origin): string {
  switch (origin.kind) {
    case "file":
      return `${origin.path}:${origin.line}`;
    case "environment":
      return origin.name;
    case "credential":
      return origin.path;
    case "default":
      return "default";
  }
}
