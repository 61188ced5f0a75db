import { Duplex } from 'node:stream';

/** Four bytes may stand for 128 kB (RFC 8878 §3.1.1.2.3), so no more of them are undone before their reader has read. */
const SLICE_BYTES = 128;

/** Undoes zstd (RFC 8878) where Node cannot; `lenient`: a body that is cut off ends without an error. */
export function createUnzstd({ lenient = false }: { readonly lenient?: boolean } = {}): Duplex {
  return Duplex.from((source: AsyncIterable<Uint8Array>) => undo(source, lenient));
}

async function* undo(source: AsyncIterable<Uint8Array>, lenient: boolean): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd');
  const undone: Uint8Array[] = [];
  const stream = new Decompress((bytes) => void undone.push(bytes));
  for await (const bytes of source) {
    for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
      stream.push(bytes.subarray(at, at + SLICE_BYTES));
      yield* undone.splice(0).filter(({ length }) => length > 0);
    }
  }
  if (!lenient) stream.push(new Uint8Array(0), true);
  yield* undone.filter(({ length }) => length > 0);
}
