import { fault, isFault } from "../errors.ts";
import type { Command } from "../system/processes.ts";
import { type Manager, managerOf, type ServiceOptions, type ServiceSystem, startLimit, typed } from "./manager.ts";
import type { Service, ServiceFacts } from "./service.ts";

/** How often the program is asked whether it is done, in milliseconds. */
const pause = 250;
/** How long after its start the service may take to count as running, in milliseconds. */
const startGrace = 10_000;
/** What `status` exits with: 3 is what init scripts say, 1 what a plain test gives. */
const statusRunning = 0;
const statusStopped: readonly number[] = [1, 3];

/** Whatever a program of the operator's stands for: it is called with `stop`, `start` and `status`. */
export class ExecService implements Service {
  readonly name: string;
  readonly managed = true;
  readonly commands: Service["commands"];
  readonly #program: string;
  readonly #manager: Manager;
  readonly #clock: ServiceSystem["clock"];
  readonly #stopTimeout: number;

  constructor(program: string, { system, stopTimeout }: ServiceOptions) {
    this.name = `exec:${program}`;
    this.commands = { stop: typed([program, "stop"]), start: typed([program, "start"]), log: "" };
    this.#program = program;
    this.#manager = managerOf(this.name, system);
    this.#clock = system.clock;
    this.#stopTimeout = stopTimeout;
  }

  async facts(signal: AbortSignal): Promise<ServiceFacts> {
    const state = (await this.#runs(signal)) ? "running" : "stopped";
    return { state, obstacles: [], dataPaths: undefined, process: undefined };
  }

  async stop(signal: AbortSignal): Promise<void> {
    if (!(await this.#runs(signal))) return;
    const until = this.#clock.now() + this.#stopTimeout;
    const command: Command = [this.#program, "stop"];
    const outcome = await this.#manager.run(command, { timeout: this.#stopTimeout, signal }).catch((error: unknown) => {
      throw isFault(error, "service.noAnswer") ? this.#stopTimedOut() : error;
    });
    if (outcome.code !== 0) throw this.#manager.failure("service.stopFailed", command, outcome);
    if (!(await this.#becomes(false, until, signal))) throw this.#stopTimedOut();
  }

  async start(signal: AbortSignal): Promise<void> {
    if (await this.#runs(signal)) return;
    const command: Command = [this.#program, "start"];
    // It may leave Prometheus behind as a child, with its own streams.
    const outcome = await this.#manager.run(command, { timeout: startLimit, signal, output: "discarded" });
    if (outcome.code !== 0) throw this.#manager.failure("service.startFailed", command, outcome);
    const running = await this.#becomes(true, this.#clock.now() + startGrace, signal);
    if (!running) throw fault("service.endedAtOnce", { service: this.name });
  }

  async log(): Promise<readonly string[]> {
    return [];
  }

  async #runs(signal: AbortSignal): Promise<boolean> {
    const command: Command = [this.#program, "status"];
    const outcome = await this.#manager.run(command, { signal });
    if (outcome.code === statusRunning) return true;
    if (statusStopped.includes(outcome.code)) return false;
    throw this.#manager.refusal(command, outcome);
  }

  /** False when it is not so by then. */
  async #becomes(running: boolean, until: number, signal: AbortSignal): Promise<boolean> {
    while ((await this.#runs(signal)) !== running) {
      if (this.#clock.now() >= until) return false;
      await this.#clock.sleep(pause, signal);
    }
    return true;
  }

  #stopTimedOut(): Error {
    return fault("service.stopTimedOut", { service: this.name, milliseconds: this.#stopTimeout, killed: false });
  }
}
