import { expect, test } from "bun:test";
import fc from "fast-check";
import { outOfOrderWindow } from "../../src/prometheus/out-of-order.ts";

const head = "global:\n  scrape_interval: 1m\nscrape_configs:\n- job_name: storage:\n";

test.each([
  [`${head}storage:\n  tsdb:\n    out_of_order_time_window: 30m\n`, 1_800_000],
  [
    `${head}storage:\n  exemplars:\n    max_exemplars: 5\n  tsdb:\n    out_of_order_time_window: 1d12h\nremote_write: []\n`,
    129_600_000,
  ],
  [`${head}storage:\n  tsdb:\n    out_of_order_time_window: 0s\n`, 0],
  [`${head}storage:\n  tsdb:\n    retention:\n      time: 15d\n`, 0],
  [head, 0],
  [`${head}  tsdb:\n    out_of_order_time_window: 30m\n`, 0],
  [`${head}storage:\n  tsdb:\n    out_of_order_time_window: soon\n`, undefined],
])("%j takes samples that are so late", (yaml, expected) => expect(outOfOrderWindow(yaml)).toBe(expected));

test("whatever a server calls its configuration gives a window or none", () => {
  const line = fc.constantFrom(
    "storage:",
    "  tsdb:",
    "    out_of_order_time_window: 1h",
    "    out_of_order_time_window:",
    "",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string())), (lines) => {
      const window = outOfOrderWindow(lines.join("\n"));
      expect(window === undefined || window >= 0).toBe(true);
    }),
  );
});
