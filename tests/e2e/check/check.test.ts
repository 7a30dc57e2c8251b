import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Finding } from "../../../src/report/findings.ts";
import { describeWith } from "../../bed/abilities.ts";
import { configurationCases } from "./configuration-cases.ts";
import { dataCases } from "./data-cases.ts";
import { type BrokenSetup, type Ground, layGround } from "./ground.ts";
import { hostCases } from "./host-cases.ts";
import { storeCases } from "./store-cases.ts";

/** A finding as --json has it. */
interface Told extends Pick<Finding, "id" | "state"> {
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
}

const findingsIn = (json: string) => (JSON.parse(json) as { check: { findings: Told[] } }).check.findings;
const wrong = ({ state }: Told) => state === "failure" || state === "warning";
const cases = [...configurationCases, ...hostCases, ...dataCases, ...storeCases];

describeWith(
  "prometheus",
  "openssl",
  "mounts",
  "script's tools",
)("promsnap check", () => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await layGround();
  }, 60_000);
  afterAll(() => ground?.[Symbol.asyncDispose](), 60_000);

  test("finds nothing where everything is right", async () => {
    const site = await ground.site();
    const { code, stdout, stderr } = await site.run(["check", "--json"]);
    expect(findingsIn(stdout).filter(wrong)).toEqual([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(await site.run(["check", "--quiet"])).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("says so in a table that can be read without colours", async () => {
    const { code, stdout } = await (await ground.site()).run(["check"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^STATE {2,}WHAT {2,}FINDING\n✓ ok {2,}configuration {2,}\S/);
    expect(stdout).toMatch(/\n\nfailures: 0, warnings: 0, ok: \d+, not looked at: \d+\n.*\n$/);
  });

  test("looks at the data all the same where HOST is not set", async () => {
    const { stdout } = await (await ground.site({ HOST: "" })).run(["check", "--json"]);
    const states = Object.fromEntries(findingsIn(stdout).map(({ id, state }) => [id, state]));
    expect(states).toMatchObject({ configuration: "failure", host: "skipped", data: "ok", store: "ok", service: "ok" });
  });

  /** What is found, and the exit code that tells of it. */
  const look = async (setup: BrokenSetup) => {
    const made = await setup.broken(ground);
    const { site, options } = "site" in made ? made : { site: made, options: {} };
    const { code, stdout, stderr } = await site.run(["check", "--json"], options);
    const found = findingsIn(stdout);
    expect({ code, stderr }).toEqual({ code: found.some(({ state }) => state === "failure") ? 1 : 0, stderr: "" });
    return found;
  };

  describe("names what is wrong, what to do, and nothing else:", () => {
    test("in more than 25 ways", () => {
      expect(cases.length).toBeGreaterThan(25);
    });

    test.each(cases.map((setup) => [setup.name, setup] as const))(
      "%s",
      async (_, setup) => {
        try {
          const found = await look(setup);
          const { id, code, state = "failure", remedy, also = [] } = setup;
          const finding = found.find((one) => one.id === id && one.code === code);
          expect(finding).toMatchObject({ id, state, remedy: expect.stringMatching(remedy) });
          const rest = found.filter((one) => wrong(one) && one !== finding);
          expect(rest.filter((one) => !also.includes(one.id))).toEqual([]);
        } finally {
          await setup.mend?.(ground);
        }
      },
      30_000,
    );
  });
});
