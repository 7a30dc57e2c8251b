import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Version } from "@cyclonedx/cyclonedx-library/Spec";
import { JsonStrictValidator } from "@cyclonedx/cyclonedx-library/Validation";
import packageJson from "../../package.json" with { type: "json" };
import { completions, type Executable, makeExecutable } from "../../scripts/release-steps.ts";
import { isPinned, pinOf, targets } from "../../scripts/release-targets.ts";
import { testWith } from "../bed/abilities.ts";
import { must, run } from "../bed/processes.ts";
import { binary, projectRoot } from "../bed/promsnap.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";

const release = { version: packageJson.version, time: 1_750_000_000, maintainer: "Nobody <nobody@example.org>" };
const targetOf = (name: string) => {
  const target = targets.find((one) => one.name === name);
  if (target === undefined) throw new Error(`${name} is no target`);
  return target;
};

let place: Temporary;
const executables = new Map<string, Executable>();
const executable = (name: string): Executable => executables.get(name) ?? { path: "", sbom: "", notices: "" };

beforeAll(async () => {
  place = await temporaryDirectory();
  for (const target of targets) {
    const at = (what: string) => join(place.path, `${target.name}.${what}`);
    executables.set(target.name, await makeExecutable(target, release, at("executable"), at("scratch")));
  }
}, 180_000);
afterAll(() => place?.remove());

const sha256 = async (path: string) => (await must(["sha256sum", path])).slice(0, 64);

test("a build from the pinned runtime has the same bytes as an earlier build on this machine", async () => {
  expect(await sha256(executable("linux-x64").path)).toBe(await sha256(binary));
});

test.each([
  ["linux-x64", "Advanced Micro Devices X86-64", "/lib64/ld-linux-x86-64.so.2"],
  ["linux-x64-musl", "Advanced Micro Devices X86-64", "/lib/ld-musl-x86_64.so.1"],
  ["linux-arm64", "AArch64", "/lib/ld-linux-aarch64.so.1"],
])("the executable for %s is one", async (name, machine, interpreter) => {
  const { path } = executable(name);
  const header = await must(["readelf", "--file-header", "--program-headers", path]);
  expect(header).toContain(machine);
  expect(header).toContain(`[Requesting program interpreter: ${interpreter}]`);
});

testWith("arm64")("the executable for linux-arm64 runs on such a processor, emulated", async () => {
  const command = ["qemu-aarch64-static", "-L", "/usr/aarch64-linux-gnu", executable("linux-arm64").path, "--version"];
  expect(await run(command)).toEqual({ code: 0, stdout: `promsnap ${packageJson.version}\n`, stderr: "" });
});

interface Component {
  readonly name: string;
  readonly version?: string;
  readonly licenses?: readonly { readonly license: { readonly id?: string; readonly name?: string } }[];
  readonly components?: readonly Component[];
}

test("the bill of materials names every dependency with version and licence, Bun and its libraries, and no tool", async () => {
  const { sbom } = executable("linux-x64");
  expect(await new JsonStrictValidator(Version.v1dot6).validate(sbom)).toBeNull();
  const components: readonly Component[] = JSON.parse(sbom).components;
  const names = components.map(({ name, version }) => `${name}@${version}`);
  for (const [name, version] of Object.entries(packageJson.dependencies)) expect(names).toContain(`${name}@${version}`);
  for (const name of Object.keys(packageJson.devDependencies)) expect(names.join()).not.toContain(`${name}@`);
  const runtime = components.find(({ name }) => name === "@oven/bun-linux-x64");
  expect(runtime?.components?.map(({ name }) => name)).toContain("WebKit");
  const unlicensed = [...components, ...(runtime?.components ?? [])].filter(
    ({ licenses = [] }) => licenses.length === 0,
  );
  expect(unlicensed).toEqual([]);
});

test("the third-party notices hold the licence of everything that the bill of materials names", () => {
  const { sbom, notices } = executable("linux-x64");
  const components: readonly Component[] = JSON.parse(sbom).components;
  for (const { name, version } of components.filter(({ name }) => !name.startsWith("@oven/"))) {
    expect(notices).toContain(`\n${name} ${version} (`);
  }
  expect(notices).toContain("LGPL");
});

test("a release brings completion for every shell that promsnap completes in", async () => {
  const texts = await completions();
  expect(Object.keys(texts)).toEqual(["bash", "zsh", "fish"]);
  for (const text of Object.values(texts)) expect(text).toContain("promsnap");
});

test("a runtime in which one byte is another is not what the lock file pins", async () => {
  const { runtime } = targetOf("linux-x64-musl");
  const bytes = Buffer.from("not a runtime");
  const path = join(place.path, "tarball");
  await Bun.write(path, bytes);
  const integrity = `sha512-${new Bun.CryptoHasher("sha512").update(bytes).digest("base64")}`;
  expect(await isPinned(path, { version: "1", integrity })).toBe(true);
  expect(await isPinned(path, await pinOf(runtime))).toBe(false);
  await Bun.write(path, "not A runtime");
  expect(await isPinned(path, { version: "1", integrity })).toBe(false);
});

test("where a runtime cannot be had nothing is released, and that is said", async () => {
  const environment = {
    PROMSNAP_CACHE: join(place.path, "empty"),
    npm_config_registry: "http://127.0.0.1:9/",
    npm_config_cache: join(place.path, "empty"),
    npm_config_fetch_retries: "0",
  };
  const { code, stdout, stderr } = await run([process.execPath, join(projectRoot, "scripts/release.ts")], {
    environment,
  });
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("cannot be had, so nothing is released");
  expect((await readdir(join(projectRoot, "dist"))).filter((name) => name.startsWith("release."))).toEqual([]);
});

test("a version that package.json does not say is not released, whatever else fits", async () => {
  const { code, stdout, stderr } = await run([join(projectRoot, "scripts/release"), "99.0.0"]);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(`package.json says ${packageJson.version}, not 99.0.0`);
});
