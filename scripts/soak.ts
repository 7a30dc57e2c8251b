import { availableParallelism, cpus, release } from "node:os";
import { parseArgs } from "node:util";
import { temporaryDirectory } from "../tests/bed/temporary.ts";
import { openBed, type SoakBed } from "./soak-bed.ts";
import { randomNumbers } from "./soak-random.ts";
import { type Cycle, chooseTrouble, runWith } from "./soak-trouble.ts";
import { keepUp } from "./soak-upkeep.ts";
import { expectLeftAlone, judge } from "./soak-verdict.ts";

const print = (text: string) => process.stdout.write(`${text}\n`);

/** What happened over all cycles. */
interface Tally {
  readonly troubles: Map<string, number>;
  readonly codes: Map<number, number>;
  archives: number;
  pruned: number;
  verified: number;
  readonly unexplained: string[];
}

const add = <K>(counts: Map<K, number>, key: K) => counts.set(key, (counts.get(key) ?? 0) + 1);

async function soak(cycles: number, seed: number): Promise<Tally> {
  const tally: Tally = { troubles: new Map(), codes: new Map(), archives: 0, pruned: 0, verified: 0, unexplained: [] };
  await using place = await temporaryDirectory();
  await using bed = await openBed(place.path);
  const random = randomNumbers(seed);
  for (let number = 1; number <= cycles && !enough; number += 1) await one(bed, number, random, tally);
  // What a killed run left the next one deletes; what it could not know to be finished, the one after that.
  for (const _ of [1, 2]) {
    const last = await runWith(bed, { kind: "none" });
    if (last.code !== 0) tally.unexplained.push(`the run after all: ${last.code} ${last.stderr}`);
    tally.unexplained.push(...(await lookAfter(bed, () => 1, tally)));
  }
  tally.unexplained.push(...(await expectLeftAlone(bed)));
  return tally;
}

async function one(bed: SoakBed, number: number, random: () => number, tally: Tally): Promise<void> {
  const trouble = chooseTrouble(random, bed.usual);
  const before = await bed.archives();
  const cycle: Cycle = await runWith(bed, trouble);
  add(tally.troubles, trouble.kind);
  add(tally.codes, cycle.code);
  const after = await bed.archives();
  tally.pruned += before.filter((name) => !after.includes(name)).length;
  tally.archives += after.filter((name) => !before.includes(name)).length;
  const complaints = [...judge(cycle, before, after), ...(await lookAfter(bed, random, tally))];
  for (const complaint of complaints) {
    const told = `cycle ${number}, ${JSON.stringify(trouble)}: ${complaint}`;
    tally.unexplained.push(told);
    print(`${told}\n${cycle.stderr}`);
  }
  if (number % 25 === 0) process.stderr.write(`${number} cycles, ${tally.unexplained.length} unexplained\n`);
}

async function lookAfter(bed: SoakBed, random: () => number, tally: Tally): Promise<readonly string[]> {
  const { pruned, verified, complaints } = await keepUp(bed, random);
  tally.pruned += pruned;
  tally.verified += verified;
  return complaints;
}

function summary({ troubles, codes, archives, pruned, verified, unexplained }: Tally, seconds: number): string {
  const counts = (map: ReadonlyMap<string | number, number>) =>
    [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => `${count} × ${key}`);
  const cycles = [...troubles.values()].reduce((total, count) => total + count, 0);
  return [
    `${cycles} cycles in ${seconds.toFixed(0)} s`,
    counts(troubles).join(", "),
    `exit codes: ${counts(codes).join(", ")}`,
    `${archives} archives made, ${pruned} pruned, ${verified} verifications`,
    `failures unexplained: ${unexplained.length}`,
  ].join("; ");
}

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { cycles: { type: "string", default: "300" }, seed: { type: "string", default: `${Date.now() % 2 ** 31}` } },
});
const [cycles, seed] = [Number(values.cycles), Number(values.seed)];
if (!Number.isSafeInteger(cycles) || cycles < 1 || !Number.isSafeInteger(seed)) {
  process.stderr.write("scripts/soak: --cycles and --seed are whole numbers (try --help)\n");
  process.exit(2);
}
let enough = false;
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    enough = true;
  });
}
print(
  `soak of ${cycles} cycles, --seed ${seed}, ${cpus()[0]?.model}, ${availableParallelism()} cores, Linux ${release()}`,
);
const begin = performance.now();
const tally = await soak(cycles, seed);
for (const told of tally.unexplained) print(`unexplained: ${told}`);
print(summary(tally, (performance.now() - begin) / 1000));
process.exitCode = tally.unexplained.length === 0 ? 0 : 1;
