import type { HttpRequest, MultipartPart, PartContent } from './http-request.ts';

export interface CurlOptions {
  /** Names of headers, in lower case, whose values are credentials. */
  readonly credentialHeaders?: readonly string[];
}

/** The request as a curl line for a POSIX shell. Credentials in the headers named are shown as `[redacted]`; bytes as their number. */
export function toCurl(request: HttpRequest, { credentialHeaders = [] }: CurlOptions = {}): string {
  const { method, url, headers, body } = request;
  const hidden = new Set(credentialHeaders.map((name) => name.toLowerCase()));
  const fields = headers.map(([name, value]) => `-H ${quoted(`${name}: ${hidden.has(name) ? '[redacted]' : value}`)}`);
  return ['curl', ...methodFlag(method, body !== undefined), quoted(url), ...fields, ...bodyFlags(body)].join(' ');
}

function methodFlag(method: string, hasBody: boolean): readonly string[] {
  if (method === 'HEAD') return ['--head'];
  return method === (hasBody ? 'POST' : 'GET') ? [] : ['-X', quoted(method)];
}

function bodyFlags(body: HttpRequest['body']): readonly string[] {
  if (body === undefined) return [];
  if (body.kind === 'content') return [contentFlag(body.content)];
  const isForm = body.type === 'multipart/form-data';
  const type = isForm ? [] : ['-H', quoted(`content-type: ${body.type}`)];
  return [...type, ...body.parts.map(partFlag)];
}

function contentFlag(content: PartContent): string {
  if (typeof content === 'string') return `--data-raw ${quoted(content)}`;
  return `--data-binary ${quoted(`@${fileText(content)}`)}`;
}

/** curl reads `;`, `,` and a leading `@` or `<` of a plain form value, but not of a quoted one. */
function partFlag({ name, content, contentType, filename, headers }: MultipartPart): string {
  const value =
    typeof content === 'string' && filename === undefined ? inQuotes(content) : `@${inQuotes(shown(content))}`;
  const attributes = [
    ...(contentType === undefined ? [] : [`type=${contentType}`]),
    ...(filename === undefined ? [] : [`filename=${inQuotes(filename)}`]),
    ...headers.map(([key, text]) => `headers=${inQuotes(`${key}: ${text}`)}`),
  ];
  return `-F ${quoted([`${name}=${value}`, ...attributes].join(';'))}`;
}

function shown(content: PartContent): string {
  return typeof content === 'string' ? `<${Buffer.byteLength(content)} bytes of text>` : fileText(content);
}

function fileText(content: Exclude<PartContent, string>): string {
  return 'file' in content ? content.file : `<${content.byteLength} bytes>`;
}

function inQuotes(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** Single quotes keep everything but themselves (POSIX Shell §2.2.2). */
function quoted(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
