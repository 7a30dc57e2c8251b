import { type Ability, describeWith } from "../bed/abilities.ts";
import type { Version } from "../bed/prometheus.ts";

const all: readonly { readonly version: Version; readonly name: string; readonly ability: Ability }[] = [
  { version: "2", name: "Prometheus 2.42", ability: "prometheus" },
  { version: "3", name: "Prometheus 3.16", ability: "prometheus3" },
];

/** Describes what holds for every version of Prometheus that the bed has, with each of them. */
export function describeVersions(name: string, needs: readonly Ability[], body: (version: Version) => void): void {
  for (const one of all) describeWith(one.ability, ...needs)(`${name}, ${one.name}`, () => body(one.version));
}
