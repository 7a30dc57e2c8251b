import { describe, expect, test } from "bun:test";
import { hostPath, type Mount, mountedPath, storagePaths } from "../../src/services/storage-path.ts";

describe("the data directory by a command line", () => {
  const of = (...argv: string[]) => storagePaths(argv, "/work");

  test("is what the flag says, from the working directory where it is relative", () => {
    expect(of("prometheus", "--a=b", "--storage.tsdb.path=/data/")).toEqual(["/data"]);
    expect(of("prometheus", "--storage.tsdb.path", "/data", "--x")).toEqual(["/data"]);
    expect(of("prometheus", "--storage.tsdb.path=data/x")).toEqual(["/work/data/x"]);
    expect(of("prometheus", "--storage.tsdb.path=../x")).toEqual(["/x"]);
  });

  test("is what a wrapper passes on", () => {
    expect(of("/sbin/tini", "--", "prometheus", "--storage.tsdb.path=/data")).toEqual(["/data"]);
  });

  test("is the default without the flag, which Debian has changed", () => {
    expect(of("/bin/prometheus", "--config.file=x")).toEqual(["/work/data"]);
    expect(of("/usr/bin/prometheus")).toEqual(["/var/lib/prometheus/metrics2", "/work/data"]);
  });

  test("is not guessed where it stands elsewhere", () => {
    expect(of("/usr/bin/prometheus", "$ARGS")).toBeUndefined();
    expect(of("prometheus", "@arguments")).toBeUndefined();
    expect(of("prometheus", "--storage.tsdb.path=$DATA")).toBeUndefined();
    expect(of("sh", "-c", "prometheus --storage.tsdb.path=/data")).toBeUndefined();
    expect(of("/start.sh")).toBeUndefined();
    expect(of()).toBeUndefined();
    expect(storagePaths(["prometheus", "--storage.tsdb.path=data"], "~")).toBeUndefined();
  });
});

describe("a path in a container", () => {
  const bind = (source: string, destination: string): Mount => ({
    type: "bind",
    source,
    destination,
    name: "",
    driver: "",
  });
  const mounts = [bind("/srv/outer", "/data"), bind("/srv/inner", "/data/tsdb/"), bind("/srv/other", "/data2")];
  const host = (path: string) => {
    const found = mountedPath(mounts, path);
    return found && hostPath(found.mount.source, found.rest);
  };

  test("is below the innermost mount that holds it", () => {
    expect(host("/data")).toBe("/srv/outer");
    expect(host("/data/x")).toBe("/srv/outer/x");
    expect(host("/data/tsdb")).toBe("/srv/inner");
    expect(host("/data/tsdb/x/y")).toBe("/srv/inner/x/y");
    expect(host("/data2")).toBe("/srv/other");
  });

  test("is nowhere on this host where no mount holds it", () => {
    expect(host("/data3")).toBeUndefined();
    expect(host("/")).toBeUndefined();
  });
});
