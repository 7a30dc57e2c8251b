/** Debian's libfaketime, which moves the clock of a process that loads it: the ability `faketime`. */
export const fakeTimeLibrary = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

/** The environment in which a program has such a clock: `+1h`, or `+0 x60` for one by which minutes pass in seconds. */
export function fakeTime(specification: string): Readonly<Record<string, string>> {
  return { LD_PRELOAD: fakeTimeLibrary, FAKETIME: specification };
}
