import { Buffer } from "node:buffer";
import { fault } from "../errors.ts";

/** A text that shows itself only when asked to. */
interface Secret {
  reveal(): string;
}

/** What Prometheus is shown to let promsnap in. */
export type Credentials =
  | { readonly kind: "none" }
  | { readonly kind: "basic"; readonly username: string; readonly password: Secret }
  | { readonly kind: "bearer"; readonly token: Secret };

/** The characters of a token that a header can carry: visible ASCII. */
const visible = /^[\x21-\x7e]+$/;

/**
 * The header that carries the credentials. User name and password go as UTF-8 (RFC 7617). Throws
 * `prometheus.bearerToken` for a token that no header can carry: the runtime's own error would quote it.
 */
export function headersFor(credentials: Credentials): Record<string, string> {
  switch (credentials.kind) {
    case "none":
      return {};
    case "basic": {
      const pair = `${credentials.username}:${credentials.password.reveal()}`;
      return { authorization: `Basic ${Buffer.from(pair, "utf8").toString("base64")}` };
    }
    case "bearer": {
      const token = credentials.token.reveal();
      if (!visible.test(token)) throw fault("prometheus.bearerToken", {});
      return { authorization: `Bearer ${token}` };
    }
  }
}
