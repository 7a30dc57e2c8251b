import { describe, expect, test } from "bun:test";
import { disksOf, mountOf, mounts, readMounts } from "../../src/system/mounts.ts";

const text = `21 1 254:0 / / rw,noatime - ext4 /dev/vda rw
36 21 0:30 / /srv/a\\040b rw shared:1 - tmpfs promsnap-test rw,size=4m
37 21 8:1 /x /srv/data rw - xfs /dev/sda1 rw
38 21 8:2 / /srv/data rw - ext4 /dev/sda2 rw
`;
const all = readMounts(text);

describe("the mount of a path", () => {
  test("is the innermost that holds it", () => expect(mountOf("/srv/a b/x", all)?.type).toBe("tmpfs"));
  test("is the root's where no other holds it", () => expect(mountOf("/srv/a", all)?.source).toBe("/dev/vda"));
  test("is the later of two at one point", () => expect(mountOf("/srv/data", all)?.source).toBe("/dev/sda2"));
  test("is no other's whose name begins so", () => expect(mountOf("/srv/database", all)?.point).toBe("/"));
});

test("a file system without a device is a disk of its own", () => {
  expect(disksOf({ point: "/srv", device: "0:30", type: "tmpfs", source: "promsnap-test" })).toEqual(["0:30"]);
});

test("two file systems of one ZFS pool are on the same disks", () => {
  const disks = (source: string, device: string) => disksOf({ point: "/srv", device, type: "zfs", source });
  expect(disks("tank/data", "0:50")).toEqual(disks("tank/backups/prometheus", "0:51"));
  expect(disks("tank/data", "0:50")).not.toEqual(disks("tank2/data", "0:51"));
});

test("this machine's own mounts are read, the root among them", () => {
  const root = mountOf("/", mounts());
  expect(root?.point).toBe("/");
  expect(root && disksOf(root)).not.toEqual([]);
});
