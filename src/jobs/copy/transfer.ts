import { handOnArchive } from "../../archive/verification.ts";
import { fault } from "../../errors.ts";
import { notice } from "../../notices.ts";
import { reasonOf } from "../../report/reason.ts";
import { limitDraft } from "../../stores/limited-draft.ts";
import type { Store, StoreDraft } from "../../stores/store.ts";
import { unlessAborted } from "../../system/abort.ts";
import type { JobContext } from "../backup-terms.ts";
import { type CopySource, checkSum } from "./source.ts";
import type { CopyEvents } from "./terms.ts";

/**
 * Copies an archive into a store, in one pass: while its bytes go there they are held against its checksum file and gzip's
 * own, and read as the archive that they have to be. It gets its name only when all was right and the store has proved what
 * it holds; else nothing of it stays. Answers its SHA-256. Throws `copy.noRoom`, `archive.corrupt`, `verify.checksumWrong`.
 */
export async function transfer(
  source: CopySource,
  store: Store,
  context: JobContext,
  events: CopyEvents,
): Promise<string> {
  const { name, file, sha256: expected } = source;
  refuseFull(store, file.size);
  const terms = { atMost: file.size, ...(expected === undefined ? {} : { sha256: expected }) };
  const { settings, system, signal } = context;
  const limit = { rate: settings.BANDWIDTH_LIMIT, clock: system.clock, signal };
  const draft = limitDraft(await store.begin(name, terms), limit);
  try {
    const sha256 = await fill(draft, source, context, events);
    await draft.commit();
    return sha256;
  } catch (error) {
    const failure = await draft.discard();
    if (failure !== undefined) {
      events.notice(notice("partial.notRemoved", { path: draft.path, reason: reasonOf(failure) }));
    }
    throw error;
  }
}

function refuseFull(store: Store, needed: number): void {
  const free = store.free();
  if (free !== undefined && free < needed) throw fault("copy.noRoom", { path: store.location, free, needed });
}

async function fill(
  draft: StoreDraft,
  source: CopySource,
  { signal }: JobContext,
  events: CopyEvents,
): Promise<string> {
  const { file } = source;
  events.phase("copying", file.size);
  const progress = (doneBytes: number) => events.progress(doneBytes);
  const read = await handOnArchive(file, draft, { signal, progress });
  checkSum(source, read.sha256);
  events.phase("checking", 0);
  const proved = await unlessAborted(draft.prove(), signal);
  if (proved !== read.sha256) throw fault("archive.readBack", { path: draft.path });
  return proved;
}
