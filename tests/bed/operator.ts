import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "./ports.ts";
import { type Prometheus, type PrometheusOptions, startPrometheus } from "./prometheus.ts";
import { temporaryDirectory } from "./temporary.ts";

/** What the operator's program was told, and when its work was begun and done: milliseconds since 1970. */
export interface Call {
  readonly verb: "stop" | "start";
  readonly begun: number;
  readonly done: number;
}

/**
 * A program of an operator's that stops and starts a bare Prometheus, for SERVICE=exec:PROGRAM. It hands what it is told
 * to this process, whose child Prometheus is: so it ends with the tests.
 */
export interface Operator extends AsyncDisposable {
  readonly program: string;
  /** The Prometheus of now; throws while there is none. */
  prometheus(): Prometheus;
  readonly calls: readonly Call[];
  /** Starts and stops it without promsnap. */
  start(options?: Partial<PrometheusOptions>): Promise<void>;
  stop(): Promise<void>;
}

/** A `status` of 3 says that it is stopped; what fails otherwise may say 3 as well. */
const program = (url: string) => `#!/bin/bash\ncurl -fsS --noproxy '*' ${url}/"$1" || exit 3\n`;

/** Starts a Prometheus and makes the program for it. Each start is with the options of the last one. */
export async function hireOperator(first: PrometheusOptions): Promise<Operator> {
  const place = await temporaryDirectory();
  const calls: Call[] = [];
  let options = { port: await freePort(), ...first };
  let present: Prometheus | undefined;
  const start = async (changes: Partial<PrometheusOptions> = {}) => {
    options = { ...options, ...changes };
    const started = await startPrometheus(options);
    present = started;
    void started.ended.then(() => {
      if (present === started) present = undefined;
    });
  };
  const stop = async () => {
    await present?.stop();
    present = undefined;
  };
  const noted = async (verb: Call["verb"], work: () => Promise<void>) => {
    const begun = Date.now();
    await work();
    calls.push({ verb, begun, done: Date.now() });
    return new Response();
  };
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 60,
    routes: {
      "/status": () => new Response(undefined, { status: present === undefined ? 404 : 200 }),
      "/stop": () => noted("stop", stop),
      "/start": () => noted("start", start),
    },
  });
  const path = join(place.path, "prometheus-service");
  await Bun.write(path, program(server.url.origin));
  await chmod(path, 0o755);
  await start();
  return {
    program: path,
    prometheus: () => {
      if (present === undefined) throw new Error("Prometheus is stopped");
      return present;
    },
    calls,
    start,
    stop,
    [Symbol.asyncDispose]: async () => {
      await server.stop(true);
      await stop();
      await place.remove();
    },
  };
}
