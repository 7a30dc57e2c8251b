import { fault } from "../errors.ts";
import type { Command, ProgramOutcome } from "../system/processes.ts";
import { dataOf } from "./container-data.ts";
import { type Container, obstaclesOf, readContainer } from "./container-facts.ts";
import { logLines } from "./log-lines.ts";
import {
  answerLimit,
  type Manager,
  managerOf,
  type ServiceOptions,
  type ServiceSystem,
  startLimit,
  typed,
} from "./manager.ts";
import type { Service, ServiceFacts } from "./service.ts";

/** What the commands of docker and podman say of a container that is not there. */
const unknownContainer = /no such (?:container|object)/i;
/** How often one that is revived is stopped again: podman has to be caught at the right moment. */
const stopAttempts = 50;
/** How long podman may take to start one again that its restart policy wants to run, in milliseconds. */
const restartPause = 1500;
/** How long until it is asked again, in milliseconds. */
const revivalPause = 50;
/** How often it is asked when it fails to answer. */
const podmanQuestions = 3;
/** The exit code of what SIGKILL ended. */
const killed = 137;

/** A container of docker or podman, whose commands are the same as far as a restore needs them. */
export class ContainerService implements Service {
  readonly name: string;
  readonly managed = true;
  readonly commands: Service["commands"];
  readonly #program: "docker" | "podman";
  readonly #container: string;
  readonly #manager: Manager;
  readonly #clock: ServiceSystem["clock"];
  readonly #stopTimeout: number;

  constructor(program: "docker" | "podman", container: string, { system, stopTimeout }: ServiceOptions) {
    this.name = `${program}:${container}`;
    this.#program = program;
    this.#container = container;
    this.#manager = managerOf(this.name, system);
    this.#clock = system.clock;
    this.#stopTimeout = stopTimeout;
    this.commands = {
      stop: typed(this.#stopCommand(container)),
      start: typed([program, "start", container]),
      log: typed([program, "logs", "--tail", "50", container]),
    };
  }

  async facts(signal: AbortSignal): Promise<ServiceFacts> {
    const container = await this.#find(signal);
    if (container === undefined) return { state: "missing", obstacles: [], dataPaths: undefined, process: undefined };
    const { paths, obstacles } = await dataOf(this.#program, container, this.#manager, signal);
    return {
      state: container.state,
      obstacles: [...obstaclesOf(container), ...obstacles],
      dataPaths: paths,
      process: container.process === 0 ? undefined : container.process,
    };
  }

  async stop(signal: AbortSignal): Promise<void> {
    let container: Container | undefined = await this.#known(signal);
    for (let attempt = 0; attempt < stopAttempts; attempt += 1) {
      if (container.state === "stopped" && !this.#mayRevive(container)) return;
      await this.#end(container, signal);
      container = await this.#revived(signal);
      if (container === undefined) return;
    }
    throw fault("service.revived", { service: this.name });
  }

  async start(signal: AbortSignal): Promise<void> {
    const { id, state } = await this.#known(signal);
    if (state === "running") return;
    const verb = state === "paused" ? "unpause" : "start";
    await this.#act("service.startFailed", [this.#program, verb, id], signal);
    const after = await this.#known(signal);
    if (after.state !== "running") throw fault("service.endedAtOnce", { service: this.name, code: after.exitCode });
  }

  log(lines: number): Promise<readonly string[]> {
    return logLines(this.#manager, [this.#program, "logs", "--tail", `${lines}`, this.#container], lines);
  }

  async #end({ id, state }: Container, signal: AbortSignal): Promise<void> {
    // podman does not stop a paused one.
    if (state === "paused") await this.#act("service.stopFailed", [this.#program, "unpause", id], signal);
    const begin = this.#clock.now();
    await this.#act("service.stopFailed", this.#stopCommand(id), signal);
    // Not asked for nothing: Prometheus is down meanwhile.
    if (this.#clock.now() - begin < this.#stopTimeout) return;
    if ((await this.#find(signal))?.exitCode === killed)
      throw fault("service.stopTimedOut", { service: this.name, milliseconds: this.#stopTimeout, killed: true });
  }

  /**
   * podman takes one that fails and is started over and over for stopped between two starts. It stops nothing then, and
   * starts it again.
   */
  #mayRevive({ restarts }: Container): boolean {
    return this.#program === "podman" && restarts > 0;
  }

  /** The container after a stop, when it runs all the same, or has run since; undefined when it stays down. */
  async #revived(signal: AbortSignal): Promise<Container | undefined> {
    const until = this.#clock.now() + restartPause;
    const first = await this.#find(signal);
    for (let now = first; now !== undefined; now = await this.#find(signal)) {
      if (now.state !== "stopped" || now.restarts !== first?.restarts) return now;
      if (!this.#mayRevive(now) || this.#clock.now() > until) return undefined;
      await this.#clock.sleep(revivalPause, signal);
    }
    return undefined;
  }

  /** Both managers kill what has not ended after that many seconds. */
  #stopCommand(container: string): Command {
    return [this.#program, "stop", "-t", `${Math.ceil(this.#stopTimeout / 1000)}`, container];
  }

  async #act(failure: "service.stopFailed" | "service.startFailed", command: Command, signal: AbortSignal) {
    const timeout = failure === "service.stopFailed" ? this.#stopTimeout + answerLimit : startLimit;
    const outcome = await this.#manager.run(command, { timeout, signal });
    if (outcome.code !== 0) throw this.#manager.failure(failure, command, outcome);
  }

  async #known(signal: AbortSignal): Promise<Container> {
    const container = await this.#find(signal);
    if (container === undefined) throw fault("service.missing", { service: this.name, manager: this.#program });
    return container;
  }

  async #find(signal: AbortSignal): Promise<Container | undefined> {
    const command: Command = [this.#program, "inspect", "--type", "container", this.#container];
    const outcome = await this.#ask(command, signal, this.#program === "podman" ? podmanQuestions : 1);
    if (outcome.code !== 0 && unknownContainer.test(outcome.stderr)) return undefined;
    if (outcome.code !== 0) throw this.#manager.refusal(command, outcome);
    const container = readContainer(outcome.stdout);
    if (container === undefined) throw this.#manager.unexpected(command, outcome);
    return isMeant(container, this.#container) && container.state !== "missing" ? container : undefined;
  }

  /** podman's own look at a container may fail when that one ends in its midst: then it is asked again. */
  async #ask(command: Command, signal: AbortSignal, times: number): Promise<ProgramOutcome> {
    const outcome = await this.#manager.run(command, { signal });
    if (outcome.code === 0 || unknownContainer.test(outcome.stderr) || times === 1) return outcome;
    await this.#clock.sleep(revivalPause, signal);
    return await this.#ask(command, signal, times - 1);
  }
}

/** Both managers also take the beginning of an id for a name: that of another container, once the named one is gone. */
function isMeant({ id, name }: Container, asked: string): boolean {
  return name === asked || (/^[0-9a-f]{12,}$/.test(asked) && id.startsWith(asked));
}
