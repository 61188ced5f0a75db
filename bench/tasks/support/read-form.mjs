// Bodies as handlers want them: a form is an object of texts (lists where a name comes twice), a file part
// { filename, contentType, data }. A body that was parsed before is left as it is.

/** The body of a request by its media type. Never throws: what is no form comes back unread. */
export function readForm(headers, body) {
  const type = String(headers['content-type'] ?? headers['Content-Type'] ?? '');
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  if (!isRaw) return withData(body);
  if (type === '' || type === '*/*') return readJson(body);
  if (/^application\/x-www-form-urlencoded/i.test(type)) return gather([...new URLSearchParams(textOf(body))]);
  const boundary = /^multipart\/form-data.*boundary="?([^";]+)/i.exec(type)?.[1];
  if (boundary !== undefined) return gather(readParts(Buffer.from(body).toString('latin1'), boundary));
  return body;
}

/** What a text, bytes or a file part hold, as text. */
export function textOf(part) {
  const data = part?.data ?? part;
  return typeof data === 'string' ? data : Buffer.from(data ?? []).toString('utf8');
}

/** Files of a form that somebody else has read. */
function withData(body) {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const part = (value) => (value?.bytes instanceof Uint8Array ? { ...value, data: value.bytes } : value);
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, part(value)]));
}

function readJson(body) {
  try {
    return JSON.parse(textOf(body));
  } catch {
    return body;
  }
}

function gather(pairs) {
  const form = {};
  for (const [name, value] of pairs) form[name] = name in form ? [form[name], value].flat() : value;
  return form;
}

/** RFC 7578: parts between the boundary's lines; bytes are kept one character each. */
function readParts(latin, boundary) {
  const parts = latin.split(`--${boundary}`).slice(1, -1);
  return parts.map((part) => {
    const end = part.indexOf('\r\n\r\n');
    const head = part.slice(0, end);
    const data = Buffer.from(part.slice(end + 4, -2), 'latin1');
    const name = /[; ]name="([^"]*)"/i.exec(head)?.[1] ?? '';
    const filename = /filename="([^"]*)"/i.exec(head)?.[1];
    const contentType = /content-type: *([^\r\n]+)/i.exec(head)?.[1];
    return [name, filename === undefined ? data.toString('utf8') : { filename, contentType, data }];
  });
}
