import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { must } from "../../tests/bed/processes.ts";
import { startPrometheus } from "../../tests/bed/prometheus.ts";
import { binary, writeConfiguration } from "../../tests/bed/promsnap.ts";
import { type S3, startS3 } from "../../tests/bed/s3.ts";
import { temporaryDirectory } from "../../tests/bed/temporary.ts";
import { bytesOf, mebibytes, median } from "./figures.ts";
import { type Cost, machine, measure, report } from "./measuring.ts";
import { type Source, startSource } from "./sources.ts";

const { values } = parseArgs({
  options: {
    s3: { type: "boolean" },
    size: { type: "string", default: "1G" },
    rounds: { type: "string", default: "3" },
    markdown: { type: "string" },
  },
});

/** What a command cost, and how much CPU time the server took for it, which has the same cores. */
type SharedCost = Cost & { readonly server: number };

const costs = new Map<string, SharedCost[]>();
let archiveBytes = 0;

/** CPU time of the server so far, in seconds: of the daemons that this program started. */
async function serverTime(): Promise<number> {
  const daemons = (await must(["pgrep", "-P", `${process.pid}`, "radosgw|ceph-osd|ceph-mon"])).trim().split("\n");
  const ticks = daemons.map(async (pid) => {
    const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).replace(/^.*\) /s, "").split(" ");
    return Number(fields[11]) + Number(fields[12]);
  });
  return (await Promise.all(ticks)).reduce((sum, some) => sum + some, 0) / 100;
}

async function keep(name: string, command: readonly string[]): Promise<void> {
  await must(["sync"]);
  const before = await serverTime();
  const cost = { ...(await measure(command)), server: (await serverTime()) - before };
  costs.set(name, [...(costs.get(name) ?? []), cost]);
  process.stderr.write(`${name} ${cost.wall.toFixed(2)} s, ${mebibytes(cost.memory)} MiB\n`);
}

/** The object as one request of curl's: what the server takes for as many bytes from whoever sends them. */
function plainPut({ url, bucket, user }: S3, archive: string): readonly string[] {
  const sign = ["--aws-sigv4", "aws:amz:us-east-1:s3", "--user", `${user.accessKeyId}:${user.secretAccessKey}`];
  // Without this header curl would read the whole file first, for its checksum.
  const unsigned = ["--header", "x-amz-content-sha256: UNSIGNED-PAYLOAD"];
  return ["curl", "-sS", "--fail", ...sign, ...unsigned, "-T", archive, `${url}/${bucket}/plain/archive`];
}

/** Every block came back as it was, and Prometheus answers from them. */
async function proveRestored(target: string, { prometheus, blocks }: Source): Promise<void> {
  for (const block of blocks) {
    await must(["diff", "-r", "--exclude=tombstones", join(prometheus.dataDirectory, block), join(target, block)]);
  }
  const restored = await startPrometheus({ dataDirectory: target });
  try {
    const query = "/api/v1/query?query=count(count_over_time({__name__!=''}[2h]))&time=1767222000";
    const { data } = (await (await fetch(`${restored.url}${query}`)).json()) as { data: { result: unknown[] } };
    if (data.result.length === 0) throw new Error("Prometheus finds nothing in the restored blocks");
  } finally {
    await restored.stop();
  }
}

async function round(source: Source, place: string): Promise<void> {
  // It keeps in memory what is deleted, too: each round has one of its own.
  await using s3 = await startS3({ bytes: 16 * 2 ** 30 });
  const [disk, fetched, target] = ["disk", "fetched", "target"].map((name) => join(place, name)) as [
    string,
    string,
    string,
  ];
  const bucket = `s3://${s3.bucket}`;
  const configure = (name: string, settings: Readonly<Record<string, string>>) =>
    writeConfiguration(join(place, `${name}.conf`), {
      HOST: source.prometheus.url,
      PROMETHEUS_DATA_DIR: source.prometheus.dataDirectory,
      S3_ENDPOINT: s3.url,
      S3_ACCESS_KEY_ID: s3.user.accessKeyId,
      S3_SECRET_ACCESS_KEY: s3.user.secretAccessKey,
      ...settings,
    });
  const promsnap = (config: string, ...words: readonly string[]) => [binary, ...words, "--config", config];
  const near = await configure("near", { SNAPSHOT_DIR: disk });
  const far = await configure("far", { SNAPSHOT_DIR: `${bucket}/run` });

  await keep("run to a directory", promsnap(near, "run"));
  await keep("run to a bucket", promsnap(far, "run"));
  const archive = join(disk, (await readdir(disk)).find((name) => name.endsWith(".tar.gz")) ?? "");
  archiveBytes = (await Bun.file(archive).stat()).size;
  await keep("as many bytes by one PUT of curl's", plainPut(s3, archive));
  await keep("copy to a bucket", promsnap(near, "copy", "latest", `${bucket}/copy`));
  await keep("copy out of a bucket", promsnap(far, "copy", "latest", fetched));
  for (const [where, config] of [["a directory", near] as const, ["a bucket", far] as const]) {
    await keep(`verify from ${where}`, promsnap(config, "verify"));
    await keep(`verify --deep from ${where}`, promsnap(config, "verify", "--deep"));
    await keep(`restore --to from ${where}`, promsnap(config, "restore", "latest", "--to", target));
    if (config === far) await proveRestored(target, source);
    await rm(target, { recursive: true });
  }
  const replicating = await configure("replicating", { SNAPSHOT_DIR: disk, REPLICATE_TO: `${bucket}/replica` });
  await keep("run to a directory, and REPLICATE_TO a bucket (two archives)", promsnap(replicating, "run"));
  for (const directory of [disk, fetched]) await rm(directory, { recursive: true });
}

await using place = await temporaryDirectory();
await using source = await startSource(place.path, bytesOf(values.size));
for (let number = 1; number <= Number(values.rounds); number++) await round(source, place.path);

const row = ([name, all]: [string, readonly SharedCost[]]) => {
  const middle = (pick: (cost: SharedCost) => number) => median(all.map(pick));
  const times = [({ wall }: SharedCost) => wall, ({ cpu }: SharedCost) => cpu, ({ server }: SharedCost) => server];
  const most = Math.max(...all.map(({ memory }) => memory));
  return `| ${[name, ...times.map((pick) => middle(pick).toFixed(2)), mebibytes(most)].join(" | ")} |`;
};
await report(
  [
    `${mebibytes(source.bytes)} MiB of blocks, archive of ${archiveBytes} bytes, ${values.rounds} rounds, radosgw on the same cores.`,
    machine(),
    "",
    "| median | s | CPU s | the server's CPU s | peak memory, MiB, the largest |",
    "|---|---:|---:|---:|---:|",
    ...[...costs].map(row),
  ],
  values.markdown,
);
