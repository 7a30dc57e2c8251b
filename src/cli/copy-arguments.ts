import { readStore, type StoreSetting } from "../config/store-setting.ts";
import { fault } from "../errors.ts";

/** What `promsnap copy` is to copy, as it was typed, and where to. */
export interface CopyChoices {
  readonly snapshot: string;
  readonly store: StoreSetting;
}

/** What a checked command line of `copy` asks for. Throws `usage.missingArgument`, `usage.invalidValue`. */
export function copyChoices([snapshot = "", store = ""]: readonly string[]): CopyChoices {
  const command = "promsnap copy";
  if (snapshot === "") throw fault("usage.missingArgument", { argument: "SNAPSHOT", command });
  if (store === "") throw fault("usage.missingArgument", { argument: "STORE", command });
  const reading = readStore(store);
  if ("value" in reading) return { snapshot, store: reading.value };
  throw fault("usage.invalidValue", { option: "STORE", value: store, expected: reading.expected, command });
}
