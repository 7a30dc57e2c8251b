/** The thread of watch.ts. */
import { writeSync } from "node:fs";

/** What is looked at: the number of the input being read, 0 between two, and its length; and its bytes. */
interface Watched {
  readonly name: string;
  readonly state: Int32Array;
  readonly bytes: Uint8Array;
  readonly patience: number;
  readonly process: number;
}

addEventListener("message", ({ data }: MessageEvent<Watched>) => {
  const { name, state, bytes, patience } = data;
  let [number, since] = [0, 0];
  setInterval(() => {
    const now = state[0] ?? 0;
    if (now !== number) [number, since] = [now, performance.now()];
    if (number === 0 || performance.now() - since < patience) return;
    const input = Buffer.from(bytes.slice(0, state[1])).toString("base64");
    writeSync(2, `${name}: this input did not end within ${patience} ms: ${input}\n`);
    process.kill(data.process, "SIGKILL");
  }, 500);
});
