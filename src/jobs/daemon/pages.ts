import { daemonSamples } from "../../report/daemon-metrics.ts";
import { type Figures, metricsText } from "../../report/metrics.ts";
import type { HttpAnswer, HttpRequest } from "../../system/http-server.ts";
import type { MetricsContext } from "../metrics/figures.ts";
import { gatherFigures } from "../metrics/figures.ts";
import type { LastRun } from "../metrics/last-run.ts";
import { healthOf, type Vitals } from "./vitals.ts";

/** However often somebody asks, the store, which may be far away, is looked through once in this time, in milliseconds. */
const keptFor = 60_000;

const plain = "text/plain; charset=utf-8";
/** Prometheus's text format. */
const exposition = "text/plain; version=0.0.4; charset=utf-8";

/** Answers for /healthz and /metrics. `elapsed` is a clock that nobody puts forward or back, in milliseconds. */
export function createPages(
  { system }: Pick<MetricsContext, "system">,
  vitals: Vitals,
  elapsed: () => number,
): (request: HttpRequest) => Promise<HttpAnswer> {
  let kept: { readonly of: LastRun; readonly at: number; readonly figures: Promise<Figures> } | undefined;
  const gather = async (lastRun: LastRun) => gatherFigures({ system, settings: vitals.settings }, lastRun);
  const figures = () => {
    const { lastRun } = vitals;
    if (kept?.of !== lastRun || elapsed() - kept.at >= keptFor) {
      kept = { of: lastRun, at: elapsed(), figures: gather(lastRun) };
    }
    return kept.figures;
  };
  const metrics = async () => {
    const { running, nextRun, broken } = vitals;
    const more = daemonSamples({ running, nextRun, configurationValid: broken === undefined });
    return { status: 200, type: exposition, text: await metricsText(await figures(), more) };
  };
  return async ({ path }) => {
    if (path === "/metrics") return await metrics();
    if (path === "/healthz") return answerOf(healthOf(vitals, elapsed()));
    return { status: 404, type: plain, text: "here are /healthz and /metrics\n" };
  };
}

function answerOf({ healthy, text }: ReturnType<typeof healthOf>): HttpAnswer {
  return { status: healthy ? 200 : 503, type: plain, text: `${text}\n` };
}
