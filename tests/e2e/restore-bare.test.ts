import { afterAll, beforeAll, expect, test } from "bun:test";
import { describeWith } from "../bed/abilities.ts";
import { type BareStation, openBareStation } from "./bare-station.ts";
import { patience, roundTrip } from "./trip.ts";

describeWith("prometheus", "script's tools")("a restore of a bare process, through a program of the operator's", () => {
  let station: BareStation;
  beforeAll(async () => {
    station = await openBareStation();
  }, 120_000);
  afterAll(() => station?.close(), 60_000);

  test(
    "brings back what was there at the snapshot, and its undo what came later",
    async () => {
      await roundTrip(station.traveller, undefined);
    },
    patience,
  );
});

describeWith(
  "prometheus3",
  "openssl",
  "script's tools",
)("a restore of Prometheus 3 behind TLS and a password", () => {
  let station: BareStation;
  beforeAll(async () => {
    station = await openBareStation({ version: "3", secured: true, scraping: { scrape_native_histograms: true } });
  }, 120_000);
  afterAll(() => station?.close(), 60_000);

  test(
    "brings back native histograms as well",
    async () => {
      const { endOf, query } = station.traveller;
      const archive = await roundTrip(station.traveller, undefined);
      const histograms = await query("prometheus_http_request_duration_seconds", await endOf(archive));
      expect(histograms).toContain('"histogram"');
    },
    patience,
  );
});
