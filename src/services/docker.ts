import { ContainerService } from "./container.ts";
import type { ServiceOptions } from "./manager.ts";
import type { Service } from "./service.ts";

/** A container of the Docker daemon that the `docker` command speaks to (DOCKER_HOST, its context, the socket). */
export function dockerService(name: string, options: ServiceOptions): Service {
  return new ContainerService("docker", name, options);
}
