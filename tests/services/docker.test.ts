import { expect } from "bun:test";
import { testWith } from "../bed/abilities.ts";
import { startDocker } from "../bed/docker.ts";
import { serviceOf } from "../contract/managers.ts";
import { refusal } from "../contract/refusal.ts";

const never = new AbortController().signal;
const setting = { kind: "docker", name: "prometheus" } as const;

testWith("docker")(
  "a Docker daemon that does not run, or does not let this user in, is a fault that says so",
  async () => {
    await using docker = await startDocker();
    const behind = (...wrapper: string[]) =>
      serviceOf({ place: (command) => docker.place([...wrapper, ...command]) }, setting).facts(never);
    expect(await refusal(behind("env", "DOCKER_HOST=unix:///nowhere.sock"))).toMatchObject({
      code: "service.managerDown",
      details: { service: "docker:prometheus", command: "docker inspect --type container prometheus" },
      exitCode: 1,
    });
    expect(await refusal(behind("setpriv", "--reuid", "65534", "--clear-groups"))).toMatchObject({
      code: "service.forbidden",
      exitCode: 3,
    });
  },
);
