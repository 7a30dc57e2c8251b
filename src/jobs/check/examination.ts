import type { UnknownSetting } from "../../config/examine.ts";
import { asFault, type FaultCode, type FaultData, type FaultDetails } from "../../errors.ts";
import type { Notice } from "../../notices.ts";
import type { ExaminationId, FactCode, FactDetails, Finding } from "../../report/findings.ts";
import type { Scene } from "./scene.ts";

/** What an examination found; the runner adds whose it is. */
export type Verdict = Omit<Finding, "id">;

/** One thing to look at. What it throws as a fault is its failure. */
export interface Examination {
  readonly id: ExaminationId;
  /** Settings without which there is nothing to look at. */
  readonly needs?: readonly UnknownSetting[];
  /** Examinations before it without whose success nothing could be said. */
  readonly after?: readonly ExaminationId[];
  examine(scene: Scene): Promise<readonly Verdict[]> | readonly Verdict[];
}

/** Looks at everything in turn. What depends on something that failed is skipped, with the first such reason. */
export async function examineAll(examinations: readonly Examination[], scene: Scene): Promise<Finding[]> {
  const findings: Finding[] = [];
  const reasons = new Map<ExaminationId, ExaminationId>();
  for (const examination of examinations) {
    const { id } = examination;
    const reason = reasonToSkip(examination, scene, reasons);
    const verdicts =
      reason === undefined ? await examineOne(examination, scene) : [skipped("skipped.after", { id: reason })];
    if (reason !== undefined) reasons.set(id, reason);
    else if (verdicts.some(({ state }) => state === "failure")) reasons.set(id, id);
    findings.push(...verdicts.map((verdict) => ({ id, ...verdict })));
  }
  return findings;
}

function reasonToSkip(
  { needs = [], after = [] }: Examination,
  scene: Scene,
  reasons: ReadonlyMap<ExaminationId, ExaminationId>,
): ExaminationId | undefined {
  if (needs.some((key) => scene.isUnknown(key))) return "configuration";
  return after.map((id) => reasons.get(id)).find((reason) => reason !== undefined);
}

async function examineOne({ examine }: Examination, scene: Scene): Promise<readonly Verdict[]> {
  try {
    return await examine(scene);
  } catch (error) {
    scene.signal.throwIfAborted();
    return [failed(asFault(error).data)];
  }
}

/** It is as it should be. */
export function ok<C extends FactCode>(code: C, details: FactDetails[C]): Verdict {
  return { state: "ok", told: factOf(code, details) };
}

/** A run or a restore works all the same. */
export function warning<C extends FactCode>(code: C, details: FactDetails[C]): Verdict {
  return { state: "warning", told: factOf(code, details) };
}

/** The same of what other commands warn of too. */
export function noticed(told: Notice): Verdict {
  return { state: "warning", told: { kind: "notice", told } };
}

/** A run or a restore fails. */
export function failure<C extends FactCode>(code: C, details: FactDetails[C]): Verdict {
  return { state: "failure", told: factOf(code, details) };
}

/** The same with the fault that it fails with. */
export function failed(told: FaultData): Verdict {
  return { state: "failure", told: { kind: "fault", told } };
}

/** A run or a restore fails with the fault of this code. */
export function failedWith<C extends FaultCode>(code: C, details: FaultDetails[C]): Verdict {
  return failed({ code, details } as FaultData);
}

/** Nobody looked. */
export function skipped<C extends FactCode>(code: C, details: FactDetails[C]): Verdict {
  return { state: "skipped", told: factOf(code, details) };
}

function factOf<C extends FactCode>(code: C, details: FactDetails[C]): Finding["told"] {
  return { kind: "fact", told: { code, details } as Extract<Finding["told"], { kind: "fact" }>["told"] };
}
