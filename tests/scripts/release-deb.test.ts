import { expect, test } from "bun:test";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { copyright } from "../../scripts/release-deb.ts";
import { asPackaged, packageFiles } from "../../scripts/release-files.ts";
import { testWith } from "../bed/abilities.ts";
import { plainDeb } from "../bed/package.ts";
import { must, run } from "../bed/processes.ts";
import { projectRoot, promsnap } from "../bed/promsnap.ts";
import { temporaryDirectory } from "../bed/temporary.ts";

const example = join(projectRoot, "packaging/prometheus-snapshot.conf");
const text = (path: string) => Bun.file(join(projectRoot, path)).text();

const units = await readdir(join(projectRoot, "systemd"));

test.each(units)("%s starts the package's own executable in it, and is otherwise the project's", async (name) => {
  const unit = await text(`systemd/${name}`);
  const own = asPackaged(unit).split("\n");
  expect(own.join()).not.toContain("/usr/local");
  const changed = unit.split("\n").flatMap((line, i) => (line === own[i] ? [] : [own[i]]));
  expect(changed).toEqual(name.endsWith(".service") ? [expect.stringMatching(/^ExecStart=\/usr\/bin\/promsnap /)] : []);
});

test("every unit of the project is in the package, and the configuration only as an example", async () => {
  const made = { executable: "", sbom: "", notices: "", completions: { bash: "complete" } };
  const paths = (await packageFiles(made)).map(({ to }) => to);
  for (const unit of units) expect(paths).toContain(`lib/systemd/system/${unit}`);
  expect(paths.filter((path) => path.startsWith("etc/"))).toEqual([]);
  expect(paths).toContain("usr/share/doc/promsnap/examples/prometheus-snapshot.conf");
  expect(paths).toContain("usr/share/bash-completion/completions/promsnap");
});

test("the example configuration can be used as it is, and with everything in it that is commented out", async () => {
  await using place = await temporaryDirectory();
  const [full, password] = [join(place.path, "full.conf"), join(place.path, "password")];
  await Bun.write(password, "secret\n");
  const everything = (await Bun.file(example).text()).replace(/^#(?=[A-Z_]+=)/gm, "");
  await Bun.write(full, everything.replace("/etc/prometheus-snapshot.password", password));
  for (const config of [example, full]) {
    const { code, stderr } = await promsnap(["config", "validate"], { config });
    expect([config, code, stderr]).toEqual([config, 0, ""]);
  }
});

test("the package's copyright is that of LICENSE, in Debian's form", async () => {
  const said = copyright(await text("LICENSE"));
  expect(said).toContain("\nFiles: *\nCopyright: 2026 The promsnap authors\nLicense: Expat\n Permission is hereby");
  expect(said).not.toMatch(/^$\n^ /m);
});

testWith("dpkg")("the same files make the same package, whenever and wherever it is built", async () => {
  await using place = await temporaryDirectory();
  const builds = ["one", "two"].map((name) => join(place.path, name));
  for (const build of builds) await mkdir(build);
  const [first = "", second = ""] = await Promise.all(builds.map((build) => plainDeb("1.0.0", build)));
  await must(["cmp", first, second]);
});

/** What only this package has, which for the sake of time is not compressed. */
const apart = "uses-no-compression-for-control-tarball,uses-no-compression-for-data-tarball";

testWith("lintian")("lintian has nothing to say against the package, but for Bun's own executable", async () => {
  await using place = await temporaryDirectory();
  const options = ["--allow-root", "--tag-display-limit=0", `--suppress-tags=${apart}`];
  const { code, stdout, stderr } = await run(["lintian", ...options, await plainDeb("1.0.0", place.path)]);
  expect([code, stdout, stderr]).toEqual([0, "", ""]);
});
