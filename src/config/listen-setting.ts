import type { Reading } from "./values.ts";

/** Where to listen; without a host on every address of the machine. */
export interface ListenAddress {
  readonly host: string | undefined;
  readonly port: number;
}

const highestPort = 65_535;

/** Reads `HOST:PORT`, `:PORT` or `[IPv6]:PORT`, as Prometheus's own `--web.listen-address`. */
export function readListen(text: string): Reading<string> {
  const [, host = "", digits = ""] = /^(.*):([0-9]{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  const known = host === "" || isName(host) || isIpv6(host);
  return known && port >= 1 && port <= highestPort ? { value: text } : { expected: { kind: "listenAddress" } };
}

/** The parts of an address that `readListen` has read. */
export function listenOf(text: string): ListenAddress {
  const end = text.lastIndexOf(":");
  const host = text.slice(0, end).replace(/^\[(.*)\]$/, "$1");
  return { host: host === "" ? undefined : host, port: Number(text.slice(end + 1)) };
}

/** An IPv4 address, or a name; the URL parser knows the addresses that only look like some, such as 300.1.1.1. */
function isName(host: string): boolean {
  return /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(host) && URL.canParse(`http://${host}`);
}

function isIpv6(host: string): boolean {
  return /^\[[0-9A-Fa-f:.]+\]$/.test(host) && URL.canParse(`http://${host}`);
}
