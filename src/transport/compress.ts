/** Below this a packet holds the answer anyway, in bytes. */
const WORTH_IT = 8 * 1024;

/** The same answer in gzip, where it is JSON, large, and the client takes it (RFC 9110 §12.5.3); an event stream never waits for a compressor. */
export async function compressed(response: Response, acceptEncoding: string | null): Promise<Response> {
  if (response.body === null || !acceptsGzip(acceptEncoding) || !isJson(response)) return response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  headers.append('vary', 'Accept-Encoding');
  if (bytes.length < WORTH_IT) return new Response(bytes, { status, statusText, headers });
  headers.set('content-encoding', 'gzip');
  headers.delete('content-length');
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Response(stream, { status, statusText, headers });
}

function isJson({ headers }: Response): boolean {
  return (headers.get('content-type') ?? '').startsWith('application/json') && !headers.has('content-encoding');
}

/** `gzip;q=0` is a no, `*` a yes. */
function acceptsGzip(header: string | null): boolean {
  const codings = (header ?? '').split(',').map((each) =>
    each
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/),
  );
  const found = codings.find(([name]) => name === 'gzip') ?? codings.find(([name]) => name === '*');
  return found !== undefined && !found.some((part) => /^q=0(\.0*)?$/.test(part));
}
