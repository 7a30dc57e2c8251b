import { distance } from "fastest-levenshtein";
import { type SettingKey, settingKeys } from "./keys.ts";

/** The known key that someone most likely meant, or undefined where none is near. */
export function nearestKey(name: string): SettingKey | undefined {
  const typed = name.toUpperCase().replace(/^PROMSNAP_/, "");
  const farthest = Math.max(2, Math.floor(typed.length / 3));
  const [nearest] = settingKeys
    .map((key) => ({ key, edits: distance(typed, key) }))
    .filter(({ edits }) => edits <= farthest)
    .sort((one, other) => one.edits - other.edits);
  return nearest?.key;
}
