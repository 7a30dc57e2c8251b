import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmod, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { must, plainEnvironment, run } from "../bed/processes.ts";
import { binary, promsnap, writeConfiguration } from "../bed/promsnap.ts";
import { temporaryDirectory } from "../bed/temporary.ts";
import { atTerminal, beginningOfLine } from "../bed/terminal.ts";

const [older, newer] = ["snapshot-30_11_2025-13_00_00", "snapshot-01_06_2026-13_00_00"] as const;

let place: Awaited<ReturnType<typeof temporaryDirectory>>;
let config = "";
/** A home without anybody's start-up files, and promsnap in the path. */
let environment: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  place = await temporaryDirectory();
  const store = join(place.path, "store");
  await mkdir(join(place.path, "data"), { recursive: true });
  for (const name of [older, newer]) await Bun.write(join(store, `${name}.tar.gz`), name);
  await Bun.write(join(store, `${newer}.tar.gz.sha256`), "");
  const settings = { HOST: "127.0.0.1:1", SNAPSHOT_DIR: store, PROMETHEUS_DATA_DIR: join(place.path, "data") };
  config = await writeConfiguration(join(place.path, "my.conf"), settings);
  const PATH = `${dirname(binary)}:${plainEnvironment()["PATH"]}`;
  const set = Object.entries(settings).map(([key, value]) => [`PROMSNAP_${key}`, value] as const);
  environment = { HOME: place.path, PATH, PS1: "> ", ...Object.fromEntries(set) };
});
afterAll(() => place.remove());

/** What fish offers for a line. */
async function fishOffers(line: string): Promise<string[]> {
  const command = 'promsnap completion fish | source; complete --do-complete "$argv[1]"';
  const offered = await must(["fish", "--no-config", "--command", command, line], {
    environment,
    directory: place.path,
  });
  return offered
    .trimEnd()
    .split("\n")
    .map((row) => row.split("\t")[0] ?? "");
}

/** What a shell at a terminal makes of each line at the press of Tab. */
async function tabbed(shell: readonly string[], setUp: string, lines: readonly string[]): Promise<string[]> {
  await using terminal = atTerminal(shell, environment);
  terminal.type(`cd ${place.path}; ${setUp}; echo re''ady\r`);
  await terminal.sees(/^ready/m);
  const completed: string[] = [];
  for (const [at, line] of lines.entries()) {
    terminal.type(`${line}\t${beginningOfLine}echo end${at}: \r`);
    const seen = await terminal.sees(new RegExp(`^end${at}: .*$`, "m"));
    completed.push(seen.slice(`end${at}: `.length).trimEnd());
  }
  return completed;
}

const lines = () => [
  "promsnap ver",
  "promsnap restore --dry",
  "promsnap restore snapshot-30",
  `promsnap list --config ${place.path}/my`,
  "promsnap restore x --to=sto",
  "promsnap completion z",
];
const completedLines = () => [
  "promsnap verify",
  "promsnap restore --dry-run",
  `promsnap restore ${older}`,
  `promsnap list --config ${config}`,
  "promsnap restore x --to=store/",
  "promsnap completion zsh",
];

describeWith("shells")("completion", () => {
  test("bash completes commands, options, snapshots, files and values", async () => {
    const setUp = 'eval "$(promsnap completion bash)"';
    expect(await tabbed(["bash", "--norc", "-i"], setUp, lines())).toEqual(completedLines());
  });

  test("zsh does so too", async () => {
    const setUp = "bindkey -e; autoload -U compinit; compinit -u -D; source <(promsnap completion zsh)";
    const completed = await tabbed(["zsh", "-f", "-i"], setUp, lines());
    expect(completed.map((line) => line.replace(/=store$/, "=store/"))).toEqual(completedLines());
  });

  test("fish does so too", async () => {
    const last = (line: string) => line.split(" ").at(-1) ?? "";
    for (const [at, line] of lines().entries())
      expect(await fishOffers(line)).toEqual([last(completedLines()[at] ?? "")]);
    expect(await fishOffers("promsnap restore ")).toEqual(["latest", newer, older]);
  });

  test("each script is whole for its shell", async () => {
    for (const [shell, ...options] of [
      ["bash", "-n"],
      ["zsh", "-n"],
      ["fish", "--no-execute"],
    ] as const) {
      const { stdout } = await promsnap(["completion", shell]);
      await Bun.write(join(place.path, shell), stdout);
      expect(await run([shell, ...options, join(place.path, shell)])).toEqual({ code: 0, stdout: "", stderr: "" });
    }
  });
});

test("the newest snapshot comes first, and names come from the configuration that the line names", async () => {
  const asked = async (words: readonly string[]) => {
    const { code, stdout, stderr } = await promsnap(["completion", "fish", "--", ...words]);
    expect([code, stderr]).toEqual([0, ""]);
    return stdout;
  };
  const named = `latest\t\n${newer}\t28 bytes\n${older}\t28 bytes\n`;
  expect(await asked(["restore", "--config", config, ""])).toBe(named);
  expect(await asked([`--config=${config}`, "inspect", ""])).toBe(named);
  expect(await asked([`--config=${config}`, "verify", newer, "snap"])).toBe(`${older}\t28 bytes\n`);
});

test("where the configuration or the store cannot be read there are no names, and not a word", async () => {
  const bad = join(place.path, "bad.conf");
  await Bun.write(bad, "HOST=$(reboot)\n");
  await chmod(bad, 0o600);
  for (const path of [bad, join(place.path, "none.conf"), place.path]) {
    const { code, stdout, stderr } = await promsnap(["completion", "bash", "--", "restore", "--config", path, ""]);
    expect([code, stdout, stderr]).toEqual([0, "latest\t\n", ""]);
  }
});
