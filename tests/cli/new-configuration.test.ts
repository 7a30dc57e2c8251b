import { expect, test } from "bun:test";
import { createDiagnostics } from "../../src/cli/diagnostics.ts";
import { newConfiguration } from "../../src/cli/new-configuration.ts";
import type { Language } from "../../src/report/messages/sentences.ts";
import { realSystem } from "../../src/system/system.ts";

const choices = { config: "/etc/none.conf", json: false, quiet: false, verbose: false };

/** What a person reads who answers so where no Prometheus is found, and the settings of the file. */
async function asked(language: Language, answers: string[]) {
  const said: string[] = [];
  const write = (text: string) => void said.push(text.replaceAll("\u00a0", " "));
  const errors = { isTerminal: false, colours: false, columns: () => 80, write };
  const nothingFound = { realPath: () => undefined, run: () => Promise.reject(new Error("no such program")) };
  const world = {
    system: { ...realSystem(), environment: {}, ...nothingFound },
    signal: new AbortController().signal,
    person: () => async (question: string) => {
      write(`${question}\n`);
      return answers.shift();
    },
  };
  const desk = {
    languages: { script: language, diagnostics: language },
    diagnostics: createDiagnostics(errors, "normal", language),
  };
  const invocation = { command: "install", choices, name: undefined, onCalendar: undefined, dryRun: false, yes: false };
  const text = await newConfiguration(world, desk, { ...invocation, command: "install" });
  const settings = (text ?? "").split("\n").filter((line) => /^[A-Z]/.test(line));
  return { said: said.join(""), settings };
}

test("an empty answer where nothing was found is told what is wanted, with an example, and asked again", async () => {
  const { said, settings } = await asked("en", ["", "localhost:9090", "", "/data", "", "none", ""]);
  expect(said).toContain(`Address of Prometheus: 
promsnap: HOST needs an answer: nothing was found to take for it
promsnap: Expected: an http or https address, such as http://localhost:9090.
Address of Prometheus: 
Its data directory`);
  expect(said).toContain("Expected: an absolute path, such as /var/lib/prometheus-snapshot.\n");
  expect(said).toContain("Expected: docker:NAME, podman:NAME, systemd:UNIT, exec:/absolute/program or none.\n");
  expect(settings.slice(0, 4)).toEqual([
    "HOST=localhost:9090",
    "PROMETHEUS_DATA_DIR=/data",
    "SERVICE=none",
    "SNAPSHOT_DIR=/var/lib/prometheus-snapshot",
  ]);
});

test("so it is in French, and no password that stands in an answer is repeated", async () => {
  const { said } = await asked("fr", ["", "http://admin:secret@localhost:9090", "localhost:9090", "/data", "none", ""]);
  expect(said).toContain(`promsnap: HOST demande une réponse : rien n’a été trouvé qui en tienne lieu
promsnap: Valeur attendue : une adresse http ou https, `);
  expect(said).toContain("HOST vaut ***\n");
  expect(said).not.toContain("secret");
});
