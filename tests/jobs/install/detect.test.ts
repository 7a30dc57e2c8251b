import { expect, test } from "bun:test";
import { containersIn, listenPort } from "../../../src/jobs/install/detect.ts";

test("containers that run Prometheus are found by their program, whatever their image is called", () => {
  expect(
    containersIn([
      'prometheus\t"/bin/prometheus --config.file=/etc/prometheus/prometheus.yml"\t0.0.0.0:19090->9090/tcp, [::]:19090->9090/tcp',
      'grafana\t"/run.sh"\t0.0.0.0:3000->3000/tcp',
      'exporter\t"/bin/node_exporter --prometheus"\t',
      "pod\t--config.file=/etc/prometheus/prometheus.yml --storage.tsdb.path=/prometheus\t",
      "other\t--config.file=/etc/other.yml\t",
      "eu\t/usr/bin/prometheus --web.listen-address=:9091 --storage.tsdb.path=/prometheus\t",
      'us,pod-us\t"prometheus --web.listen-address 0.0.0.0:8000"\t127.0.0.1:9000->9090/tcp, 127.0.0.1:9001->8000/tcp',
    ]),
  ).toEqual([
    { name: "prometheus", port: "19090" },
    { name: "pod", port: "9090" },
    { name: "eu", port: "9091" },
    { name: "us", port: "9001" },
  ]);
});

test("the port of a Prometheus is that of its command line, or the usual one", () => {
  expect(listenPort(["prometheus"])).toBe("9090");
  expect(listenPort(["prometheus", "--web.listen-address=[::1]:9999", "--x"])).toBe("9999");
  expect(listenPort(["prometheus", "--web.listen-address", "localhost:80"])).toBe("80");
});
