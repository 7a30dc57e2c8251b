import { expect, test } from "bun:test";
import { join } from "node:path";
import { blocksIn, fillDataDirectory } from "../bed/blocks.ts";
import { startPrometheus } from "../bed/prometheus.ts";
import { temporaryDirectory } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";
import { clientOf, unbroken } from "./clients.ts";
import { describeVersions } from "./versions.ts";

describeVersions("a block that ends in the future", [], (version) => {
  test("makes Prometheus refuse every new sample until then, as the warning says", async () => {
    await using place = await temporaryDirectory();
    await fillDataDirectory(place.path);
    const path = join(place.path, (await blocksIn(place.path)).at(-1) ?? "", "meta.json");
    const meta = await Bun.file(path).json();
    await Bun.write(path, JSON.stringify({ ...meta, maxTime: Date.now() + 3_600_000 }));
    await using prometheus = await startPrometheus({ version, dataDirectory: place.path });
    const client = clientOf(prometheus.url);
    const refused = "prometheus_target_scrapes_sample_out_of_bounds_total";
    await until("refused samples", async () => ((await client.metrics([refused], unbroken())).get(refused) ?? 0) > 0);
    expect(await client.query({ expression: "up", time: Date.now() }, unbroken())).toEqual([]);
  });
});
