import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import packageJson from "../package.json" with { type: "json" };
import { must } from "../tests/bed/processes.ts";
import { projectRoot } from "../tests/bed/promsnap.ts";
import { addChecksums, addDeb, type Issue, makeExecutable } from "./release-steps.ts";
import { targets } from "./release-targets.ts";
import { objections } from "./release-version.ts";

const dist = join(projectRoot, "dist");
const git = (...words: readonly string[]) => must(["git", "-C", projectRoot, ...words]);
const say = (text: string) => process.stderr.write(`${text}\n`);

/** What is to be released; throws with every reason why `asked` cannot be. */
async function decide(asked: string | undefined): Promise<Issue> {
  const { version, author } = packageJson;
  if (asked !== undefined) {
    const changelog = await Bun.file(join(projectRoot, "CHANGELOG.md")).text();
    const uncommitted = (await git("status", "--porcelain")).split("\n").flatMap((line) => line.slice(3) || []);
    const reasons = objections(asked, { version, changelog, uncommitted });
    if (reasons.length > 0) throw new Error(`${asked} is not released:\n  ${reasons.join("\n  ")}`);
  }
  const { SOURCE_DATE_EPOCH = await git("log", "-1", "--format=%ct") } = process.env;
  return { version, maintainer: author, time: Number(SOURCE_DATE_EPOCH) };
}

/** Builds everything into `into`, an empty directory. */
async function build(issue: Issue, into: string, scratch: string): Promise<void> {
  for (const target of targets) {
    say(`promsnap ${issue.version} for ${target.name}`);
    const path = join(into, `promsnap-${issue.version}-${target.name}`);
    const executable = await makeExecutable(target, issue, path, join(scratch, target.name));
    await Bun.write(`${path}.cdx.json`, executable.sbom);
    await Bun.write(join(into, `promsnap-${issue.version}-third-party-notices.txt`), executable.notices);
    if (target.debian) await addDeb(executable, issue, target.debian, into, join(scratch, target.debian));
  }
}

async function release(asked: string | undefined): Promise<string> {
  const issue = await decide(asked);
  await mkdir(dist, { recursive: true });
  const scratch = await mkdtemp(join(dist, "release."));
  try {
    const [fresh, place] = [join(scratch, "release"), join(dist, "release")];
    await mkdir(fresh);
    await build(issue, fresh, scratch);
    const sums = await addChecksums(fresh);
    await rm(place, { recursive: true, force: true });
    await rename(fresh, place);
    return sums;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

try {
  process.stdout.write(await release(process.argv[2]));
} catch (error) {
  say(`scripts/release: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
