import { describe, expect, test } from "bun:test";
import { startAnswers } from "../../bed/answers.ts";
import type { S3 } from "../../bed/s3.ts";
import { caught } from "../../prometheus/clients.ts";
import { openStore } from "./opening.ts";

/** Fakes: answers of Amazon's own servers, as its documentation has them, that radosgw does not give. */
describe("a server that answers as Amazon's", () => {
  async function faultOf(answer: () => Response) {
    await using server = startAnswers(answer);
    const s3 = { url: server.url, user: { accessKeyId: "AK", secretAccessKey: "SK" }, bucket: "snapshots" } as S3;
    await using opened = await openStore(s3, { access: { endpoint: server.url, region: "eu-west-3" } });
    const { data } = await caught(() => opened.store.files());
    return { data, asked: server.asked.length };
  }
  const xml = (status: number, code: string, more = "", headers: Record<string, string> = {}) =>
    new Response(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>words</Message>${more}</Error>`, {
      status,
      headers: { "content-type": "application/xml", ...headers },
    });

  test("names the region that the bucket is in", async () => {
    const moved = () => xml(301, "PermanentRedirect", "", { "x-amz-bucket-region": "us-west-2" });
    const malformed = () => xml(400, "AuthorizationHeaderMalformed", "<Region>us-west-2</Region>");
    for (const answer of [moved, malformed]) {
      expect(await faultOf(answer)).toMatchObject({
        data: { code: "s3.wrongRegion", details: { region: "eu-west-3", expected: "us-west-2" } },
        asked: 1,
      });
    }
  });

  test("says that temporary keys have expired", async () => {
    const { data } = await faultOf(() => xml(400, "ExpiredToken"));
    expect(data).toMatchObject({ code: "s3.wrongKeys", details: { problem: "expired" } });
  });

  test("is not followed elsewhere", async () => {
    await using other = startAnswers(() => new Response("never"));
    const away = { location: `${other.url}/stolen` };
    const { data } = await faultOf(() => new Response(null, { status: 307, headers: away }));
    expect(data).toMatchObject({ code: "s3.redirected", details: { status: 307 } });
    expect(other.asked).toEqual([]);
  });

  test("is told from one that is none", async () => {
    const { data } = await faultOf(() => new Response("<html>hello</html>", { status: 200 }));
    expect(data.code).toBe("s3.unexpected");
  });
});
