/** The job behind `promsnap verify --deep`, called within the test: thousands of archives would take a process each. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { loadSettings } from "../../src/config/load.ts";
import type { VerifiedSnapshot } from "../../src/jobs/verify/terms.ts";
import { verify } from "../../src/jobs/verify/verify.ts";
import { realSystem } from "../../src/system/system.ts";
import { threadHere } from "../archive/thread-here.ts";
import { writeConfiguration } from "../bed/promsnap.ts";
import { type Data, sha256Of, store } from "./flipped.ts";

/** What a verification says of one archive: whether anything is wrong with it, and all of it. */
export interface Said {
  /** `damaged` ends in exit code 5; `warned`: it is told, and the archive still counts as sound. */
  readonly outcome: "damaged" | "warned" | "sound" | "other";
  readonly verified: VerifiedSnapshot | undefined;
}

/** Verifies archives by their bytes, each in the same place; `checksum` is the one that stands beside it. */
export async function verifier(place: string) {
  const values = {
    HOST: "http://localhost:9090",
    SNAPSHOT_DIR: join(place, "store"),
    PROMETHEUS_DATA_DIR: join(place, "data"),
  };
  const config = await writeConfiguration(join(place, "verifier.conf"), { ...values, WORKERS: "1" });
  const system = realSystem();
  const { settings } = loadSettings(config, system);
  const context = { system, settings, createWorker: threadHere, signal: new AbortController().signal };
  const events = { phase: () => undefined, progress: () => undefined, notice: () => undefined };
  const path = join(place, "snapshot-24_11_2026-12_00_00.tar.gz");
  return {
    path,
    config,
    verify: async (bytes: Data, checksum: "its own" | "none" | { sha256: string }): Promise<Said> => {
      await rm(`${path}.sha256`, { force: true });
      const sha256 = checksum === "its own" ? sha256Of(bytes) : checksum === "none" ? undefined : checksum.sha256;
      await store(path, bytes, sha256);
      const [verified] = await verify(context, { archives: [path], deep: true }, events);
      return { verified, outcome: outcomeOf(verified) };
    },
  };
}

function outcomeOf(verified: VerifiedSnapshot | undefined): Said["outcome"] {
  if (verified?.state === "damaged") return "damaged";
  if (verified?.state !== "sound") return "other";
  const told = verified.contents?.blocks.some(({ oddities, unchecked }) => oddities.length + unchecked.length > 0);
  return told === true ? "warned" : "sound";
}
