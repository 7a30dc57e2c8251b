/** What a finished command left: its exit code (128 + n when signal n ended it) and all it wrote. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Turns a command into one that runs somewhere else: in a daemon's namespaces, in a booted systemd. */
export type Place = (command: readonly string[]) => readonly string[];

/** This machine itself. */
export const here: Place = (command) => command;

export interface CommandOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly directory?: string;
  readonly input?: string | Uint8Array<ArrayBuffer>;
}

/** A command that runs. It ends with the process that started it, at the latest. */
export interface Running extends AsyncDisposable {
  readonly pid: number;
  /** Its outcome, once it has ended. */
  readonly ended: Promise<Outcome>;
  /** Both streams as far as they have come. */
  output(): { readonly stdout: string; readonly stderr: string };
  kill(signal: NodeJS.Signals): void;
  /** Asks it to end (SIGTERM), waits, and after `graceMs` kills it. */
  stop(graceMs?: number): Promise<Outcome>;
}

/** The little of the environment that a test's commands see: no proxy, no certificate override, nothing of CI's. */
export function plainEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { PATH = "/usr/sbin:/usr/bin:/sbin:/bin", HOME = "/root", TMPDIR = "/tmp" } = process.env;
  return { PATH, HOME, TMPDIR, LANG: "C.UTF-8", ...extra };
}

function spawn(command: readonly string[], options: CommandOptions) {
  return Bun.spawn([...command], {
    env: plainEnvironment(options.environment),
    ...(options.directory === undefined ? {} : { cwd: options.directory }),
    stdin: options.input === undefined ? "ignore" : new Blob([options.input]),
    stdout: "pipe",
    stderr: "pipe",
  });
}

/** Runs a command to its end. Whatever the command did, it does not throw: look at the code. */
export async function run(command: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
  const child = spawn(command, options);
  const text = (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => new Response(stream).text();
  const [code, stdout, stderr] = await Promise.all([child.exited, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

/** Runs a command that has to succeed and returns its stdout; throws with its stderr when it fails. */
export async function must(command: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run(command, options);
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}: ${stderr || stdout}`);
  return stdout;
}

/** Starts a command that goes on while the test works. */
export function start(command: readonly string[], options: CommandOptions = {}): Running {
  const child = spawn(["setpriv", "--pdeathsig", "TERM", "--", ...command], options);
  const text = { stdout: "", stderr: "" };
  const gather = async (name: "stdout" | "stderr") => {
    const decoder = new TextDecoder();
    for await (const bytes of child[name]) text[name] += decoder.decode(bytes, { stream: true });
  };
  const gathered = Promise.all([gather("stdout"), gather("stderr")]);
  const ended = child.exited.then(async (code) => {
    await Promise.race([gathered, Bun.sleep(1000)]); // a grandchild may hold the pipes open for ever
    return { code, ...text };
  });
  const stop = async (graceMs = 15_000) => {
    child.kill("SIGTERM");
    const kill = setTimeout(() => child.kill("SIGKILL"), graceMs);
    const outcome = await ended;
    clearTimeout(kill);
    return outcome;
  };
  return {
    pid: child.pid,
    ended,
    output: () => ({ ...text }),
    kill: (signal) => child.kill(signal),
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}
