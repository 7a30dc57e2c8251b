import { expect, test } from "bun:test";
import { fault } from "../../../src/errors.ts";
import { examinationsInOrder } from "../../../src/jobs/check/check.ts";
import { type Examination, examineAll, ok, skipped, warning } from "../../../src/jobs/check/examination.ts";
import { Scene } from "../../../src/jobs/check/scene.ts";
import { examinationIds } from "../../../src/report/findings.ts";
import { realSystem } from "../../../src/system/system.ts";

const examined = { configuration: undefined, faults: [], unknown: new Set<never>() };
const scene = () => new Scene(realSystem(), new AbortController().signal, "/etc/none", examined);
const fails = () => {
  throw fault("data.notFound", { path: "/data" });
};
const fine: Examination["examine"] = () => [ok("journal.none", {})];
const states = async (...examinations: Examination[]) =>
  (await examineAll(examinations, scene())).map(({ id, state, told }) => [id, state, told.told.code]);

test("what depends on a failure is skipped with it as the reason, and so is what depends on that", async () => {
  const findings = await examineAll(
    [
      { id: "data", examine: fails },
      { id: "access", after: ["data"], examine: fine },
      { id: "sources", after: ["access"], examine: fine },
      { id: "log", examine: fine },
    ],
    scene(),
  );
  expect(findings.map(({ id, state }) => [id, state])).toEqual([
    ["data", "failure"],
    ["access", "skipped"],
    ["sources", "skipped"],
    ["log", "ok"],
  ]);
  const reason = { kind: "fact", told: { code: "skipped.after", details: { id: "data" } } };
  expect(findings.slice(1, 3).map(({ told }) => told as unknown)).toEqual([reason, reason]);
});

test("a warning, and what was skipped because it does not apply, keep nothing from being looked at", async () => {
  const found = await states(
    { id: "user", examine: () => [warning("user.other", { user: 1 })] },
    { id: "timer", examine: () => [skipped("skipped.noSystemd", {})] },
    { id: "age", after: ["user", "timer"], examine: fine },
  );
  expect(found.at(-1)).toEqual(["age", "ok", "journal.none"]);
});

test("an unread configuration is the reason for whatever needs a setting", async () => {
  expect(await states({ id: "host", needs: ["HOST"], examine: fails })).toEqual([["host", "skipped", "skipped.after"]]);
});

test("a defect of an examination is its own failure and not the end of the others", async () => {
  const broken = () => {
    throw new TypeError("undefined is not a function");
  };
  expect(await states({ id: "data", examine: broken }, { id: "log", examine: fine })).toEqual([
    ["data", "failure", "internal"],
    ["log", "ok", "journal.none"],
  ]);
});

test("everything is looked at in the order of the table, and depends only on what comes before", () => {
  expect(examinationsInOrder.map(({ id }) => id)).toEqual([...examinationIds]);
  for (const [index, { after = [] }] of examinationsInOrder.entries()) {
    expect(examinationIds.slice(0, index)).toEqual(expect.arrayContaining([...after]));
  }
});
