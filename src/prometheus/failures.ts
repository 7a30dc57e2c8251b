import { type Fault, fault } from "../errors.ts";
import { oneLine } from "../report/text.ts";
import { connectionFailure } from "../system/connection.ts";

export type TimeoutKey = "REQUEST_TIMEOUT" | "SNAPSHOT_TIMEOUT";

/** Characters of a runtime's or a server's own words that a message shows. */
export const shownCharacters = 200;

/** The fault of a connection that brought no answer, from what the runtime's fetch rejected with. */
export function connectionFault(url: URL, error: unknown): Fault {
  const { failure, reason: words } = connectionFailure(error);
  const reason = oneLine(words, shownCharacters);
  switch (failure) {
    case "dns":
    case "tlsHostName":
      return fault(`prometheus.${failure}`, { url: url.href, host: url.hostname });
    case "refused":
    case "reset":
      return fault(`prometheus.${failure}`, { url: url.href });
    default:
      return fault(`prometheus.${failure}`, { url: url.href, reason });
  }
}

/** The fault of an answer that did not come in time. */
export function noAnswerWithin(url: string, { key, milliseconds }: { key: TimeoutKey; milliseconds: number }): Fault {
  return fault("prometheus.timeout", { url, key, milliseconds });
}
