import { type Notice, notice } from "../notices.ts";
import type { Origin } from "./origins.ts";
import { Secret } from "./secret.ts";
import { bearerTokenOf } from "./secret-file.ts";
import { credentialSource, fileSource, onlySource, type SecretSource, type SecretSystem } from "./secret-sources.ts";
import type { ResolvedSettings } from "./settings.ts";

/** How promsnap logs in at HOST. */
export type Authentication =
  | { readonly kind: "none" }
  | { readonly kind: "basic"; readonly username: string; readonly password: Secret }
  | { readonly kind: "bearer"; readonly token: Secret };

/** The secrets in use, with where each came from. */
export interface ResolvedAuthentication {
  readonly authentication: Authentication;
  readonly passwordOrigin: Origin | undefined;
  readonly tokenOrigin: Origin | undefined;
  readonly notices: readonly Notice[];
}

/**
 * Finds the password (PASSWORD, PASSWORD_FILE, systemd's credential `password`) or the bearer token
 * (BEARER_TOKEN_FILE, the credential `bearer-token`) and reads it.
 *
 * Throws `config.twoSecrets` when there are two, `config.secretUnreadable` and `config.secretInvalid`. Where only one
 * of USERNAME and password is set the other is sent empty, as curl did for the script, with a warning.
 */
export function resolveAuthentication(
  { values, origins }: ResolvedSettings,
  system: SecretSystem,
): ResolvedAuthentication {
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
  password: SecretSource | undefined,
  token: SecretSource | undefined,
): Authentication {
  if (token !== undefined) return { kind: "bearer", token: bearerTokenOf(token.secret(), token.key, token.origin) };
  if (username === undefined && password === undefined) return { kind: "none" };
  return { kind: "basic", username: username ?? "", password: password?.secret() ?? new Secret("") };
}

function halfLogin(username: string | undefined, password: SecretSource | undefined): Notice[] {
  if (username !== undefined && password === undefined)
    return [notice("config.halfLogin", { set: "USERNAME", missing: "PASSWORD" })];
  if (username === undefined && password !== undefined)
    return [notice("config.halfLogin", { set: password.key, missing: "USERNAME" })];
  return [];
}
