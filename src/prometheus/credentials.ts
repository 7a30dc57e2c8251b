import { Buffer } from "node:buffer";
import type { Authentication } from "../config/authentication.ts";

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
