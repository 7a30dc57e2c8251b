import { fault } from "../errors.ts";
import { ifPresent } from "../system/errno.ts";
import type { System } from "../system/system.ts";
import { type Origin, originName } from "./origins.ts";
import type { Secret } from "./secret.ts";
import { readSecretFile, secretOf } from "./secret-file.ts";

/** What secrets are read from. */
export type SecretSystem = Pick<System, "readFile" | "environment">;

/** One place a secret can come from: the key that names it, and how to have it. */
export interface SecretSource {
  readonly key: string;
  readonly origin: Origin;
  readonly secret: () => Secret;
}

/** The one source that is there, if any. Throws `config.twoSecrets` when there are two. */
export function onlySource<S extends Pick<SecretSource, "key" | "origin">>(
  secret: string,
  sources: readonly S[],
): S | undefined {
  const [first, second] = sources;
  if (first !== undefined && second !== undefined)
    throw fault("config.twoSecrets", { secret, first: label(first), second: label(second) });
  return first;
}

function label({ key, origin }: Pick<SecretSource, "key" | "origin">): string {
  return `${key} (${originName(origin)})`;
}

/** The file that a key names, if it is set. */
export function fileSource(
  key: string,
  path: string | undefined,
  origin: Origin,
  { readFile }: SecretSystem,
): readonly SecretSource[] {
  if (path === undefined) return [];
  return [
    {
      key,
      origin,
      secret: () =>
        secretOf(
          readSecretFile(key, path, () => readFile(path)),
          key,
          origin,
        ),
    },
  ];
}

/** systemd's credential of that name, if the unit was given one and no key names the same file. */
export function credentialSource(
  name: string,
  namedByKey: string | undefined,
  { readFile, environment }: SecretSystem,
): readonly SecretSource[] {
  const directory = environment["CREDENTIALS_DIRECTORY"];
  const path = `${directory}/${name}`;
  if (directory === undefined || !directory.startsWith("/") || path === namedByKey) return [];
  const bytes = readSecretFile(name, path, () => ifPresent(() => readFile(path)));
  const origin = { kind: "credential", path } as const;
  return bytes === undefined ? [] : [{ key: name, origin, secret: () => secretOf(bytes, name, origin) }];
}
