import { afterAll, beforeAll, test } from "bun:test";
import { chmod } from "node:fs/promises";
import { describeWith } from "../bed/abilities.ts";
import { type Docker, guide, startDocker } from "../bed/docker.ts";
import { roundTrip, type Traveller, travel } from "./trip.ts";

const store = "/var/lib/prometheus-snapshot";
const log = "/var/log/prometheus-snapshot.log";
const data = guide.dataDirectory;

/** The guide's configuration file, to the byte. */
const configuration = `# /etc/prometheus-snapshot.conf
HOST=${guide.host}
USERNAME=admin
PASSWORD=admin
SNAPSHOT_DIR=${store}
LOG_FILE=${log}
PROMETHEUS_DATA_DIR=${data}
`;

describeWith(
  "docker",
  "prometheus",
  "script's tools",
)("a restore in the guide's place, with the guide's configuration", () => {
  let docker: Docker;
  let traveller: Traveller;
  beforeAll(async () => {
    docker = await startDocker();
    await docker.runPrometheus();
    await Bun.write(docker.path(guide.configuration), configuration);
    await chmod(docker.path(guide.configuration), 0o600);
    traveller = travel({ place: docker.place, host: guide.host, data, store, log });
  }, 120_000);
  afterAll(() => docker?.stop(), 60_000);

  test("brings back what was there at the snapshot, and its undo what came later", async () => {
    await roundTrip(traveller, 65534);
  });
});
