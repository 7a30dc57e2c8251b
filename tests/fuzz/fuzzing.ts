/**
 * Feeds readers with what nobody should ever write, and holds them to one promise: every input ends in a value or in a
 * fault that can be said in both languages, soon, and without taking more and more memory.
 */
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { Fault } from "../../src/errors.ts";
import { sayFault } from "../../src/report/say.ts";
import { watchOver } from "./watch.ts";

const { PROMSNAP_TEST_FULL, PROMSNAP_TEST_SEED } = process.env;
/** How long each reader is fed, in milliseconds. */
const feeding = PROMSNAP_TEST_FULL ? 20_000 : 2000;
/** The one with which a run repeats: what is fed is the same, as much of it as the time allows. */
const seed = Number(PROMSNAP_TEST_SEED ?? Date.now() % 2 ** 31);

/** Milliseconds of processor time that one input may take, and bytes by which memory may grow over one, or over all. */
const most = { time: 1500, once: 256 << 20, growth: 400 << 20 };
/** Inputs after which the engine has made itself at home. */
const settled = 200;

const corpus = join(import.meta.dir, "corpus");

/** What is fed. */
export interface Reader<T> {
  /** What it reads, for a test's name; its part of the corpus is called the same. */
  readonly name: string;
  /** Draws inputs, sound ones and those made of them. */
  readonly inputs: fc.Arbitrary<Uint8Array>;
  /** Inputs that have to be accepted: a reader that refuses everything passes every other test. */
  readonly sound: readonly Uint8Array[];
  /** Answers undefined for what it does not accept, or throws a fault. */
  read(input: Uint8Array): T | undefined | Promise<T | undefined>;
  /** Throws where something that has to hold of what was accepted does not. */
  holds?(accepted: T): void | Promise<void>;
}

/** Makes the tests of one reader: its sound inputs, what was found once, and the feeding. */
export function fuzz<T>(reader: Reader<T>): void {
  describe(reader.name, () => {
    test("is read as it is written", async () => {
      for (const input of reader.sound)
        expect([shown(input), await judge(reader, input)]).toEqual([shown(input), "accepted"]);
    });

    for (const name of corpusOf(reader.name)) {
      test(`once: ${name.replaceAll("-", " ")}`, async () => {
        await judge(reader, readFileSync(join(corpus, reader.name.replaceAll(" ", "-"), name)));
      });
    }

    test(
      "ends in a value or a fault, whatever it is",
      async () => {
        const { fed, accepted } = await feed(reader);
        if (PROMSNAP_TEST_FULL) process.stderr.write(`${reader.name}: ${fed} inputs, ${accepted} accepted\n`);
        expect(fed).toBeGreaterThan(50);
      },
      4 * feeding + 120_000,
    );
  });
}

function corpusOf(name: string): string[] {
  try {
    return readdirSync(join(corpus, name.replaceAll(" ", "-"))).sort();
  } catch {
    return [];
  }
}

async function feed<T>(reader: Reader<T>): Promise<{ fed: number; accepted: number }> {
  let [fed, accepted, before] = [0, 0, 0];
  using watch = watchOver(reader.name);
  const property = fc.asyncProperty(reader.inputs, async (input) => {
    if (++fed === settled) before = process.memoryUsage.rss();
    watch.begin(input);
    if ((await judge(reader, input)) === "accepted") accepted += 1;
    watch.end();
  });
  const limits = { interruptAfterTimeLimit: feeding, numRuns: 100_000_000 };
  const { failed, counterexample, errorInstance } = await fc.check(property, { ...limits, seed });
  if (failed && counterexample) {
    const [input] = counterexample;
    const repeat = `PROMSNAP_TEST_SEED=${seed}`;
    throw new Error(`${repeat}, ${reader.name}: ${shown(input)}\n${errorInstance}`, { cause: errorInstance });
  }
  Bun.gc(true);
  if (fed > settled) expect(process.memoryUsage.rss() - before).toBeLessThan(most.growth);
  return { fed, accepted };
}

/** Reads one input and holds the reader to its promise. */
async function judge<T>(reader: Reader<T>, input: Uint8Array): Promise<string> {
  const [cpu, memory] = [process.cpuUsage(), process.memoryUsage.rss()];
  try {
    const value = await reader.read(Uint8Array.from(input));
    if (value === undefined) return "refused";
    await reader.holds?.(value);
    return "accepted";
  } catch (error) {
    if (!(error instanceof Fault) || error.data.code === "internal") throw error;
    expectSayable(error);
    return error.message;
  } finally {
    const { user, system } = process.cpuUsage(cpu);
    expect((user + system) / 1000).toBeLessThan(most.time);
    expect(process.memoryUsage.rss() - memory).toBeLessThan(most.once);
  }
}

/** A message is one that a terminal may be given, whatever was in the input. */
export function expectSayable({ data }: Pick<Fault, "data">): void {
  for (const language of ["en", "fr"] as const) expectPrintable(sayFault(data, language).join(" "));
}

/** Nothing in the text moves a cursor, breaks a line or hides another text. */
export function expectPrintable(text: string): void {
  expect(text).not.toMatch(/[\p{Cc}\p{Bidi_Control}]|undefined|\[object |native code/u);
}

function shown(input: Uint8Array): string {
  return `${JSON.stringify(new TextDecoder().decode(input.subarray(0, 2000)))}\n${Buffer.from(input).toString("base64")}`;
}
