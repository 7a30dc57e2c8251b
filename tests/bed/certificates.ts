import { join } from "node:path";
import { must } from "./processes.ts";

/** Makes an authority in ca.pem of the directory, and certificates that it signed: a good one, another name's, an expired one. */
export async function makeCertificates(directory: string) {
  const openssl = (...words: string[]) => must(["openssl", ...words], { directory });
  const newKey = (name: string) => [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-keyout",
    `${name}.key`,
  ];
  await openssl("req", "-x509", ...newKey("ca"), "-out", "ca.pem", "-days", "2", "-subj", "/CN=authority");
  const sign = async (name: string, host: string, ...dates: string[]) => {
    await Bun.write(join(directory, "names"), `subjectAltName=DNS:${host}\n`);
    await openssl("req", ...newKey(name), "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    const authority = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names"];
    await openssl("x509", "-req", "-in", `${name}.csr`, "-out", `${name}.pem`, ...authority, ...dates);
    const read = (path: string) => Bun.file(join(directory, path)).text();
    return { cert: await read(`${name}.pem`), key: await read(`${name}.key`) };
  };
  // openssl's x509 takes no dates, its ca does, and wants a whole configuration for it.
  const expire = async () => {
    const { key } = await sign("expired", "localhost", "-days", "2");
    await Bun.write(join(directory, "index"), "");
    await Bun.write(join(directory, "serial"), "01\n");
    await Bun.write(join(directory, "ca.cnf"), authorityConfiguration);
    const dates = ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"];
    const files = ["-cert", "ca.pem", "-keyfile", "ca.key", "-in", "expired.csr", "-out", "expired.pem"];
    await openssl("ca", "-batch", "-notext", "-config", "ca.cnf", "-extfile", "names", ...files, ...dates);
    return { cert: await Bun.file(join(directory, "expired.pem")).text(), key };
  };
  return {
    good: await sign("good", "localhost", "-days", "2"),
    elsewhere: await sign("elsewhere", "elsewhere.example", "-days", "2"),
    expired: await expire(),
  };
}

const authorityConfiguration = `
[ca]
default_ca = authority
[authority]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = anyone
[anyone]
commonName = supplied
`;
