import { ComponentType, HashAlgorithm } from "@cyclonedx/cyclonedx-library/Enums";
import {
  Bom,
  Component,
  ComponentRepository,
  HashDictionary,
  LicenseRepository,
  Metadata,
  NamedLicense,
  SpdxLicense,
} from "@cyclonedx/cyclonedx-library/Models";
import { JSON as Json, JsonSerializer } from "@cyclonedx/cyclonedx-library/Serialize";
import { isSupportedSpdxId } from "@cyclonedx/cyclonedx-library/SPDX";
import { Spec1dot6 } from "@cyclonedx/cyclonedx-library/Spec";
import { type LinkedLibrary, linkedLibraries } from "./release-bun.ts";
import type { Part } from "./release-contents.ts";
import type { Pin, Target } from "./release-targets.ts";

/**
 * What is in one executable, as CycloneDX 1.6 in JSON: promsnap, the npm packages bundled into it, and Bun's runtime with
 * the libraries that Bun's chapter on licences names in it. The same contents give the same text.
 */
export function billOfMaterials(
  release: { readonly version: string; readonly time: number },
  target: Target,
  runtime: Pin,
  bunChapter: string,
  parts: readonly Part[],
): string {
  const linked = linkedLibraries(bunChapter).map(ofLibrary);
  const bun = ofPackage({ name: target.runtime, license: "MIT", ...runtime }, linked);
  const promsnap = new Component(ComponentType.Application, "promsnap", {
    version: release.version,
    bomRef: `promsnap@${release.version}`,
    description: `The executable for ${target.name}`,
    licenses: licences("MIT"),
  });
  const components = new ComponentRepository([bun, ...parts.map((part) => ofPackage(part))]);
  for (const { bomRef } of components) promsnap.dependencies.add(bomRef);
  const metadata = new Metadata({ timestamp: new Date(release.time * 1000), component: promsnap });
  const serializer = new JsonSerializer(new Json.Normalize.Factory(Spec1dot6));
  return `${serializer.serialize(new Bom({ metadata, components }), { sortLists: true, space: 2 })}\n`;
}

function ofPackage(
  { name, version, license, integrity }: Omit<Part, "texts">,
  contains: readonly Component[] = [],
): Component {
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const sha512 = Buffer.from(integrity.replace("sha512-", ""), "base64").toString("hex");
  const type = contains.length > 0 ? ComponentType.Platform : ComponentType.Library;
  return new Component(type, name, {
    version,
    purl,
    bomRef: purl,
    licenses: licences(license),
    hashes: new HashDictionary([[HashAlgorithm["SHA-512"], sha512]]),
    components: new ComponentRepository(contains),
  });
}

function ofLibrary({ name, license, url }: LinkedLibrary): Component {
  return new Component(ComponentType.Library, name, { bomRef: url, description: url, licenses: licences(license) });
}

/** An identifier of SPDX's where it is one, else whatever was said. */
const licences = (said: string) =>
  new LicenseRepository([isSupportedSpdxId(said) ? new SpdxLicense(said) : new NamedLicense(said)]);
