/** Calls that bash never makes, nor what the service's program starts. */
const foreignToBash: ReadonlySet<string> = new Set([
  "rename",
  "unlink",
  "rmdir",
  "mkdir",
  "fchmod",
  "fchown",
  "utimensat",
  "fsync",
  "vfork",
]);

/**
 * How strace stops a restore. Where the calls in question are none of bash's, the kernel stops promsnap and the service's
 * program at them only, which takes a quarter of the time, but loses signals that are injected; else strace lets go of
 * the program and has promsnap stop at each of its calls.
 */
export function howToStop(options: readonly string[]): readonly string[] {
  const traced = options.find((option) => option.startsWith("trace="))?.slice("trace=".length) ?? "all";
  const isForeign = traced.split(",").every((call) => foreignToBash.has(call));
  return isForeign && !options.some((option) => option.includes("signal=")) ? ["--seccomp-bpf"] : ["-b", "execve"];
}
