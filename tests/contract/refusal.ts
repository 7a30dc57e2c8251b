import { Fault, type FaultData } from "../../src/errors.ts";

/** The fault that a promise is rejected with. Throws when it is not rejected, or with something else. */
export async function refusal(promise: Promise<unknown>): Promise<FaultData & { readonly exitCode: number }> {
  const error = await promise.then(
    () => new Error("nothing was refused"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Fault)) throw error;
  return { ...error.data, exitCode: error.exitCode };
}
