import { availableParallelism, cpus, release } from "node:os";
import { join } from "node:path";
import { type CommandOptions, must } from "../../tests/bed/processes.ts";
import { temporaryDirectory } from "../../tests/bed/temporary.ts";

/** What one run of a command cost: seconds, and bytes. Memory is the largest resident set of any one of its processes. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
}

/** Runs a command under GNU time, which starts from a small process: a large parent's memory would count as its child's. */
export async function measure(command: readonly string[], options: CommandOptions = {}): Promise<Cost> {
  await using place = await temporaryDirectory();
  const figures = join(place.path, "figures");
  const begin = performance.now();
  await must(["/usr/bin/time", "--format=%U %S %M", `--output=${figures}`, ...command], options);
  const wall = (performance.now() - begin) / 1000;
  const [user = 0, system = 0, kibibytes = 0] = (await Bun.file(figures).text()).trim().split(" ").map(Number);
  return { wall, cpu: user + system, memory: kibibytes * 1024 };
}

/** The machine, in a line of a report. */
export const machine = () => `${cpus()[0]?.model}, ${availableParallelism()} cores, Linux ${release()}.`;

/** Prints a report, and writes it to a file where one was asked for. */
export async function report(lines: readonly string[], markdown: string | undefined): Promise<void> {
  process.stdout.write(`${lines.join("\n")}\n`);
  if (markdown !== undefined) await Bun.write(markdown, `${lines.join("\n")}\n`);
}
