import { ContainerService } from "./container.ts";
import type { ServiceOptions } from "./manager.ts";
import type { Service } from "./service.ts";

/** A container of podman's, of the user that promsnap runs as: every user has their own. */
export function podmanService(name: string, options: ServiceOptions): Service {
  return new ContainerService("podman", name, options);
}
