import { ToolError } from '../errors.ts';
import type { HttpBody, HttpRequest, MultipartPart, PartContent } from '../request/http-request.ts';

export interface EncodedBody {
  readonly body: string | Uint8Array | undefined;
  /** The content type, where the encoding decides it: multipart chooses its boundary here. */
  readonly contentType: string | undefined;
}

/** The bytes of a request body. Throws `arguments_invalid` for a file, which only `--files` could open. */
export function encodeBody({ body, url }: HttpRequest): EncodedBody {
  if (body === undefined) return { body: undefined, contentType: undefined };
  if (body.kind === 'content') return { body: contentOf(body.content), contentType: undefined };
  return encodeMultipart(body, boundaryFor(body, url));
}

function encodeMultipart({ type, parts }: HttpBody & { kind: 'multipart' }, boundary: string): EncodedBody {
  const chunks = parts.flatMap((part) => [
    Buffer.from(`--${boundary}\r\n${headOf(part, type)}\r\n\r\n`),
    Buffer.from(contentOf(part.content)),
    Buffer.from('\r\n'),
  ]);
  const bytes = Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]);
  return { body: bytes, contentType: `${type}; boundary=${boundary}` };
}

function headOf({ name, filename, contentType, headers }: MultipartPart, type: string): string {
  const file = filename === undefined ? '' : `; filename="${quoted(filename)}"`;
  const disposition =
    type === 'multipart/form-data' ? [`Content-Disposition: form-data; name="${quoted(name)}"${file}`] : [];
  const typed = contentType === undefined ? [] : [`Content-Type: ${contentType}`];
  return [...disposition, ...typed, ...headers.map(([key, value]) => `${key}: ${value}`)].join('\r\n');
}

/** RFC 7578 §4.2 as browsers do it (HTML, multipart/form-data encoding algorithm): quotes and line ends percent-encoded. */
function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function contentOf(content: PartContent): string | Uint8Array {
  if (typeof content === 'string' || content instanceof Uint8Array) return content;
  throw new ToolError('arguments_invalid', '1 problem:', {
    details: ['$file cannot be read here; send the content as $base64 or $text'],
  });
}

/** A boundary that none of the parts holds, the same for the same request. */
function boundaryFor({ parts }: HttpBody & { kind: 'multipart' }, url: string): string {
  const texts = parts.map(({ content }) =>
    typeof content === 'string'
      ? content
      : content instanceof Uint8Array
        ? Buffer.from(content).toString('latin1')
        : '',
  );
  let boundary = `trivium-${parts.length}-${url.length}-${texts.reduce((sum, text) => sum + text.length, 0)}`;
  while (texts.some((text) => text.includes(boundary))) boundary += '-x';
  return boundary;
}
