import { withoutControls } from "../report/text.ts";
import type { Command } from "../system/processes.ts";
import type { Manager } from "./manager.ts";

/** How long a manager may take to show a log, in milliseconds: it is shown beside an error that is waiting. */
const logLimit = 10_000;
/** What is shown of a line, in characters. */
const lineLimit = 1000;

/** The last lines that a command prints on either stream, without controls; none when it fails in any way. */
export async function logLines(manager: Manager, command: Command, count: number): Promise<readonly string[]> {
  try {
    const { code, stdout, stderr } = await manager.run(command, { timeout: logLimit });
    if (code !== 0) return [];
    const lines = `${stdout}\n${stderr}`.split("\n").filter((line) => line.trim() !== "");
    return lines.slice(-count).map((line) => withoutControls(line.slice(0, lineLimit)));
  } catch {
    return [];
  }
}
