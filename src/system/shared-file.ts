import type { Directory } from "./directory.ts";

/** What a process that was killed leaves is deleted by a later one after this time, in milliseconds. */
const abandonedAfter = 3600_000;

/**
 * Puts a small file in place whole, or not at all, as `Directory.replace` does, where several processes may do so at the
 * same time: each writes aside under a name of its own, `NAME.UUID.new`. The last one to finish has the name.
 */
export async function replaceShared(directory: Directory, name: string, text: string, mode: number): Promise<void> {
  removeAbandoned(directory, name, Date.now());
  const aside = `${name}.${crypto.randomUUID()}.new`;
  using file = directory.create(aside, mode);
  try {
    await file.write(new TextEncoder().encode(text));
    await file.sync();
    directory.rename(aside, name);
  } catch (error) {
    directory.tryRemove(aside);
    throw error;
  }
  directory.sync();
}

function removeAbandoned(directory: Directory, name: string, now: number): void {
  const left = directory.names().filter((one) => one.startsWith(`${name}.`) && /\.[0-9a-f-]{36}\.new$/.test(one));
  for (const one of left) {
    const modified = directory.entry(one)?.modified ?? now;
    if (now - modified > abandonedAfter) directory.tryRemove(one);
  }
}
