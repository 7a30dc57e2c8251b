import { Buffer } from "node:buffer";
import type { Authentication } from "../config/authentication.ts";
import { mask } from "../config/secret.ts";

/** The header that logs in. User name and password go as UTF-8 (RFC 7617), which btoa cannot encode. */
export function headersFor(authentication: Authentication): Record<string, string> {
  switch (authentication.kind) {
    case "none":
      return {};
    case "basic": {
      const pair = `${authentication.username}:${authentication.password.reveal()}`;
      return { authorization: `Basic ${Buffer.from(pair, "utf8").toString("base64")}` };
    }
    case "bearer":
      return { authorization: `Bearer ${authentication.token.reveal()}` };
  }
}

/** A foreign text without the secrets that went out: an echoing server or proxy must not bring them into a log. */
export function withoutSecrets(text: string, authentication: Authentication): string {
  const secrets = secretsIn(authentication).filter((secret) => secret !== "");
  return secrets.reduce((shorter, secret) => shorter.replaceAll(secret, mask), text);
}

function secretsIn(authentication: Authentication): string[] {
  const header = headersFor(authentication)["authorization"]?.replace(/^\w+ /, "") ?? "";
  return authentication.kind === "basic" ? [header, authentication.password.reveal()] : [header];
}
