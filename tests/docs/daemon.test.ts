import { expect, test } from "bun:test";
import { join } from "node:path";
import { daemonSamples } from "../../src/report/daemon-metrics.ts";
import { projectRoot } from "../bed/promsnap.ts";

const page = await Bun.file(join(projectRoot, "docs/daemon.md")).text();

test("names every metric that a daemon has beyond METRICS_FILE", () => {
  for (const { name } of daemonSamples({ running: true, nextRun: 0, configurationValid: true })) {
    expect(page).toContain(`| \`${name}\` |`);
  }
});
