import { refuseState } from "../restore/preflight.ts";
import { refuseOtherDirectories } from "../restore/same-prometheus.ts";
import { type Examination, failedWith, ok } from "./examination.ts";

/** Whether a restore can stop and start what SERVICE names, and whether that is the Prometheus of the data directory. */
export const service: Examination = {
  id: "service",
  needs: ["SERVICE"],
  examine: async (scene) => {
    const { service: named, settings, system, dataIfThere: data } = scene;
    const facts = await scene.serviceFacts();
    if (!named.managed) return [ok("service.none", {})];
    refuseState({ settings }, named, facts);
    if (data !== undefined) refuseOtherDirectories(system, named, facts, data);
    const serves = !scene.isUnknown("HOST") && (await scene.reach()).kind === "serves";
    const { name } = named;
    if (facts.state !== "stopped") return [ok("service.runs", { service: name })];
    // Another Prometheus than the one that SERVICE names.
    return [
      serves ? failedWith("restore.stillServing", { url: settings.HOST }) : ok("service.stopped", { service: name }),
    ];
  },
};
