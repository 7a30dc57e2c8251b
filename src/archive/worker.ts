/** A thread of the archive writer: reads, checks and compresses one piece after the other. */
import { Fault, fault } from "../errors.ts";
import { Directory } from "../system/directory.ts";
import { runtime } from "../system/runtime.ts";
import { pieceBytes } from "./layout.ts";
import { deflateLevel } from "./level.ts";
import { memberOf } from "./member.ts";
import { fillPiece } from "./pack.ts";
import type { FromWorker, PackJob } from "./pool.ts";

const buffer = new Uint8Array(pieceBytes);

addEventListener("message", ({ data }: MessageEvent<PackJob>) => {
  try {
    pack(data);
  } catch (error) {
    const failure = error instanceof Fault ? error : fault("internal", { reason: String(error) });
    answer({ kind: "failed", number: data.piece.number, fault: failure.data }, []);
  }
});

function pack({ piece, carry, root, rootPath, level }: PackJob): void {
  const { number, section, length } = piece;
  const checked = fillPiece(new Directory(root, rootPath), piece, carry, buffer);
  // The check's state goes ahead of the compression: the next piece waits for it in another thread.
  answer({ kind: "checked", number, ...checked }, []);
  const plain = runtime.gzip(buffer.subarray(0, length), deflateLevel(piece, level));
  const member = memberOf(plain, length, section === "head");
  answer({ kind: "packed", number, member }, [plain.buffer]);
}

function answer(message: FromWorker, transfer: ArrayBuffer[]): void {
  (globalThis as unknown as Worker).postMessage(message, transfer);
}
