import type { HttpBody, HttpRequest, MultipartPart, PartContent } from '../request/http-request.ts';

export interface EncodedBody {
  readonly body: string | Uint8Array | undefined;
  /** The content type, where the encoding decides it: multipart chooses its boundary here. */
  readonly contentType: string | undefined;
}

export type OpenFile = (path: string) => Promise<Uint8Array>;

type Multipart = Extract<HttpBody, { kind: 'multipart' }>;
type Content = string | Uint8Array;

/** The bytes of a request body; a promise only where a file must be read or parts joined. Rejects as `openFile` does. */
export function encodeBody({ body }: HttpRequest, openFile: OpenFile): EncodedBody | Promise<EncodedBody> {
  if (body === undefined) return { body: undefined, contentType: undefined };
  if (body.kind === 'multipart') return encodeMultipart(body, openFile);
  const { content } = body;
  if (isHere(content)) return { body: content, contentType: undefined };
  return openFile(content.file).then((bytes) => ({ body: bytes, contentType: undefined }));
}

function isHere(content: PartContent): content is Content {
  return typeof content === 'string' || content instanceof Uint8Array;
}

async function encodeMultipart({ type, parts }: Multipart, openFile: OpenFile): Promise<EncodedBody> {
  const contents: Buffer[] = [];
  for (const { content } of parts) contents.push(bufferOf(isHere(content) ? content : await openFile(content.file)));
  const boundary = boundaryFor(contents);
  const chunks = parts.flatMap((part, index) => [
    Buffer.from(`--${boundary}\r\n${headOf(part, type)}\r\n\r\n`),
    contents[index] ?? Buffer.alloc(0),
    Buffer.from('\r\n'),
  ]);
  const body = Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]);
  return { body, contentType: `${type}; boundary=${boundary}` };
}

/** A view, not a copy: parts may be files. */
function bufferOf(content: Content): Buffer {
  return typeof content === 'string'
    ? Buffer.from(content)
    : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

function headOf({ name, filename, contentType, headers }: MultipartPart, type: string): string {
  const file = filename === undefined ? '' : `; filename="${quoted(filename)}"`;
  // RFC 7578 §4.2; parts of other multipart types have no names
  const isForm = type.toLowerCase() === 'multipart/form-data';
  const disposition = isForm ? [`Content-Disposition: form-data; name="${quoted(name)}"${file}`] : [];
  const typed = contentType === undefined ? [] : [`Content-Type: ${contentType}`];
  return [...disposition, ...typed, ...headers.map(([key, value]) => `${key}: ${value}`)].join('\r\n');
}

/** As browsers do (HTML, multipart/form-data encoding algorithm): quotes and line ends percent-encoded, the rest UTF-8. */
function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** A boundary that no part holds (RFC 2046 §5.1.1), the same for the same parts. */
function boundaryFor(contents: readonly Buffer[]): string {
  const size = contents.reduce((sum, content) => sum + content.length, 0);
  for (let count = 0; ; count++) {
    const boundary = `trivium-${size.toString(36)}-${count.toString(36)}`;
    if (!contents.some((content) => content.includes(boundary))) return boundary;
  }
}
