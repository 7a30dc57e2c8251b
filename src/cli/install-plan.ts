import type { Plan, Step } from "../jobs/install/terms.ts";
import { installPhrases } from "../report/messages/install-phrases.ts";
import type { Language } from "../report/messages/sentences.ts";
import { typed } from "../services/manager.ts";
import type { Desk } from "./desk.ts";
import type { Json } from "./json.ts";
import { showRows } from "./plan.ts";

/** Shows the steps of a plan, a line each; below a unit of somebody's own what of it will be out of force. */
export function showSteps(desk: Desk, { steps, stays }: Pick<Plan, "steps" | "stays">): void {
  const language = desk.languages.diagnostics;
  const { actions } = installPhrases[language];
  showRows(desk, [
    ...steps.flatMap((step) => rowsOf(step, language)),
    ...stays.map((path) => [actions.stays, path] as const),
  ]);
}

function rowsOf(step: Step, language: Language): (readonly string[])[] {
  const { actions } = installPhrases[language];
  const word = actions[step.action];
  if (step.action === "keep") return [[word, whatOf(step)], ...step.lost.map((line) => ["", `- ${line}`])];
  return [[word, whatOf(step)]];
}

function whatOf(step: Step): string {
  switch (step.action) {
    case "copy":
      return `${step.from} → ${step.path}`;
    case "keep":
    case "rename":
      return `${step.path} → ${step.as}`;
    case "run":
      return typed(step.command);
    default:
      return step.path;
  }
}

/** A step as docs/json.md describes it. */
export function stepObject(step: Step): Json {
  switch (step.action) {
    case "copy":
      return { action: step.action, path: step.path, from: step.from };
    case "keep":
      return { action: step.action, path: step.path, as: step.as, lost: step.lost };
    case "rename":
      return { action: step.action, path: step.path, as: step.as };
    case "run":
      return { action: step.action, command: step.command };
    default:
      return { action: step.action, path: step.path };
  }
}
