import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { binary } from "../bed/promsnap.ts";
import { inWordsOf, readTranscript } from "./transcript.ts";

const directory = join(import.meta.dir, "transcripts");
/** The binary under test: another one than dist/promsnap while it is worked on. */
const program = process.env["PROMSNAP_TEST_BINARY"] ?? binary;
/** A step may wait for a retry, on a machine that is busy with other tests. In milliseconds. */
const patience = 30_000;

for (const file of readdirSync(directory).filter((name) => name.endsWith(".txt"))) {
  describe(file, () => {
    const { steps, files } = readTranscript(readFileSync(join(directory, file), "utf8"));
    let place = "";

    beforeAll(() => {
      place = mkdtempSync(join(tmpdir(), "promsnap-cli-"));
      symlinkSync(program, join(place, "promsnap"));
      for (const [name, text] of files) {
        const path = join(place, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text.replaceAll("$PLACE", place), { mode: text.startsWith("#!") ? 0o700 : 0o600 });
      }
    });
    afterAll(() => rmSync(place, { recursive: true }));

    for (const { name, command, stdout, stderr, code } of steps) {
      test(
        name === "" ? command : `${name} ($ ${command})`,
        async () => {
          const bash = Bun.spawn(["bash", "-c", command], {
            cwd: place,
            env: { PATH: `${place}:/usr/bin:/bin`, HOME: place, TZ: "UTC", LC_ALL: "C", PLACE: place },
            stdin: "ignore",
            stdout: "pipe",
            stderr: "pipe",
          });
          const [out, err, exit] = await Promise.all([
            new Response(bash.stdout).text(),
            new Response(bash.stderr).text(),
            bash.exited,
          ]);
          const said = {
            stdout: inWordsOf(stdout, out.replaceAll(place, "$PLACE")),
            stderr: inWordsOf(stderr, err.replaceAll(place, "$PLACE")),
            code: exit,
          };
          expect(said).toEqual({ stdout, stderr, code });
        },
        patience,
      );
    }
  });
}
