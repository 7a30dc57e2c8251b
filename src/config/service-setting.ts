import type { Reading } from "./values.ts";

/** What a restore stops and starts: a container, a unit, or what a program of the operator's stands for. */
export type ServiceSetting =
  | { readonly kind: "docker" | "podman" | "systemd" | "exec"; readonly name: string }
  | { readonly kind: "none" };

/** What each manager takes for a name. None of them can be taken for an option. */
const names = {
  docker: /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/,
  podman: /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/,
  systemd: /^[a-zA-Z0-9:_.\\@][a-zA-Z0-9:_.\\@-]{0,254}$/,
  exec: /^\/[^\p{Cc}]*[^\p{Cc}/]$/u,
} as const;

/** Reads `docker:NAME`, `podman:NAME`, `systemd:UNIT`, `exec:/absolute/program` or `none`. */
export function readService(text: string): Reading<ServiceSetting> {
  if (text === "none") return { value: { kind: "none" } };
  const [, kind = "", name = ""] = /^([a-z]+):(.*)$/su.exec(text) ?? [];
  return isNamed(kind) && names[kind].test(name) ? { value: { kind, name } } : { expected: { kind: "service" } };
}

/** The setting as it stands in the file. */
export function sayService(setting: ServiceSetting): string {
  return setting.kind === "none" ? "none" : `${setting.kind}:${setting.name}`;
}

function isNamed(kind: string): kind is keyof typeof names {
  return Object.hasOwn(names, kind);
}
