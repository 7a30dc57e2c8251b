import { fault } from "../errors.ts";
import { type Notice, notice } from "../notices.ts";
import { ifPresent } from "../system/errno.ts";
import type { System } from "../system/system.ts";
import { type Origin, originName } from "./origins.ts";
import { Secret } from "./secret.ts";
import { bearerTokenOf, readSecretFile, secretOf } from "./secret-file.ts";
import type { ResolvedSettings } from "./settings.ts";

/** How promsnap logs in at HOST. */
export type Authentication =
  | { readonly kind: "none" }
  | { readonly kind: "basic"; readonly username: string; readonly password: Secret }
  | { readonly kind: "bearer"; readonly token: Secret };

type Reader = Pick<System, "readFile" | "environment">;

/** The secrets in use, with where each came from. */
export interface ResolvedAuthentication {
  readonly authentication: Authentication;
  readonly passwordOrigin: Origin | undefined;
  readonly tokenOrigin: Origin | undefined;
  readonly notices: readonly Notice[];
}

/** One place a secret can come from: the key that names it, and how to have it. */
interface Source {
  readonly key: string;
  readonly origin: Origin;
  readonly secret: () => Secret;
}

/**
 * Finds the password (PASSWORD, PASSWORD_FILE, systemd's credential `password`) or the bearer token
 * (BEARER_TOKEN_FILE, the credential `bearer-token`) and reads it.
 *
 * Throws `config.twoSecrets` when there are two, `config.secretUnreadable` and `config.secretInvalid`. Where only one
 * of USERNAME and password is set the other is sent empty, as curl did for the script, with a warning.
 */
export function resolveAuthentication({ values, origins }: ResolvedSettings, system: Reader): ResolvedAuthentication {
  const { USERNAME, PASSWORD, PASSWORD_FILE, BEARER_TOKEN_FILE } = values;
  const password = onlySource("password", [
    ...(PASSWORD ? [{ key: "PASSWORD", origin: origins.PASSWORD, secret: () => PASSWORD }] : []),
    ...fileSource("PASSWORD_FILE", PASSWORD_FILE, origins.PASSWORD_FILE, system),
    ...credentialSource("password", PASSWORD_FILE, system),
  ]);
  const token = onlySource("bearer token", [
    ...fileSource("BEARER_TOKEN_FILE", BEARER_TOKEN_FILE, origins.BEARER_TOKEN_FILE, system),
    ...credentialSource("bearer-token", BEARER_TOKEN_FILE, system),
  ]);
  const username = USERNAME === undefined ? [] : [{ key: "USERNAME", origin: origins.USERNAME }];
  onlySource("login", [...(token ? [token] : []), ...(password ? [password] : username)]);
  return {
    authentication: authenticationOf(USERNAME, password, token),
    passwordOrigin: password?.origin,
    tokenOrigin: token?.origin,
    notices: halfLogin(USERNAME, password),
  };
}

function authenticationOf(
  username: string | undefined,
  password: Source | undefined,
  token: Source | undefined,
): Authentication {
  if (token !== undefined) return { kind: "bearer", token: bearerTokenOf(token.secret(), token.key, token.origin) };
  if (username === undefined && password === undefined) return { kind: "none" };
  return { kind: "basic", username: username ?? "", password: password?.secret() ?? new Secret("") };
}

function halfLogin(username: string | undefined, password: Source | undefined): Notice[] {
  if (username !== undefined && password === undefined)
    return [notice("config.halfLogin", { set: "USERNAME", missing: "PASSWORD" })];
  if (username === undefined && password !== undefined)
    return [notice("config.halfLogin", { set: password.key, missing: "USERNAME" })];
  return [];
}

function onlySource<S extends Pick<Source, "key" | "origin">>(secret: string, sources: readonly S[]): S | undefined {
  const [first, second] = sources;
  if (first !== undefined && second !== undefined)
    throw fault("config.twoSecrets", { secret, first: label(first), second: label(second) });
  return first;
}

function label({ key, origin }: Pick<Source, "key" | "origin">): string {
  return `${key} (${originName(origin)})`;
}

function fileSource(key: string, path: string | undefined, origin: Origin, { readFile }: Reader): readonly Source[] {
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
function credentialSource(
  name: string,
  namedByKey: string | undefined,
  { readFile, environment }: Reader,
): readonly Source[] {
  const directory = environment["CREDENTIALS_DIRECTORY"];
  const path = `${directory}/${name}`;
  if (directory === undefined || !directory.startsWith("/") || path === namedByKey) return [];
  const bytes = readSecretFile(name, path, () => ifPresent(() => readFile(path)));
  const origin = { kind: "credential", path } as const;
  return bytes === undefined ? [] : [{ key: name, origin, secret: () => secretOf(bytes, name, origin) }];
}
