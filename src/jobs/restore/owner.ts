import type { Settings } from "../../config/settings.ts";
import { isEmptyData } from "../../prometheus/data-children.ts";
import { giveTo, type Owner } from "../../system/attributes.ts";
import type { Directory, Entry } from "../../system/directory.ts";
import { isUlid } from "../../tsdb/meta.ts";

/** Whom Prometheus's own images run as, and whom the bash script gave everything to. */
const nobody: Owner = { user: 65534, group: 65534 };

/**
 * Who is to own restored data: DATA_OWNER, else the owner of `wal`, of the newest block, or of the data directory unless
 * that is root, else 65534:65534. `user` is who promsnap runs as: only root can give to others, so that in a volume of
 * root's that a group may write to (Kubernetes's fsGroup) anybody else keeps the data, for that group.
 */
export function ownerOfData({ DATA_OWNER }: Pick<Settings, "DATA_OWNER">, data: Directory, user: number): Owner {
  if (DATA_OWNER !== undefined) return DATA_OWNER;
  const entries = data.entries();
  const blocks = entries.filter(({ name, kind }) => kind === "directory" && isUlid(name));
  const witness = entries.find(({ name }) => name === "wal") ?? blocks.at(-1);
  if (witness !== undefined) return ownerOf(witness);
  const ownership = data.ownership();
  if (ownership.user !== 0) return ownership;
  return user === 0 ? nobody : { user, group: ownership.group };
}

/**
 * Gives a data directory that holds nothing yet away as well: whom its content belongs to has to write there. Where promsnap
 * is not root, `user`, who could write there, is whom the content belongs to.
 */
export function giveEmptyData(data: Directory, owner: Owner, user: number): void {
  if (user === 0 && isEmptyData(data)) giveTo(data.descriptor, data.path, owner);
}

function ownerOf({ owner, group }: Entry): Owner {
  return { user: owner, group };
}
