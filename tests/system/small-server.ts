/**
 * Serves the path that it was asked for on an address, with limits that a test can wait for:
 *
 *   small-server.ts HOST:PORT
 */
import { argv } from "node:process";
import { listenOf } from "../../src/config/listen-setting.ts";
import { serveHttp } from "../../src/system/http-server.ts";

const [, , address = ""] = argv;
const limits = { request: 300, connection: 900, connections: 10, headerBytes: 8192 };

const textOf = (path: string) => {
  if (path === "/broken") throw new Error("a secret");
  return path === "/large" ? "x".repeat(50_000_000) : path;
};

await serveHttp(
  listenOf(address),
  address,
  async ({ path }) => ({ status: 200, type: "text/plain", text: textOf(path) }),
  limits,
);
