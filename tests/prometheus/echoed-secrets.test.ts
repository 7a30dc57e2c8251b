import { expect, test } from "bun:test";
import { jsonAnswer, startAnswers } from "../bed/answers.ts";
import { clientOf, faultOf, type Wishes } from "./clients.ts";

const login = { username: "admin", password: 'hunter2 $é#"' };
const encoded = Buffer.from(`${login.username}:${login.password}`, "utf8").toString("base64");

// A fake: a proxy that is set to show what it was sent. Prometheus itself never does.
const echoes: [what: string, answer: (sent: string) => Response][] = [
  ["words", (sent) => new Response(`You sent ${sent} (${login.password})`, { status: 500 })],
  ["an error", (sent) => jsonAnswer({ status: "error", errorType: sent, error: `${sent} ${login.password}` }, 500)],
  ["a snapshot's name", (sent) => jsonAnswer({ status: "success", data: { name: sent } })],
];
const wishes: [how: string, wishes: Wishes, secrets: string[]][] = [
  ["a password", login, [encoded, login.password]],
  ["a bearer token", { token: "eyJhbGciOi" }, ["eyJhbGciOi"]],
];

for (const [how, wish, secrets] of wishes) {
  for (const [what, answer] of echoes) {
    test(`${how} that comes back as ${what} is in no fault`, async () => {
      await using server = startAnswers((request) => answer(request.headers.get("authorization") ?? ""));
      const { data } = await faultOf(clientOf(server.url, wish));
      expect(JSON.stringify(data)).toContain("***");
      for (const secret of secrets) expect(JSON.stringify(data)).not.toContain(JSON.stringify(secret).slice(1, -1));
    });
  }
}
