import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdir, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { GetObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { describeWith } from "../bed/abilities.ts";
import { fakeTime } from "../bed/fake-time.ts";
import { freePort } from "../bed/ports.ts";
import { must } from "../bed/processes.ts";
import { startProxy } from "../bed/proxy.ts";
import { type S3, settingsOf, startS3 } from "../bed/s3.ts";
import { type Scene, type Site, setScene } from "../bed/scene.ts";
import { until } from "../bed/waiting.ts";

const patience = 90_000;
const slow = (title: string, body: () => Promise<void>) => test(title, body, patience);

describeWith(
  "prometheus",
  "s3",
  "rclone",
  "faketime",
)("a bucket that others use and that can be away", () => {
  let scene: Scene;
  let s3: S3;
  beforeAll(async () => {
    [scene, s3] = await Promise.all([setScene({ head: false }), startS3()]);
  }, patience);
  afterAll(async () => {
    await s3?.stop();
    await scene?.stop();
  }, patience);

  interface BucketSite extends Site {
    readonly prefix: string;
  }

  async function bucketSite(values: Readonly<Record<string, string>> = {}): Promise<BucketSite> {
    const prefix = `others/${crypto.randomUUID()}`;
    const site = await scene.site({
      SNAPSHOT_DIR: `s3://${s3.bucket}/${prefix}`,
      ...settingsOf(s3),
      ...values,
    });
    return { ...site, prefix };
  }

  const json = async (site: Site, args: string[], environment: Readonly<Record<string, string>> = {}) => {
    const { code, stdout, stderr } = await site.run([...args, "--json"], { environment });
    return { code, stderr, ...JSON.parse(stdout) };
  };
  const stored = async (site: Site): Promise<string> => {
    const { code, error, snapshot } = await json(site, ["run"]);
    expect({ code, error }).toEqual({ code: 0, error: undefined });
    return `${snapshot.name}.tar.gz`;
  };
  const archivesAt = async (prefix: string): Promise<string[]> => {
    const input = { Bucket: s3.bucket, Prefix: `${prefix}/` };
    const { Contents = [] } = await s3.client.send(new ListObjectsV2Command(input));
    return Contents.map(({ Key = "" }) => Key.slice(prefix.length + 1)).filter((name) => !name.startsWith("."));
  };

  /** Debian's rclone, which knows nothing of promsnap. */
  async function rclone(...words: string[]): Promise<void> {
    const { accessKeyId, secretAccessKey } = s3.user;
    const keys = { RCLONE_S3_ACCESS_KEY_ID: accessKeyId, RCLONE_S3_SECRET_ACCESS_KEY: secretAccessKey };
    const place = { RCLONE_S3_PROVIDER: "Ceph", RCLONE_S3_ENDPOINT: s3.url, RCLONE_CONFIG: "/dev/null" };
    await must(["rclone", "--quiet", ...words], { environment: { ...keys, ...place } });
  }
  const remote = (prefix: string) => `:s3:${s3.bucket}/${prefix}`;

  slow(
    "holds archives that rclone, sha256sum, tar and Amazon's SDK read, and takes those that rclone puts there",
    async () => {
      const site = await bucketSite();
      const archives = [await stored(site), await stored(site)];
      const directory = join(scene.path, "downloaded");
      await rclone("copy", remote(site.prefix), directory);
      await must(["bash", "-c", "sha256sum --check --strict *.sha256"], { directory });
      for (const name of archives) {
        const entries = (await must(["tar", "-tzf", name], { directory })).split("\n");
        expect(entries).toContain(`${name.replace(".tar.gz", "")}/`);
        expect(entries.some((entry) => entry.endsWith("/meta.json"))).toBe(true);
        const where = { Bucket: s3.bucket, Key: `${site.prefix}/${name}` };
        const { Body } = await s3.client.send(new GetObjectCommand(where));
        const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
        expect(bytes.equals(Buffer.from(await Bun.file(join(directory, name)).arrayBuffer()))).toBe(true);
      }

      const [bare = ""] = archives;
      await rm(join(directory, `${bare}.sha256`));
      const other = await bucketSite();
      await rclone("copy", directory, remote(other.prefix));
      const names = archives.map((name) => name.replace(".tar.gz", ""));
      const { snapshots } = await json(other, ["list"]);
      expect(snapshots).toMatchObject(names.map((name) => ({ name, maker: "promsnap" })));
      expect((await json(other, ["verify", "--all", "--deep"])).code).toBe(0);
      for (const name of names) {
        const to = join(scene.path, `restored-${name}`);
        expect((await other.run(["restore", name, "--to", to])).code).toBe(0);
        expect((await readdir(to)).length).toBeGreaterThan(1);
      }
      // The next run writes the checksum file that is missing.
      const { code, warnings } = await json(other, ["run"]);
      expect(code).toBe(0);
      expect(warnings.map((one: { code: string }) => one.code)).toContain("checksum.written");
      expect(await archivesAt(other.prefix)).toContain(`${bare}.sha256`);
    },
  );

  slow(
    "tells run, list and check what is wrong with the settings or the clock, in a sentence and an exit code",
    async () => {
      const site = await bucketSite();
      const down = await freePort();
      const wrong = [
        [{ PROMSNAP_S3_ACCESS_KEY_ID: "AKNOBODY" }, 3, "the server does not know the access key AKNOBODY"],
        [{ PROMSNAP_S3_SECRET_ACCESS_KEY: "wrong" }, 3, "the secret key does not belong to the access key"],
        [{ PROMSNAP_SNAPSHOT_DIR: "s3://nonesuch/prefix" }, 3, "there is no bucket nonesuch"],
        [{ PROMSNAP_S3_ENDPOINT: `http://127.0.0.1:${down}` }, 1, "nothing listens there: connection refused"],
        [fakeTime("+1h"), 1, "this machine's clock differs too much from the server's: here it is "],
        [fakeTime("-1h"), 1, "this machine's clock differs too much from the server's: here it is "],
      ] as const;
      for (const [environment, exit, sentence] of wrong) {
        const told = { PROMSNAP_LANG: "en", ...environment };
        for (const command of ["run", "list"]) {
          const { code, stdout, stderr } = await site.run([command], { environment: told });
          expect({ command, code, said: stdout + stderr }).toMatchObject({ command, code: exit });
          if (command === "list") expect(stderr).toContain(sentence);
          expect(stderr.trim().split("\n").length).toBeGreaterThan(0);
        }
        const { code, stdout } = await site.run(["check"], { environment: told });
        expect({ code, said: stdout.replaceAll(/\s+/g, " ") }).toMatchObject({
          code: 1,
          said: expect.stringContaining(sentence),
        });
      }
      expect(await archivesAt(site.prefix)).toEqual([]);
      expect(await scene.sources()).toEqual([]);
    },
  );

  slow(
    "is away after a run was killed: the next one fails, and still deletes what Prometheus had written for that",
    async () => {
      await using proxy = await startProxy(s3.port, {
        swallow: true,
        only: (request) => request.includes("partNumber="),
      });
      const site = await bucketSite({ S3_ENDPOINT: `http://127.0.0.1:${proxy.port}`, REQUEST_TIMEOUT: "60s" });
      await using running = site.start();
      await until("an upload is under way", async () => {
        const input = { Bucket: s3.bucket, Prefix: `${site.prefix}/` };
        return (await s3.client.send(new ListMultipartUploadsCommand(input))).Uploads?.length === 1;
      });
      running.kill("SIGKILL");
      await running.ended;
      expect(await scene.sources()).toHaveLength(1);
      proxy.be({ cutAfter: 0, reset: true });
      const { code, error, warnings } = await json(site, ["run"]);
      expect({ code, error: error.code }).toEqual({ code: 1, error: "s3.connection" });
      expect(warnings.map((one: { code: string }) => one.code)).toEqual(["leftover.removed"]);
      expect(await scene.sources()).toEqual([]);
      proxy.be({});
      expect((await json(site, ["run"])).code).toBe(0);
    },
  );

  slow(
    "is SNAPSHOT_DIR with a directory and another prefix beside it: both get all, and are caught up and cleared up",
    async () => {
      const [directory, prefix] = [join(scene.path, "beside"), `others/${crypto.randomUUID()}`];
      const url = `s3://${s3.bucket}/${prefix}`;
      const site = await bucketSite({ REPLICATE_TO: `${directory} ${url}`, KEEP_LAST: "2", KEEP_REMOTE_LAST: "2" });
      const first = await stored(site);
      const sums = (names: readonly string[]) => names.flatMap((name) => [name, `${name}.sha256`]).sort();
      const everywhere = async () => [
        await archivesAt(site.prefix),
        await archivesAt(prefix),
        (await readdir(directory)).filter((name) => !name.startsWith(".")).sort(),
      ];
      for (const names of await everywhere()) expect(names).toEqual(sums([first]));
      const [listed] = (await json(site, ["list"])).snapshots;
      expect(listed).toMatchObject({ here: true, stores: [directory, url] });

      // What a run leaves that is killed between an archive and what stands beside it.
      const gone = "snapshot-01_01_2026-00_00_00.tar.gz";
      const orphan = join(scene.path, "orphan");
      await mkdir(orphan);
      await Bun.write(join(orphan, `${gone}.sha256`), `${"0".repeat(64)}  ${gone}\n`);
      await Bun.write(join(directory, `${gone}.sha256`), `${"0".repeat(64)}  ${gone}\n`);
      await rclone("copy", orphan, remote(prefix));
      await rm(join(directory, first));
      const second = await stored(site);
      for (const names of await everywhere()) expect(names).toEqual(sums([first, second]));
      const third = await stored(site);
      for (const names of await everywhere()) expect(names).toEqual(sums([second, third]));
      expect(basename(third)).not.toBe(second);
    },
  );
});
