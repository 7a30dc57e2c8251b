import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { type TlsSettings, tlsOptions } from "../../src/prometheus/tls.ts";
import { readFile } from "../../src/system/paths.ts";
import { describeWith } from "../bed/abilities.ts";
import { must } from "../bed/processes.ts";
import { writeCertificate } from "../bed/prometheus.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { caught } from "./clients.ts";

const nothing: TlsSettings = {
  TLS_CA_FILE: undefined,
  TLS_CERT_FILE: undefined,
  TLS_KEY_FILE: undefined,
  TLS_INSECURE: false,
};

test("without settings only the system's authorities are trusted", () => {
  expect(tlsOptions(nothing, readFile)).toEqual({ authorities: [], insecure: false });
  expect(tlsOptions({ ...nothing, TLS_INSECURE: true }, readFile).insecure).toBe(true);
});

describeWith("openssl")("files of TLS", () => {
  let place: Temporary;
  let certificate: string;
  let key: string;
  const at = (name: string) => join(place.path, name);

  beforeAll(async () => {
    place = await temporaryDirectory();
    ({ certificate, key } = await writeCertificate(place.path));
    const text = await Bun.file(certificate).text();
    await Bun.write(at("bundle.pem"), `# mine\n${text}\n${text.replaceAll("\n", "\r\n")}`);
    await Bun.write(at("bad.pem"), text.replace(/\n[\s\S]{40}/, "\nAAAA"));
    await Bun.write(at("text.pem"), "nothing of the kind");
    await must(["openssl", "pkey", "-in", key, "-aes256", "-passout", "pass:x", "-out", at("encrypted.pem")]);
    await must(["openssl", "ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", at("other.pem")]);
  });

  afterAll(async () => await place.remove());

  const client = (cert: string, of: string) => ({ ...nothing, TLS_CERT_FILE: cert, TLS_KEY_FILE: of });

  test("every certificate of TLS_CA_FILE is trusted", () => {
    expect(tlsOptions({ ...nothing, TLS_CA_FILE: at("bundle.pem") }, readFile).authorities).toHaveLength(2);
  });

  test("a client certificate goes with its key", async () => {
    const options = tlsOptions(client(certificate, key), readFile);
    expect(options.key).toBe(await Bun.file(key).text());
    expect(options.certificate).toContain("BEGIN CERTIFICATE");
  });

  const wrong: [problem: string, settings: () => TlsSettings][] = [
    ["no certificate", () => ({ ...nothing, TLS_CA_FILE: at("text.pem") })],
    ["no certificate", () => ({ ...nothing, TLS_CA_FILE: key })],
    ["bad certificate", () => ({ ...nothing, TLS_CA_FILE: at("bad.pem") })],
    ["no private key", () => client(certificate, certificate)],
    ["encrypted key", () => client(certificate, at("encrypted.pem"))],
    ["key of another certificate", () => client(certificate, at("other.pem"))],
  ];
  for (const [index, [problem, settings]] of wrong.entries()) {
    test(`${problem} is a mistake of the configuration that names the file (${index + 1})`, async () => {
      const fault = await caught(() => tlsOptions(settings(), readFile));
      expect(fault.data).toMatchObject({ code: "tls.file", details: { problem } });
      expect(fault.exitCode).toBe(3);
      expect(Bun.inspect(fault)).not.toContain("PRIVATE KEY-----\n");
    });
  }

  test("a file that is not there is one too", async () => {
    const fault = await caught(() => tlsOptions({ ...nothing, TLS_CA_FILE: at("none.pem") }, readFile));
    expect(fault.data).toMatchObject({ code: "tls.unreadable", details: { key: "TLS_CA_FILE", path: at("none.pem") } });
    expect(fault.exitCode).toBe(3);
  });
});
