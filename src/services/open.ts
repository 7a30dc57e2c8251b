import type { ServiceSetting } from "../config/service-setting.ts";
import { dockerService } from "./docker.ts";
import { ExecService } from "./exec.ts";
import type { ServiceOptions, ServiceSystem } from "./manager.ts";
import { noService } from "./none.ts";
import { podmanService } from "./podman.ts";
import type { Service } from "./service.ts";
import { SystemdService } from "./systemd.ts";

/** The service that SERVICE names. Nothing is asked yet. `stopTimeout` is STOP_TIMEOUT, in milliseconds. */
export function openService(
  setting: ServiceSetting,
  system: ServiceSystem,
  { stopTimeout }: Pick<ServiceOptions, "stopTimeout">,
): Service {
  const options = { system, stopTimeout };
  switch (setting.kind) {
    case "docker":
      return dockerService(setting.name, options);
    case "podman":
      return podmanService(setting.name, options);
    case "systemd":
      return new SystemdService(setting.name, options);
    case "exec":
      return new ExecService(setting.name, options);
    case "none":
      return noService();
  }
}
