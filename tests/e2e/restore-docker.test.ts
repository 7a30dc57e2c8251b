import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmod } from "node:fs/promises";
import { basename, join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { type Docker, guide, startDocker } from "../bed/docker.ts";
import { image } from "../bed/image.ts";
import { binary, projectRoot } from "../bed/promsnap.ts";
import { scripts } from "../bed/script.ts";
import { expectRestored, expectSame, patience, roundTrip, type Traveller, travel } from "./trip.ts";

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
  let archive: string;
  beforeAll(async () => {
    docker = await startDocker();
    await docker.runPrometheus();
    await Bun.write(docker.path(guide.configuration), configuration);
    await chmod(docker.path(guide.configuration), 0o600);
    traveller = travel({ place: docker.place, host: guide.host, data, store, log });
  }, 120_000);
  afterAll(() => docker?.stop(), 60_000);

  /** A restore under other settings than the file's. */
  const restore = (environment: Readonly<Record<string, string>> = {}, ...args: string[]) =>
    traveller.promsnap(["restore", basename(archive), ...args], "binary", environment);
  const inspect = (format: string) => docker.must("docker", "inspect", `--format={{${format}}}`, guide.container);
  const present = async () => [await inspect(".State.StartedAt"), await traveller.blockFiles()];

  test(
    "brings back what was there at the snapshot, and its undo what came later",
    async () => {
      archive = await roundTrip(traveller, 65534);
    },
    patience,
  );

  test(
    "README's commands do what README says, one after the other",
    async () => {
      const readme = await Bun.file(join(projectRoot, "README.md")).text();
      const [, block = ""] = /^## Restore\n.*?^```bash\n(.*?)^```$/ms.exec(readme) ?? [];
      const commands = block.trimEnd().split("\n");
      expect(commands.map((line) => line.replace(/ +#.*/, ""))).toEqual([
        "promsnap restore latest --dry-run",
        expect.stringMatching(/^promsnap restore snapshot-\S+\.tar\.gz$/),
        "promsnap restore --undo",
        "promsnap restore --discard-previous",
      ]);
      await docker.must("ln", "-s", binary, "/usr/local/bin/promsnap");
      for (const line of commands) {
        const typed = line.replace(/snapshot-\S+/, basename(archive));
        const { code, stderr } = await docker.exec(["bash", "-c", typed]);
        expect(code, `${typed}: ${stderr}`).toBe(0);
      }
      expect(await traveller.kept("previous")).toEqual([]);
    },
    patience,
  );

  test.each(scripts)(
    "takes an archive of $name",
    async (script) => {
      const said = await docker.must("bash", "-c", await script.text(), "bash");
      const [, theirs = ""] = /^Snapshot réussi: (\S+)\n$/.exec(said) ?? [];
      const end = await traveller.endOf(theirs);
      const before = await traveller.answers(end);
      expectRestored(await traveller.promsnap(["restore", basename(theirs)]), theirs);
      expectSame(await traveller.answers(end), before);
      expect(await traveller.blockFiles()).toBe(await traveller.archivedFiles(theirs));
      expect(await traveller.notOf(65534)).toBe("");
    },
    patience,
  );

  describe("brings back a container that was", () => {
    const returns = async (environment: Readonly<Record<string, string>> = {}) => {
      const end = await traveller.endOf(archive);
      expectRestored(await restore(environment), archive);
      expect(await inspect(".State.Status")).toBe("running\n");
      await traveller.ready();
      expect((await traveller.answers(end))["samplesLongAgo"]?.length).toBeGreaterThan(10_000);
      expect(await traveller.blockFiles()).toBe(await traveller.archivedFiles(archive));
    };

    test(
      "stopped, with a volume that was lost",
      async () => {
        await docker.must("docker", "stop", guide.container);
        await docker.must("find", data, "-mindepth", "1", "-delete");
        await returns();
        expect(await traveller.notOf(65534)).toBe("");
      },
      patience,
    );

    test(
      "paused",
      async () => {
        await docker.must("docker", "pause", guide.container);
        await returns({ PROMSNAP_REQUEST_TIMEOUT: "2s" });
      },
      patience,
    );

    test(
      "to be revived whatever happens",
      async () => {
        await docker.must("docker", "update", "--restart=always", guide.container);
        await returns();
        expect(await inspect(".RestartCount")).toBe("0\n");
        await docker.must("docker", "update", "--restart=no", guide.container);
      },
      patience,
    );

    test(
      "given its data by a directory that promsnap knows by a link",
      async () => {
        await docker.must("ln", "-s", data, "/var/lib/metrics");
        await returns({ PROMSNAP_PROMETHEUS_DATA_DIR: "/var/lib/metrics" });
      },
      patience,
    );
  });

  describe("touches nothing where", () => {
    const sleeper = async (name: string, ...options: string[]) => {
      await docker.must(
        "docker",
        "run",
        "--detach",
        "--name",
        name,
        ...options,
        "--entrypoint=/bin/sleep",
        image,
        "1000",
      );
      return async () => docker.must("docker", "rm", "--force", name);
    };
    const refused = async (environment: Readonly<Record<string, string>>, exit: number, said: string) => {
      const before = await present();
      const { code, stderr } = await restore(environment);
      expect(code, stderr).toBe(exit);
      expect(stderr).toContain(said);
      expect(await present()).toEqual(before);
      expect(await traveller.kept("restore")).toEqual([]);
    };

    test("SERVICE is another container", async () => {
      const remove = await sleeper("other", "--volume", "other:/prometheus");
      await refused({ PROMSNAP_SERVICE: "docker:other" }, 3, "docker:other does not keep its data in");
      await remove();
    });

    test("SERVICE is no container", async () => {
      await refused({ PROMSNAP_SERVICE: "docker:absent" }, 3, "docker:absent");
    });

    test("PROMETHEUS_DATA_DIR is another directory", async () => {
      await docker.must("mkdir", "-p", "/var/lib/other/wal");
      await refused({ PROMSNAP_PROMETHEUS_DATA_DIR: "/var/lib/other" }, 3, "/var/lib/other");
    });

    test("Docker would delete the container once it is stopped", async () => {
      const remove = await sleeper("fleeting", "--rm", "--volume", `${guide.volume}:/prometheus`);
      await refused({ PROMSNAP_SERVICE: "docker:fleeting" }, 3, "--rm");
      await remove();
    });

    test("PROMETHEUS_DATA_DIR is another mount of the directory: only through one of both can be renamed", async () => {
      await docker.must("mkdir", "/var/lib/elsewhere");
      await docker.must("mount", "--bind", data, "/var/lib/elsewhere");
      await refused({ PROMSNAP_PROMETHEUS_DATA_DIR: "/var/lib/elsewhere" }, 3, "it must be that very path");
      await docker.must("umount", "/var/lib/elsewhere");
    });

    test("something is mounted inside the data directory", async () => {
      await docker.must("mkdir", "-p", "/var/lib/inner", `${data}/wbl`);
      await docker.must("mount", "--bind", "/var/lib/inner", `${data}/wbl`);
      await refused({}, 1, `${data}/wbl is a mount point`);
      await docker.must("umount", `${data}/wbl`);
      await docker.must("rmdir", `${data}/wbl`);
    });
  });
});
