import { cp, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { must } from "./processes.ts";

/** The image that docker and podman get. */
export const image = "prometheus:test";

/** For `docker import`: like the official image, it runs as 65534 with /prometheus as its volume. */
export const imageSettings = ["USER 65534:65534", "VOLUME /prometheus", 'ENTRYPOINT ["/bin/prometheus"]'].flatMap(
  (change) => ["--change", change],
);

/** Fills an image's root with this machine's prometheus, and with sleep, which as a first process ignores SIGTERM. */
export async function fillImage(root: string): Promise<void> {
  await Promise.all(
    ["bin", "etc/prometheus", "prometheus", "tmp"].map((name) => mkdir(join(root, name), { recursive: true })),
  );
  for (const name of ["prometheus", "sleep"]) await copyProgram(Bun.which(name) ?? name, join(root, "bin", name), root);
  await Bun.write(
    join(root, "etc/prometheus/prometheus.yml"),
    "{global: {scrape_interval: 1s}, scrape_configs: [{job_name: self, static_configs: [{targets: ['localhost:9090']}]}]}\n",
  );
  await must(["chown", "65534:65534", join(root, "prometheus")]);
}

async function copyProgram(program: string, to: string, root: string): Promise<void> {
  await copyLibraries(program, root);
  await cp(program, to, { dereference: true });
}

/** Copies what the machine's dynamic linker loads for a program to the same places below a root. */
export async function copyLibraries(program: string, root: string): Promise<void> {
  const libraries = [...(await must(["ldd", program])).matchAll(/\/\S+/g)].map(([path]) => path);
  for (const path of libraries) {
    await mkdir(join(root, dirname(path)), { recursive: true });
    await cp(path, join(root, path), { dereference: true });
  }
}
