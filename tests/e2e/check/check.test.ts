import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { describeWith } from "../../bed/abilities.ts";
import { must } from "../../bed/processes.ts";
import { configurationCases } from "./configuration-cases.ts";
import { dataCases } from "./data-cases.ts";
import { type BrokenSetup, type Ground, layGround } from "./ground.ts";
import { hostCases } from "./host-cases.ts";
import { storeCases } from "./store-cases.ts";
import { findingsOf, told, wrongIn } from "./told.ts";

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

  test.each(["binary", "deno"] as const)("finds nothing where everything is right (%s)", async (runtime) => {
    const site = await ground.site();
    expect(wrongIn(findingsOf(await site.run(["check", "--json"], { runtime })))).toEqual([]);
    expect(await site.run(["check", "--quiet"])).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("says so in a table that can be read without colours", async () => {
    const { code, stdout } = await (await ground.site()).run(["check"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^STATE {2,}WHAT {2,}FINDING\n✓ ok {2,}configuration {2,}\S/);
    expect(stdout).toMatch(/\n\nfailures: 0, warnings: 0, ok: \d+, not looked at: \d+\n.*\n$/);
  });

  test("changes nothing by looking, and makes nothing", async () => {
    const { station, store } = ground;
    const state = async () => [
      await must(["find", store, join(station.data, ".promsnap"), "-printf", "%p %i %s %T@ %C@\\n"]),
      await must(["ls", "-A", station.data]),
    ];
    const before = await state();
    expect((await (await ground.site()).run(["check"])).code).toBe(0);
    expect(await state()).toEqual(before);
  });

  test("looks at the data all the same where HOST is not set", async () => {
    const site = await ground.site({ HOST: "" });
    const findings = findingsOf(await site.run(["check", "--json"]));
    const states = Object.fromEntries(findings.map(({ id, state }) => [id, state]));
    expect(states).toMatchObject({ configuration: "failure", host: "skipped", data: "ok", store: "ok", service: "ok" });
  });

  const look = async (setup: BrokenSetup) => {
    const made = await setup.broken(ground);
    const { site, options } = "site" in made ? made : { site: made, options: {} };
    return wrongIn(findingsOf(await site.run(["check", "--json"], options)));
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
          expect(finding).toMatchObject(told(id, state, code, remedy));
          expect(found.filter((one) => one !== finding && !also.includes(one.id))).toEqual([]);
        } finally {
          await setup.mend?.(ground);
        }
      },
      30_000,
    );
  });
});
