import { describe, expect, test } from "bun:test";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "../../src/errors.ts";
import { Ends } from "../../src/system/ends.ts";
import { run } from "../../src/system/processes.ts";
import { must } from "../bed/processes.ts";
import { projectRoot } from "../bed/promsnap.ts";
import { temporaryDirectory } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";

const timeout = 10_000;

/** Runs a text as a shell's script. */
const shell = (script: string, options: Partial<Parameters<typeof run>[1]> = {}) =>
  run(["sh", "-c", script], { timeout, ...options });

const refused = async (promise: Promise<unknown>) => {
  const error = await promise.catch((thrown: unknown) => thrown);
  if (error instanceof Fault) return error.data;
  throw new Error(`refused with no fault: ${error}`);
};

const isGone = (process: string) => async () =>
  (
    await Bun.file(`/proc/${process}/stat`)
      .text()
      .catch(() => "0 (sleep) Z")
  ).includes(") Z");

describe("a program that promsnap runs", () => {
  test("leaves its exit code and both streams", async () => {
    expect(await shell("echo out; echo err >&2; exit 7")).toEqual({ code: 7, stdout: "out\n", stderr: "err\n" });
    expect((await shell("kill -KILL $$")).code).toBe(137);
  });

  test("gets its arguments as they are: no shell reads them", async () => {
    const odd = ["$(touch /tmp/x)", "a b", "'", "*", ""];
    expect((await run(["printf", "%s|", ...odd], { timeout })).stdout).toBe(`${odd.join("|")}|`);
  });

  test("has nothing on its stdin, no terminal, and C for its language", async () => {
    const { stdout } = await shell('cat; echo "$LC_ALL"; (: </dev/tty) 2>/dev/null || echo none');
    expect(stdout).toBe("C\nnone\n");
  });

  test("sees the environment, without promsnap's own settings, which may be secrets", async () => {
    const file = join(projectRoot, "src/system/processes.ts");
    const source = `import { run } from ${JSON.stringify(file)};
      console.log((await run(["env"], { timeout: 10000 })).stdout);`;
    const environment = { PROMSNAP_PASSWORD: "hunter2", DOCKER_HOST: "unix:///x" };
    const output = await must([process.execPath, "--eval", source], { environment });
    expect(output).toContain("DOCKER_HOST=unix:///x");
    expect(output).not.toContain("hunter2");
  });

  test("that is not there, or cannot be run, is a fault", async () => {
    await using place = await temporaryDirectory();
    const text = join(place.path, "text");
    await Bun.write(text, "no program\n");
    for (const program of ["promsnap-no-such-program", join(place.path, "nothing"), `${text}/below`]) {
      expect(await refused(run([program], { timeout }))).toEqual({ code: "program.notFound", details: { program } });
    }
    for (const program of [text, place.path]) {
      expect(await refused(run([program], { timeout }))).toEqual({
        code: "program.notExecutable",
        details: { program, reason: "EACCES" },
      });
    }
    await Bun.write(text, "#!/no/such/interpreter\n");
    await chmod(text, 0o755);
    expect(await refused(run([text], { timeout }))).toMatchObject({ code: "program.notFound" });
  });

  test("that does not end in time is killed with all that it started", async () => {
    await using place = await temporaryDirectory();
    const pids = join(place.path, "pids");
    const script = `sleep 1000 & echo $! >${pids}; echo $$ >>${pids}; wait`;
    expect(await refused(shell(script, { timeout: 300 }))).toEqual({
      code: "program.timedOut",
      details: { command: `sh -c ${script}`, milliseconds: 300 },
    });
    const started = (await Bun.file(pids).text()).trim().split("\n");
    expect(started).toHaveLength(2);
    for (const process of started) await until("its end", isGone(process));
  });

  test("is killed with all that it started as soon as promsnap is interrupted", async () => {
    await using place = await temporaryDirectory();
    const pids = join(place.path, "pids");
    const interruption = new AbortController();
    const running = shell(`sleep 1000 & echo $! >${pids}.new; mv ${pids}.new ${pids}; wait`, {
      signal: interruption.signal,
    });
    const pid = await until("its start", () => Bun.file(pids).text());
    interruption.abort("interrupted");
    await expect(running).rejects.toBe("interrupted");
    await until("its end", isGone(pid.trim()));
    await expect(shell("exit 0", { signal: interruption.signal })).rejects.toBe("interrupted");
  });

  test("is not waited for when a child of it keeps its streams", async () => {
    const { code, stdout } = await shell("sleep 1000 & echo $!; exit 3");
    expect(code).toBe(3);
    process.kill(Number(stdout));
  });

  test("may leave a service running that goes on writing to its streams", async () => {
    await using place = await temporaryDirectory();
    const beats = join(place.path, "beats");
    const service = `while echo beat; do echo beat >>${beats}; sleep 0.05; done`;
    const script = `(${service}) & echo $! >${place.path}/pid; exit 0`;
    expect(await shell(script, { output: "discarded" })).toEqual({ code: 0, stdout: "", stderr: "" });
    await until("more of its words", async () => (await Bun.file(beats).text()).length > 25);
    process.kill(Number(await Bun.file(join(place.path, "pid")).text()));
  });

  test("is remembered by the beginning and the end of what it writes, however much that is", async () => {
    const { stdout } = await shell("echo first; yes | head -c 20000000; echo last");
    expect(stdout.length).toBe(2 * 512 * 1024 + 3);
    expect([stdout.slice(0, 8), stdout.slice(-7)]).toEqual(["first\ny\n", "y\nlast\n"]);
  });
});

test("Deno runs programs in the same way", async () => {
  const deno = join(projectRoot, "node_modules/.bin/deno");
  const source = `import { run } from ${JSON.stringify(join(projectRoot, "src/system/processes.ts"))};
    const told = (promise) => promise.catch((error) => error.data ?? error);
    const shell = (script, options) => told(run(["sh", "-c", script], { timeout: 10000, ...options }));
    console.log(JSON.stringify([
      await shell("echo out; echo err >&2; exit 7"),
      await shell("sleep 1000", { timeout: 200 }),
      await shell("sleep 1000", { signal: AbortSignal.timeout(200) }).then(({ name }) => name),
      await told(run(["/no/such/program"], { timeout: 10000 })),
      await told(run(["/etc"], { timeout: 10000 })),
      await shell("kill -KILL $$"),
    ]));`;
  const environment = { DENO_NO_UPDATE_CHECK: "1" };
  expect(JSON.parse(await must([deno, "eval", "--ext=ts", source], { environment }))).toEqual([
    { code: 7, stdout: "out\n", stderr: "err\n" },
    { code: "program.timedOut", details: { command: "sh -c sleep 1000", milliseconds: 200 } },
    "TimeoutError",
    { code: "program.notFound", details: { program: "/no/such/program" } },
    { code: "program.notExecutable", details: { program: "/etc", reason: "EACCES" } },
    { code: 137, stdout: "", stderr: "" },
  ]);
});

describe("both ends of a stream", () => {
  const textOf = (limit: number, ...parts: string[]) => {
    const ends = new Ends(limit);
    for (const part of parts) ends.push(new TextEncoder().encode(part));
    return ends.text();
  };

  test("are all of it as long as it is short", () => {
    expect(textOf(4)).toBe("");
    expect(textOf(4, "ab", "cd", "ef", "gh")).toBe("abcdefgh");
    expect(textOf(4, "abcdefgh")).toBe("abcdefgh");
  });

  test("have a gap between them once something is dropped", () => {
    expect(textOf(4, "abcdefghi")).toBe("abcd\n…\nfghi");
    expect(textOf(2, ..."abcdefghijk")).toBe("ab\n…\njk");
    expect(textOf(1, "ab", "é")).toBe("a\n…\n\ufffd");
  });
});
