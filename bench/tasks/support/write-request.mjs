// From an operation and flat arguments to the request that carries them: parameters to their places, the rest into the body.

/** The operation's parameter or body member of each argument; `undefined` as a place is none. */
export function placesOf(operation, args) {
  return Object.keys(args).map((name) => {
    const parameter = operation.parameters.find((each) => each.name === name);
    const isMember = operation.body?.members.has(name) ?? false;
    const place = parameter?.in ?? (isMember ? 'member' : operation.body && name === 'body' ? 'body' : undefined);
    return { name, place, parameter };
  });
}

/** What is sent for them. Async, since a form with files is encoded by the platform. */
export async function writeRequest(operation, args) {
  const request = { method: operation.method, path: operation.path, query: new URLSearchParams(), headers: {} };
  const members = {};
  let whole;
  for (const { name, place, parameter } of placesOf(operation, args)) {
    const value = args[name];
    if (place === 'path') request.path = request.path.replace(`{${name}}`, encodeURIComponent(String(value)));
    if (place === 'query') addQuery(request.query, parameter, value);
    if (place === 'header') request.headers[name.toLowerCase()] = String(value);
    if (place === 'member') members[name] = value;
    if (place === 'body') whole = value;
  }
  const isEmpty = whole === undefined && Object.keys(members).length === 0;
  return isEmpty ? request : withBody(request, operation.body.type, whole ?? members);
}

function addQuery(query, { name, explode, collectionFormat }, value) {
  const isJoined = explode === false || (collectionFormat !== undefined && collectionFormat !== 'multi');
  const values = Array.isArray(value) ? (isJoined ? [value.join(',')] : value) : [value];
  for (const each of values) query.append(name, String(each));
}

async function withBody(request, type, value) {
  const headers = { ...request.headers, 'content-type': type };
  if (/json/.test(type)) return { ...request, headers, body: structuredClone(value) };
  if (/urlencoded/.test(type)) return { ...request, headers, body: String(toForm(value, new URLSearchParams())) };
  if (/^multipart/.test(type)) {
    const encoded = new Response(toForm(value, new FormData()));
    headers['content-type'] = encoded.headers.get('content-type');
    return { ...request, headers, body: Buffer.from(await encoded.arrayBuffer()) };
  }
  return { ...request, headers, body: Buffer.from(bytesOf(value)) };
}

function toForm(value, form) {
  for (const [name, held] of Object.entries(value))
    for (const each of [held].flat()) {
      if (isFile(each))
        form.append(
          name,
          new Blob([bytesOf(each)], { type: each.contentType ?? 'application/octet-stream' }),
          each.filename,
        );
      else form.append(name, typeof each === 'object' ? JSON.stringify(each) : String(each));
    }
  return form;
}

function isFile(value) {
  return typeof value === 'object' && value !== null && ('$text' in value || '$base64' in value);
}

function bytesOf(value) {
  return value?.$base64 === undefined ? (value?.$text ?? value) : Buffer.from(value.$base64, 'base64');
}
