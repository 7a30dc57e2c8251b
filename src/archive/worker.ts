/** A thread of the archive's writer and reader: does one job after the other. */
import { Fault, fault } from "../errors.ts";
import { Directory } from "../system/directory.ts";
import { release } from "../system/memory.ts";
import { runtime } from "../system/runtime.ts";
import { inflateMember } from "./inflate.ts";
import { pieceBytes } from "./layout.ts";
import { deflateLevel } from "./level.ts";
import { memberOf } from "./member.ts";
import { fillPiece } from "./pack.ts";
import type { FromWorker, InflateJob, Job, PackJob, ProveJob } from "./pool.ts";
import { proveBlock } from "./prove.ts";

const buffer = new Uint8Array(pieceBytes);

addEventListener("message", ({ data }: MessageEvent<Job>) => {
  try {
    if (data.kind === "pack") pack(data.number, data);
    else if (data.kind === "inflate") inflate(data.number, data);
    else prove(data.number, data);
  } catch (error) {
    const failure = error instanceof Fault ? error : fault("internal", { reason: String(error) });
    answer({ kind: "failed", number: data.number, fault: failure.data }, []);
  }
});

/** Reads, checks and compresses a piece of the tar stream. */
function pack(number: number, { piece, carry, root, rootPath, level }: PackJob): void {
  const { section, length } = piece;
  const checked = fillPiece(new Directory(root, rootPath), piece, carry, buffer);
  // The check's state goes ahead of the compression: the next piece waits for it in another thread.
  answer({ kind: "checked", number, checked }, []);
  const plain = runtime.gzip(buffer.subarray(0, length), deflateLevel(piece, level));
  const member = memberOf(plain, length, section === "head");
  answer({ kind: "packed", number, member }, [plain.buffer]);
}

function inflate(number: number, { packed, unpacked }: InflateJob): void {
  const inflated = inflateMember(packed, unpacked);
  // Given back at once: engines leave such memory for long, and other threads do not wait for it.
  release(packed);
  answer({ kind: "inflated", number, inflated }, "bytes" in inflated ? [inflated.bytes.buffer] : []);
}

function prove(number: number, { into, intoPath, evidence }: ProveJob): void {
  answer({ kind: "proved", number, proof: proveBlock(new Directory(into, intoPath), evidence) }, []);
}

function answer(message: FromWorker, transfer: ArrayBuffer[]): void {
  (globalThis as unknown as Worker).postMessage(message, transfer);
}
