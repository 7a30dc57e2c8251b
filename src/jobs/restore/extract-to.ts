import { basename, dirname, resolve } from "node:path/posix";
import { fault } from "../../errors.ts";
import { walName } from "../../prometheus/data-children.ts";
import { move } from "../../system/moving.ts";
import type { ReadingContext } from "../backup-terms.ts";
import { openArchive } from "../find-archive.ts";
import { type Staged, stageInto } from "./staging.ts";
import type { RestoreEvents, RestoreRequest } from "./terms.ts";

/** What `--to` made. */
export interface ExtractedTo {
  readonly archive: string;
  readonly directory: string;
  readonly staged: Staged;
}

/**
 * Extracts and checks an archive into a new directory, whose block directories Prometheus and promtool open as they are.
 * It carries its name only once all of it is sound and on the disk. Throws `restore.targetExists`.
 */
export async function extractTo(
  context: ReadingContext,
  { file, skipDamaged }: Pick<RestoreRequest, "file" | "skipDamaged">,
  directory: string,
  events: RestoreEvents,
): Promise<ExtractedTo> {
  const { system } = context;
  const target = resolve(system.host.workingDirectory, directory);
  const [name, partial] = [basename(target), `${basename(target)}.partial`];
  using parent = system.openDirectory(dirname(target));
  for (const taken of [name, partial]) {
    if (parent.entry(taken) !== undefined) throw fault("restore.targetExists", { path: parent.pathOf(taken) });
  }
  using opened = await openArchive(context, file);
  const { file: archive } = opened;
  events.phase("staging", archive.size);
  parent.makeDirectory(partial, 0o755);
  try {
    using into = parent.directory(partial);
    const staged = await stageInto(context, into, archive, undefined, skipDamaged, events);
    // promtool's dump reads no directory without one.
    into.makeDirectory(walName, 0o755);
    into.sync();
    move(parent, partial, parent, name);
    parent.sync();
    events.step("staged");
    return { archive: archive.path, directory: target, staged };
  } catch (error) {
    parent.removeTree(partial);
    throw error;
  }
}
