import { basename } from "node:path/posix";
import { Fault, fault, isFault } from "../errors.ts";
import type { Command } from "../system/processes.ts";
import { logLines } from "./log-lines.ts";
import { type Manager, managerOf, type ServiceOptions, startLimit, typed } from "./manager.ts";
import { podmanService } from "./podman.ts";
import type { Service, ServiceFacts } from "./service.ts";
import { storagePaths } from "./storage-path.ts";
import { readUnit, type Unit, unitObstacles, unitProperties } from "./unit-facts.ts";

/** A unit of this host's systemd. */
export class SystemdService implements Service {
  readonly name: string;
  readonly managed = true;
  readonly commands: Service["commands"];
  readonly #unit: string;
  readonly #manager: Manager;
  readonly #options: ServiceOptions;

  constructor(unit: string, options: ServiceOptions) {
    this.name = `systemd:${unit}`;
    this.#unit = unit.endsWith(".service") ? unit : `${unit}.service`;
    this.#manager = managerOf(this.name, options.system);
    this.#options = options;
    this.commands = {
      stop: typed(["systemctl", "stop", this.#unit]),
      start: typed(["systemctl", "start", this.#unit]),
      log: typed(["journalctl", "-u", this.#unit, "-n", "50"]),
    };
  }

  async facts(signal: AbortSignal): Promise<ServiceFacts> {
    const unit = await this.#find(signal);
    const { state, process } = unit;
    const container = process === 0 ? undefined : this.#podmanContainer(process);
    const inside = container === undefined ? undefined : await podmanService(container, this.#options).facts(signal);
    return {
      state,
      obstacles: unitObstacles(unit),
      dataPaths: container === undefined ? this.#dataPaths(unit) : inside?.dataPaths,
      process: inside?.process ?? (process === 0 ? undefined : process),
    };
  }

  async stop(signal: AbortSignal): Promise<void> {
    const { state } = await this.#known(signal);
    if (state === "stopped") return;
    if (state === "paused") await this.#act("service.stopFailed", this.#command("thaw"), signal);
    const { stopTimeout: milliseconds } = this.#options;
    await this.#act("service.stopFailed", this.#command("stop"), signal).catch((error: unknown) => {
      if (!isFault(error, "service.noAnswer")) throw error;
      throw fault("service.stopTimedOut", { service: this.name, milliseconds, killed: false }, error);
    });
    const after = await this.#find(signal);
    if (after.state === "running") throw fault("service.revived", { service: this.name });
  }

  async start(signal: AbortSignal): Promise<void> {
    const { state, failed } = await this.#known(signal);
    // One that stops at this moment counts as running; systemd waits for its end before it starts it.
    if (state === "paused") await this.#act("service.startFailed", this.#command("thaw"), signal);
    // Or its earlier failures could count against this start (StartLimitBurst).
    if (failed) await this.#manager.run(this.#command("reset-failed"), { signal });
    await this.#act("service.startFailed", this.#command("start"), signal);
    const after = await this.#find(signal);
    if (after.state !== "running") throw fault("service.endedAtOnce", { service: this.name, code: after.exitCode });
  }

  log(lines: number): Promise<readonly string[]> {
    // --all: or a line with an unprintable character is shown as "blob data".
    const options = [`--unit=${this.#unit}`, `--lines=${lines}`, "--output=cat", "--all", "--no-pager", "--quiet"];
    return logLines(this.#manager, ["journalctl", ...options], lines);
  }

  #command(verb: string): Command {
    return ["systemctl", "--no-ask-password", verb, "--", this.#unit];
  }

  async #act(failure: "service.stopFailed" | "service.startFailed", command: Command, signal: AbortSignal) {
    const timeout = failure === "service.stopFailed" ? this.#options.stopTimeout : startLimit;
    const outcome = await this.#manager.run(command, { timeout, signal });
    if (outcome.code !== 0) throw this.#manager.failure(failure, command, outcome);
  }

  async #known(signal: AbortSignal): Promise<Unit> {
    const unit = await this.#find(signal);
    if (unit.state === "missing") throw fault("service.missing", { service: this.name, manager: "systemd" });
    return unit;
  }

  async #find(signal: AbortSignal): Promise<Unit> {
    const command: Command = ["systemctl", "show", `--property=${unitProperties.join(",")}`, "--", this.#unit];
    const outcome = await this.#manager.run(command, { signal });
    if (outcome.code !== 0) throw this.#manager.refusal(command, outcome);
    const unit = readUnit(this.#unit, outcome.stdout);
    if (unit === undefined) throw this.#manager.unexpected(command, outcome);
    return unit;
  }

  /** The command line of the process tells more than the unit's: in it variables are filled in. */
  #dataPaths({ process, argv, workingDirectory, seesHost }: Unit): readonly string[] | undefined {
    if (!seesHost) return undefined;
    if (process === 0) return argv && pathsOf(argv, workingDirectory);
    const directory = ifReadable(() => this.#options.system.realPath(`/proc/${process}/cwd`));
    return directory === undefined ? undefined : pathsOf(this.#argvOf(process), directory);
  }

  /** podman's monitor, which stands between systemd and the container, names it. */
  #podmanContainer(process: number): string | undefined {
    const [program = "", ...args] = this.#argvOf(process);
    const id = args[args.indexOf("-c") + 1] ?? "";
    return basename(program) === "conmon" && /^[0-9a-f]{64}$/.test(id) ? id : undefined;
  }

  #argvOf(process: number): readonly string[] {
    const bytes = ifReadable(() => this.#options.system.readFile(`/proc/${process}/cmdline`));
    return bytes === undefined ? [] : new TextDecoder().decode(bytes).replace(/\0$/, "").split("\0");
  }
}

/** The client of a container manager has the flags of what is inside, whose paths are not this host's. */
function pathsOf(argv: readonly string[], workingDirectory: string): readonly string[] | undefined {
  const isClient = /^(?:docker|podman|nerdctl|ctr|crun|runc|systemd-nspawn|chroot|unshare)$/.test(
    basename(argv[0] ?? ""),
  );
  return isClient ? undefined : storagePaths(argv, workingDirectory);
}

/** A process may have ended, or be another user's. */
function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}
