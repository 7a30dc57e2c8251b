import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** The directories that promsnap works in: whose they are, who works there, how much room there is. */
export interface PlaceFaults {
  /** The ids in the store and in the data directory differ. */
  "store.foreign": { store: string; data: string };
  "store.identityDamaged": { path: string };
  /** Another promsnap holds the lock; what is known of it is missing while it is only just starting. */
  "lock.held": { path: string; process?: number; host?: string; since?: string };
  "data.notFound": { path: string };
  /** No Prometheus server has ever used this directory; `reported` is Prometheus's own path, as far as it told. */
  "data.notPrometheus": { path: string; reported?: string };
  /** The two directories are one inside the other, links resolved. */
  "store.insideData": { store: string; data: string };
  "space.insufficient": { path: string; free: number; needed: number };
}

export const placeExits: { readonly [C in keyof PlaceFaults]: ExitCode } = {
  "store.foreign": exitCodes.configuration,
  "store.identityDamaged": exitCodes.configuration,
  "lock.held": exitCodes.locked,
  "data.notFound": exitCodes.configuration,
  "data.notPrometheus": exitCodes.configuration,
  "store.insideData": exitCodes.configuration,
  "space.insufficient": exitCodes.noSpace,
};
