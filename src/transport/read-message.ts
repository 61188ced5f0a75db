import { isJsonContentType } from '@modelcontextprotocol/server';
import { INVALID_REQUEST, PARSE_ERROR, REFUSED, refused } from './json-rpc-error.ts';

/** What a request said, or the answer to one that said nothing usable. */
export type Read = { readonly message: unknown } | { readonly refusal: Response };

/** JSON may be this deep; what reads it afterwards may be recursive (SECURITY T16). */
const DEEPEST = 200;

/** The body's one JSON-RPC message. Never throws. */
export async function readMessage(request: Request, maxBytes: number): Promise<Read> {
  if (!isJsonContentType(request.headers.get('content-type')))
    return no(415, REFUSED, 'Send the message as Content-Type: application/json.');
  const bytes = await readBytes(request, maxBytes).catch(() => undefined);
  if (bytes === undefined) return no(400, PARSE_ERROR, 'The body did not come whole.');
  if (bytes === 'too large') return tooLarge(maxBytes);
  try {
    // RFC 8259 §8.1; a replaced byte would be sent on as if the client had meant it
    const message: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (Array.isArray(message)) return no(400, INVALID_REQUEST, 'Batches are not served: send one message a POST.');
    if (isDeeper(message, DEEPEST)) return no(400, INVALID_REQUEST, `A message may be nested ${DEEPEST} deep.`);
    return { message };
  } catch {
    return no(400, PARSE_ERROR, 'The body is not JSON in UTF-8.');
  }
}

function no(status: number, code: number, message: string): Read {
  return { refusal: refused({ status, code, message }) };
}

/** Who sends too much is not listened to until the end. */
function tooLarge(maxBytes: number): Read {
  const message = `A message may have ${maxBytes} bytes.`;
  return { refusal: refused({ status: 413, code: REFUSED, message, headers: { connection: 'close' } }) };
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array | 'too large'> {
  const length = request.headers.get('content-length');
  if (Number(length ?? 0) > maxBytes) return 'too large';
  if (length === null) return readStream(request.body, maxBytes);
  // no more than it announced comes over HTTP/1.1, and in one piece it comes faster
  const bytes = new Uint8Array(await request.arrayBuffer());
  return bytes.length > maxBytes ? 'too large' : bytes;
}

async function readStream(body: Request['body'], maxBytes: number): Promise<Uint8Array | 'too large'> {
  if (body === null) return new Uint8Array();
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return Buffer.concat(chunks);
      size += value.length;
      if (size > maxBytes) return 'too large';
      chunks.push(value);
    }
  } finally {
    reader.releaseLock();
  }
}

/** Without recursion, which is what deep JSON is made to break. */
function isDeeper(value: unknown, most: number): boolean {
  let level = [value];
  for (let depth = 0; depth <= most; depth++) {
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
    if (level.length === 0) return false;
  }
  return true;
}
