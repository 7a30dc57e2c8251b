import { expect, test } from "bun:test";
import { configurationOf, crontabLines, scriptAmong } from "../../../src/jobs/install/script.ts";

const among = (text: string) => scriptAmong(new Map([["/etc/systemd/system/x.service", text]]));

test("a unit that starts the script is found, however it does", () => {
  for (const [line, script] of [
    ["ExecStart=/usr/local/bin/prometheus_snapshot.sh", "/usr/local/bin/prometheus_snapshot.sh"],
    ["ExecStart=-/bin/bash -e /root/prometheus_snapshot.sh", "/root/prometheus_snapshot.sh"],
    ['ExecStart=/bin/sh -c "/opt/x/prometheus_snapshot.sh >/dev/null"', "/opt/x/prometheus_snapshot.sh"],
    ["  ExecStart = @/opt/prometheus_snapshot.sh name", "/opt/prometheus_snapshot.sh"],
  ] as const) {
    expect(among(`[Service]\n${line}\n`)?.script).toBe(script);
  }
});

test("one that only speaks of it is none", () => {
  for (const line of ["# ExecStart=/x/prometheus_snapshot.sh", "Description=instead of prometheus_snapshot.sh"]) {
    expect(among(`[Service]\n${line}\nExecStart=/usr/local/bin/promsnap run\n`)).toBe(undefined);
  }
});

test("the configuration that a script reads is told by its own line", () => {
  expect(configurationOf('#!/bin/bash\nCONFIG_FILE="/etc/other.conf"\nsource "$CONFIG_FILE"\n')).toBe(
    "/etc/other.conf",
  );
  expect(configurationOf("source /etc/x\n")).toBe(undefined);
});

test("a crontab that starts the script is told by its lines", () => {
  const line = "0 13 * * 1 root /usr/local/bin/prometheus_snapshot.sh";
  expect(crontabLines(`SHELL=/bin/sh\n# ${line}\n${line}\n@daily root /bin/true\n`)).toEqual([3]);
});
