/** Who hangs cannot tell of it: another thread looks on. */

/** How long one input may take before it is taken for one that never ends, in milliseconds. */
const patience = 60_000;
const mostBytes = 1 << 20;

/** Looks on while inputs are read one after the other. */
export interface Watch extends Disposable {
  begin(input: Uint8Array): void;
  end(): void;
}

/** Ends this process, with the input on stderr, as soon as one takes too long. */
export function watchOver(name: string): Watch {
  const state = new Int32Array(new SharedArrayBuffer(8));
  const bytes = new Uint8Array(new SharedArrayBuffer(mostBytes));
  const worker = new Worker(new URL("./watcher.ts", import.meta.url));
  worker.postMessage({ name, state, bytes, patience, process: process.pid });
  let count = 0;
  return {
    begin: (input) => {
      bytes.set(input.subarray(0, mostBytes));
      state[1] = Math.min(input.length, mostBytes);
      count = (count + 1) % 2 ** 30;
      state[0] = count + 1;
    },
    end: () => {
      state[0] = 0;
    },
    [Symbol.dispose]: () => worker.terminate(),
  };
}
