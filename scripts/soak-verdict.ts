import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SoakBed } from "./soak-bed.ts";
import type { Cycle, Trouble } from "./soak-trouble.ts";
import { goneWrongly } from "./soak-upkeep.ts";

/** The exit codes that each trouble may lead to, beside a run that came through. */
const expected: { readonly [K in Trouble["kind"]]: readonly number[] } = {
  none: [],
  "kill -9": [137],
  SIGTERM: [143],
  "full disk": [7],
  "restart of Prometheus": [4],
  "no Prometheus": [4],
  "network cut": [4],
};

const success = /^Snapshot réussi: (\S+)$/;
const failure = /^Échec (?:du|de la compression du) snapshot: \S.{5,499}$/;

/** What a run did not explain: its end, its line in the log, and what it says of its archive have to go together. */
export function judge(cycle: Cycle, before: readonly string[], after: readonly string[]): string[] {
  const { trouble, code, log, stdout } = cycle;
  const made = after.filter((name) => !before.includes(name));
  const stored = log.flatMap((line) => success.exec(line)?.[1]?.split("/").at(-1) ?? []);
  const complaints = goneWrongly(before, after);
  const complain = (wrong: boolean, what: string) =>
    wrong && complaints.push(`${what}: ${code} ${JSON.stringify(log)}`);
  complain(code !== 0 && !expected[trouble.kind].includes(code), "an exit code that this does not explain");
  complain(
    stored.some((name) => !made.includes(name)),
    "told as stored and not there",
  );
  complain(
    code === 0 && (stored.length !== 1 || made.length !== 1 || log.length !== 1),
    "a success without its archive",
  );
  // Who is killed says nothing; the archive that it had just named stays.
  if (code === 137) complain(log.length > 1 || made.length > 1, "more than one can do");
  else if (code === 143 && stdout === "") complain(log.length > 0, "told before promsnap began to listen");
  else if (code !== 0) complain(log.length !== 1 || !failure.test(log[0] ?? ""), "a failure without its reason");
  if (code !== 0 && code !== 137) complain(made.length > 0, "a failure that left an archive");
  complain(/^\s+at \S+ \(/m.test(stdout + cycle.stderr), "a stack trace");
  return complaints;
}

const inStore = /^snapshot-[0-9_-]{19}\.tar\.gz(?:\.sha256|\.verdict)?$|^\.promsnap-(?:store|lock|accepted)$/;

/** Whatever is there at the end and is neither an archive nor promsnap's own business between two runs. */
export async function expectLeftAlone(bed: SoakBed): Promise<string[]> {
  const store = await readdir(bed.store);
  const strays = store.filter((name) => !inStore.test(name));
  const orphans = store.filter(
    (name) => /\.(?:sha256|verdict)$/.test(name) && !store.includes(name.replace(/\.\w+$/, "")),
  );
  const lonely = (await bed.archives()).filter((name) => !store.includes(`${name}.sha256`));
  const sources = await readdir(join(bed.data, "snapshots")).catch(() => []);
  const own = (await readdir(join(bed.data, ".promsnap"))).filter((name) => !/^(?:id|lock|request\.json)$/.test(name));
  const record: unknown = JSON.parse(await readFile(join(bed.data, ".promsnap", "request.json"), "utf8"));
  const open = (record as { requests: unknown[] }).requests;
  return [
    ...strays.map((name) => `left in the store: ${name}`),
    ...orphans.map((name) => `beside no archive: ${name}`),
    ...lonely.map((name) => `without a checksum file: ${name}`),
    ...sources.map((name) => `a source snapshot is left: ${name}`),
    ...own.map((name) => `left in .promsnap: ${name}`),
    ...open.map((entry) => `a request is open: ${JSON.stringify(entry)}`),
  ];
}
