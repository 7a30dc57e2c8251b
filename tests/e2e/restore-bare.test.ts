import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { fillDataDirectory } from "../bed/blocks.ts";
import { hireOperator, type Operator } from "../bed/operator.ts";
import { here, must } from "../bed/processes.ts";
import { writeWebConfig } from "../bed/prometheus.ts";
import { openSite, type Site } from "../bed/scene.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { expectRestored, expectSame, roundTrip, type Traveller, travel } from "./trip.ts";

describeWith("prometheus", "script's tools")("a restore of a bare process, through a program of the operator's", () => {
  let place: Temporary;
  let operator: Operator;
  let site: Site;
  let traveller: Traveller;
  let archive: string;
  const data = () => join(place.path, "data");

  beforeAll(async () => {
    place = await temporaryDirectory();
    await fillDataDirectory(data());
    operator = await hireOperator({ dataDirectory: data() });
    const HOST = operator.prometheus().url;
    site = await openSite(join(place.path, "site"), {
      HOST,
      PROMETHEUS_DATA_DIR: data(),
      SERVICE: `exec:${operator.program}`,
    });
    traveller = travel({ place: here, host: HOST, data: data(), ...site });
  }, 120_000);
  afterAll(async () => {
    await operator?.[Symbol.asyncDispose]();
    await place?.remove();
  }, 60_000);

  test("brings back what was there at the snapshot, and its undo what came later", async () => {
    archive = await roundTrip(traveller, undefined);
  });
});

describeWith(
  "prometheus3",
  "openssl",
  "script's tools",
)("a restore of Prometheus 3 behind TLS and a password", () => {
  let place: Temporary;
  let operator: Operator;
  let traveller: Traveller;

  beforeAll(async () => {
    place = await temporaryDirectory();
    const data = join(place.path, "data");
    await fillDataDirectory(data);
    await mkdir(join(place.path, "web"));
    const web = await writeWebConfig(join(place.path, "web"), "admin", "p$'\"# é");
    operator = await hireOperator({
      version: "3",
      dataDirectory: data,
      web,
      scraping: { scrape_native_histograms: true },
    });
    const HOST = operator.prometheus().url;
    const site = await openSite(join(place.path, "site"), {
      HOST,
      USERNAME: web.username,
      PASSWORD: web.password,
      TLS_CA_FILE: web.certificate,
      PROMETHEUS_DATA_DIR: data,
      SERVICE: `exec:${operator.program}`,
    });
    const curl = ["--cacert", web.certificate, "--user", `${web.username}:${web.password}`];
    traveller = travel({ place: here, host: HOST, curl, data, ...site });
  }, 120_000);
  afterAll(async () => {
    await operator?.[Symbol.asyncDispose]();
    await place?.remove();
  }, 60_000);

  test("brings native histograms back as well", async () => {
    const archive = await roundTrip(traveller, undefined);
    const end = await traveller.endOf(archive);
    const histograms = await traveller.query("prometheus_http_request_duration_seconds", end);
    expect(histograms).toContain('"histogram"');
  });
});
