import { fault, isFault } from "../errors.ts";
import { refusal } from "./answers.ts";
import type { Ask } from "./request.ts";

/**
 * A failed handshake has two causes that Bun tells apart by nothing: the server speaks plain http, or it refuses this
 * client. So the same host is then asked in plain http, without credentials, what it speaks.
 */
export function withPlainProbe(ask: Ask, askBare: Ask): Ask {
  return async (question) => {
    try {
      return await ask(question);
    } catch (error) {
      if (isFault(error, "prometheus.tlsHandshake") && (await speaksPlainHttp(askBare, question))) {
        throw fault("prometheus.tlsUnexpected", { url: question.url.href });
      }
      throw error;
    }
  };
}

async function speaksPlainHttp(askBare: Ask, { url, signal }: Parameters<Ask>[0]): Promise<boolean> {
  const plain = new URL("/", `http://${url.hostname}:${url.port || "443"}`);
  try {
    const timeout = { key: "REQUEST_TIMEOUT", milliseconds: 5000 } as const;
    const answer = await askBare({ url: plain, method: "GET", timeout, signal });
    return !isFault(refusal(answer, "none"), "prometheus.tlsNeeded");
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
