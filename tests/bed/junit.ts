/** What a JUnit report says. Names are those of the suites and the test, joined by " > ". */
export interface Report {
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function attribute(tag: string, name: string): string {
  const [, text = ""] = new RegExp(` ${name}="([^"]*)"`).exec(tag) ?? [];
  return text.replace(/&(\w+);/g, (whole, entity: string) => entities[entity] ?? whole);
}

/** Reads the report that `bun test --reporter=junit` writes. */
export function readReport(xml: string): Report {
  const failed: string[] = [];
  const skipped: string[] = [];
  let passed = 0;
  for (const [, tag = "", , inside = ""] of xml.matchAll(/<testcase([^>]*?)(\/>|>([\s\S]*?)<\/testcase>)/g)) {
    const name = [attribute(tag, "file"), attribute(tag, "classname"), attribute(tag, "name")]
      .filter(Boolean)
      .join(" > ");
    if (/<(?:failure|error)\b/.test(inside)) failed.push(name);
    else if (/<skipped\b/.test(inside)) skipped.push(name);
    else passed++;
  }
  return { passed, failed, skipped };
}
