import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseShellFile } from "../../../src/config/shell-file.ts";
import { configurationText } from "../../../src/jobs/install/configuration-text.ts";
import { configurationRemarks } from "../../../src/report/messages/configuration-remarks.ts";

const surroundings = {
  path: "/etc/prometheus-snapshot.conf",
  environment: {},
  host: { hostname: "h", home: "/root", uid: 0, pwd: "/" },
};
const read = (text: string) => {
  const entries = parseShellFile(new TextEncoder().encode(text), surroundings);
  return Object.fromEntries([...entries].map(([key, { value }]) => [key, value]));
};

test.each(["en", "fr"] as const)(
  "a new configuration has the values that were given, and no other (%s)",
  (language) => {
    const values = { HOST: "http://localhost:9090", SERVICE: "docker:prometheus", READY_TIMEOUT: "20m" };
    const text = configurationText(values, configurationRemarks[language]);
    expect(read(text)).toEqual(values);
    expect(text).toContain("\n# KEEP_LAST=8\n");
  },
);

test("whatever a value is, it is read back to the letter", () => {
  const printable = fc
    .string({ unit: "grapheme", maxLength: 40 })
    .filter((text) => !/\p{Cc}|\p{Cs}/u.test(text) && text !== "");
  const property = fc.property(printable, (value) => {
    expect(read(configurationText({ SNAPSHOT_DIR: value }, configurationRemarks.en))).toEqual({ SNAPSHOT_DIR: value });
  });
  fc.assert(property, { numRuns: 500, examples: [["it's $HOME `x` \\"], ["~"], ["a b"], ["!#"]] });
});
