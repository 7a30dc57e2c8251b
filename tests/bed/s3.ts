import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { freePort } from "./ports.ts";
import { must, type Running, start } from "./processes.ts";
import { writeCertificate } from "./prometheus.ts";
import { temporaryDirectory } from "./temporary.ts";
import { until } from "./waiting.ts";

/** Who may use the server: both keys of one of its users. */
export interface S3User {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A real S3 server, Ceph's radosgw, on loopback ports. It keeps everything in memory, and takes any region. */
export interface S3 extends AsyncDisposable {
  /** Where it answers over plain http, and over TLS with the certificate. */
  readonly url: string;
  readonly tlsUrl: string;
  readonly port: number;
  readonly certificate: string;
  readonly user: S3User;
  /** Amazon's own SDK, as somebody else would use it. */
  readonly client: S3Client;
  /** A bucket of that user's. */
  readonly bucket: string;
  /** Makes another user, who has no rights to the first one's buckets. */
  addUser(name: string): Promise<S3User>;
  /** Runs radosgw-admin, for instance to set a quota; answers its stdout. */
  admin(...words: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts it, with an empty cluster of its own behind it: about three seconds. The recipe is Ceph's own manual deployment;
 * what makes it quick is a monitor that proposes at once, and a disk that is none.
 */
export async function startS3({ bytes = 4 * 2 ** 30 } = {}): Promise<S3> {
  const scratch = await temporaryDirectory();
  const running: Running[] = [];
  const stop = async () => {
    // Nothing that they keep is worth an orderly end, which takes seconds.
    for (const daemon of running.reverse()) daemon.kill("SIGKILL");
    await Promise.all(running.map(({ ended }) => ended));
    await scratch.remove();
  };
  try {
    const [monitor, port, tlsPort] = [await freePort(), await freePort(), await freePort()];
    const { certificate, key } = await writeCertificate(scratch.path);
    // The server wants both in one file.
    const pem = join(scratch.path, "server.pem");
    await Bun.write(pem, `${await Bun.file(key).text()}${await Bun.file(certificate).text()}`);
    await chmod(pem, 0o600);
    const frontend = `beast endpoint=127.0.0.1:${port} ssl_endpoint=127.0.0.1:${tlsPort} ssl_certificate=${pem}`;
    const cluster = await makeCluster(scratch.path, monitor, frontend, bytes);
    await startCluster(cluster, running);
    const admin = (...words: readonly string[]) => cluster.run(["radosgw-admin", ...words]);
    const addUser = async (name: string): Promise<S3User> => {
      const user = { accessKeyId: `AK${name.toUpperCase()}`, secretAccessKey: `SK-secret-of-${name}` };
      const keys = [`--access-key=${user.accessKeyId}`, `--secret-key=${user.secretAccessKey}`];
      await admin("user", "create", `--uid=${name}`, `--display-name=${name}`, ...keys);
      return user;
    };
    const url = `http://127.0.0.1:${port}`;
    const ended = Promise.race(running.map(({ ended }) => ended)).then(() => {
      throw new Error("a daemon of the cluster ended at once");
    });
    await Promise.race([until("radosgw answers", async () => (await fetch(url)).status === 200, 60_000), ended]);
    const user = await addUser("owner");
    const tlsUrl = `https://localhost:${tlsPort}`;
    const client = new S3Client({ endpoint: url, region: "us-east-1", forcePathStyle: true, credentials: user });
    const bucket = "snapshots";
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    const place = { url, tlsUrl, port, certificate, user, client, bucket };
    return { ...place, addUser, admin, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    const said = running.map((daemon) => daemon.output().stderr).join("");
    await stop();
    throw new Error(`${error}\n${said}`);
  }
}

interface Cluster {
  readonly id: string;
  readonly directory: string;
  run(command: readonly string[]): Promise<string>;
  start(command: readonly string[]): Running;
}

async function makeCluster(directory: string, monitor: number, frontend: string, bytes: number): Promise<Cluster> {
  for (const name of ["mon", "osd", "run", "log"]) await mkdir(join(directory, name));
  const id = crypto.randomUUID();
  const file = join(directory, "ceph.conf");
  await Bun.write(file, settings(directory, id, monitor, frontend, bytes));
  const options = { environment: { CEPH_CONF: file, PATH: `${process.env["PATH"]}:/usr/sbin` } };
  return {
    id,
    directory,
    run: (command) => must(command, options),
    start: (command) => start(command, options),
  };
}

const settings = (directory: string, id: string, monitor: number, frontend: string, bytes: number) => `[global]
fsid = ${id}
mon host = v1:127.0.0.1:${monitor}
mon initial members = a
keyring = ${directory}/keyring
osd pool default size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
mon max pg per osd = 1000
mon allow pool size one = true
mon data = ${directory}/mon
mon data avail warn = 1
mon data avail crit = 0
osd data = ${directory}/osd
osd objectstore = memstore
memstore device bytes = ${bytes}
osd crush chooseleaf type = 0
public addr = 127.0.0.1
cluster addr = 127.0.0.1
run dir = ${directory}/run
admin socket = ${directory}/run/$name.asok
log file = ${directory}/log/$name.log
osd class load list = *
osd class default list = *
paxos propose interval = 0.02
paxos min wait = 0.01
[client.rgw]
rgw frontends = ${frontend}
rgw enable usage log = false
rgw thread pool size = 32
`;

async function startCluster({ id, directory, run, start }: Cluster, running: Running[]): Promise<void> {
  const [keyring, map] = [join(directory, "keyring"), join(directory, "monmap")];
  const port = /v1:[\d.]+:\d+/.exec(await Bun.file(join(directory, "ceph.conf")).text())?.[0] ?? "";
  await run(["monmaptool", "--create", "--clobber", "--fsid", id, "--addv", "a", `[${port}]`, map]);
  await run(["ceph-authtool", "--create-keyring", keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *"]);
  const caps = ["mon", "osd", "mgr"].flatMap((what) => ["--cap", what, "allow *"]);
  for (const name of ["client.admin", "client.rgw", "osd.0"]) {
    await run(["ceph-authtool", keyring, "--gen-key", "-n", name, ...caps]);
  }
  await run(["ceph-mon", "--mkfs", "-i", "a", "--monmap", map, "--keyring", keyring]);
  running.push(start(["ceph-mon", "-f", "-i", "a"]));
  await run(["ceph", "--connect-timeout", "20", "osd", "new", id]);
  await run(["ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", id]);
  await run(["ceph", "osd", "crush", "add", "osd.0", "1", "root=default", "host=localhost"]);
  running.push(start(["ceph-osd", "-f", "-i", "0"]));
  running.push(start(["radosgw", "-f", "-n", "client.rgw"]));
}

/** The settings with which promsnap reaches its buckets, through `server` where something stands before it. */
export function settingsOf({ url, user }: Pick<S3, "url" | "user">, server = url): Readonly<Record<string, string>> {
  const { accessKeyId, secretAccessKey } = user;
  return {
    S3_ENDPOINT: server,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
    REQUEST_TIMEOUT: "5s",
  };
}
