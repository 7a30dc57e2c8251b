import { expect, test } from "bun:test";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { proveServing } from "../../src/prometheus/proof.ts";
import { describeWith } from "../bed/abilities.ts";
import { blocksIn, fillDataDirectory, ulidOf } from "../bed/blocks.ts";
import { startPrometheus } from "../bed/prometheus.ts";
import { setScene } from "../bed/scene.ts";
import { temporaryDirectory } from "../bed/temporary.ts";
import { clientOf, unbroken } from "./clients.ts";
import { lineagesIn, probeIn, termsOf } from "./proving.ts";
import { describeVersions } from "./versions.ts";

describeVersions("a probe", [], (version) => {
  test("of any block is what Prometheus answers", async () => {
    await using scene = await setScene({ version, head: false });
    const terms = termsOf(scene.prometheus.url, scene.dataDirectory);
    const blocks = await blocksIn(scene.dataDirectory);
    for (const block of lineagesIn(scene.dataDirectory)) {
      const probe = probeIn(scene.dataDirectory, [block]);
      expect(probe?.block).toBe(block.ulid);
      const proof = await proveServing({ ...terms, expected: { ...terms.expected, probe } });
      expect(proof.kind).toBe("proved");
    }
    expect(blocks).toHaveLength(12);
  });

  test("is never a sample that was deleted", async () => {
    await using scene = await setScene({ version, head: false });
    const first = probeIn(scene.dataDirectory);
    const name = first?.labels["__name__"] ?? "";
    const matches = new URLSearchParams({ "match[]": name });
    const deleting = await fetch(`${scene.prometheus.url}/api/v1/admin/tsdb/delete_series?${matches}`, {
      method: "POST",
    });
    expect(deleting.status).toBe(204);
    const second = probeIn(scene.dataDirectory);
    expect([second?.block, second?.labels["__name__"]]).toEqual([first?.block, expect.not.stringMatching(name)]);
    expect((await proveServing(termsOf(scene.prometheus.url, scene.dataDirectory))).kind).toBe("proved");
    const { expected } = termsOf(scene.prometheus.url, scene.dataDirectory);
    const deleted = termsOf(scene.prometheus.url, scene.dataDirectory, { expected: { ...expected, probe: first } });
    await expect(proveServing(deleted)).rejects.toMatchObject({ data: { code: "proof.otherSample" } });
  });

  test("of the head's block, with the values of a Prometheus that scrapes itself, is what another one answers", async () => {
    await using scene = await setScene({ version, blocks: "none" });
    const name = await clientOf(scene.prometheus.url).takeSnapshot({ skipHead: false, signal: unbroken() });
    await using place = await temporaryDirectory();
    await cp(join(scene.dataDirectory, "snapshots", name), place.path, { recursive: true });
    await using again = await startPrometheus({ version, dataDirectory: place.path });
    expect(probeIn(place.path)?.labels["job"]).toBe("self");
    expect((await proveServing(termsOf(again.url, place.path))).kind).toBe("proved");
  });
});

describeWith("prometheus3")("a probe in blocks of a Prometheus that stores start times", () => {
  test("is found in their encoding, and is what another one answers", async () => {
    await using scene = await setScene({ version: "3", blocks: "none", flags: ["--enable-feature=st-storage"] });
    const name = await clientOf(scene.prometheus.url).takeSnapshot({ skipHead: false, signal: unbroken() });
    await using place = await temporaryDirectory();
    await cp(join(scene.dataDirectory, "snapshots", name), place.path, { recursive: true });
    const [block = ""] = await blocksIn(place.path);
    const segment = await Bun.file(join(place.path, block, "chunks/000001")).bytes();
    const firstEncoding = segment[segment.findIndex((byte, at) => at >= 8 && byte < 0x80) + 1];
    expect(firstEncoding).toBe(4);
    await using again = await startPrometheus({ version: "3", dataDirectory: place.path });
    expect((await proveServing(termsOf(again.url, place.path))).kind).toBe("proved");
  });
});

describeWith("blocks")("a probe among blocks that overlap", () => {
  test("is one of a time that no other block has", async () => {
    await using place = await temporaryDirectory();
    await fillDataDirectory(place.path);
    const [newest = "", before = ""] = (await blocksIn(place.path)).reverse();
    const copy = ulidOf(7, 7);
    await cp(join(place.path, newest), join(place.path, copy), { recursive: true });
    const meta = await Bun.file(join(place.path, copy, "meta.json")).json();
    await Bun.write(join(place.path, copy, "meta.json"), JSON.stringify({ ...meta, ulid: copy }));
    expect(probeIn(place.path)?.block).toBe(before);
    const half = Math.floor((meta.minTime + meta.maxTime) / 2);
    await Bun.write(join(place.path, copy, "meta.json"), JSON.stringify({ ...meta, ulid: copy, minTime: half }));
    const probe = probeIn(place.path);
    expect(probe?.block).toBe(newest);
    expect(probe?.time).toBeLessThan(half);
  });

  test("is of a block that is still there, when others vanish meanwhile", async () => {
    await using place = await temporaryDirectory();
    await fillDataDirectory(place.path);
    const [newest = "", before = ""] = (await blocksIn(place.path)).reverse();
    const blocks = lineagesIn(place.path);
    await rm(join(place.path, newest), { recursive: true });
    expect(probeIn(place.path, blocks)?.block).toBe(before);
  });

  test("is none where every block has its double", async () => {
    await using place = await temporaryDirectory();
    await fillDataDirectory(place.path);
    for (const [number, ulid] of (await blocksIn(place.path)).entries()) {
      const copy = ulidOf(7, number);
      await cp(join(place.path, ulid), join(place.path, copy), { recursive: true });
      const meta = await Bun.file(join(place.path, copy, "meta.json")).json();
      await Bun.write(join(place.path, copy, "meta.json"), JSON.stringify({ ...meta, ulid: copy }));
    }
    expect(probeIn(place.path)).toBeUndefined();
  });
});
