import { sayStore } from "../../config/store-setting.ts";
import { notice } from "../../notices.ts";
import { policyOf } from "../../snapshots/policy.ts";
import { limitsAsker, planRetention } from "../retention-plan.ts";
import { type Examination, noticed, ok, skipped, type Verdict } from "./examination.ts";

/** Whether old snapshots are deleted as KEEP_* says, or kept because a later one lacks what they hold. */
export const retention: Examination = {
  id: "retention",
  needs: ["SNAPSHOT_DIR", "PROMETHEUS_DATA_DIR", "HOST"],
  after: ["data", "store"],
  examine: async (scene): Promise<Verdict[]> => {
    const { settings, system, data, signal } = scene;
    const policy = policyOf(settings);
    if (policy === undefined) return [ok("retention.unset", {})];
    const store = await scene.store();
    if (store === undefined) return [skipped("skipped.nothingStored", {})];
    // Where nobody answers, what Prometheus keeps is taken for unlimited, as prune takes it.
    const serves = (await scene.reach()).kind === "serves";
    const askLimits = serves ? limitsAsker(scene.client, data, signal) : async () => ({});
    const { loss } = await planRetention(store, policy, system.clock.now(), askLimits);
    if (loss === undefined) return [ok("retention.works", {})];
    return [noticed(notice("retention.stopped", { store: sayStore(settings.SNAPSHOT_DIR), ...loss }))];
  },
};
