// The answers of `execute_endpoint` as a client reads them: status, notes, and the body put together from what is shown.

/** `status` is 0 where nothing was sent. */
export function readAnswer(text) {
  const lines = text.split('\n');
  const status = Number(/^(\d{3}) /.exec(lines[0])?.[1] ?? 0);
  const isHead = (line, index) => (index === 0 && status > 0) || line.startsWith('note: ');
  const head = lines.filter(isHead);
  const body = lines.filter((line, index) => !isHead(line, index)).join('\n');
  const cut = head.find((line) => line.startsWith('note: cut: '));
  return {
    status,
    notes: head.filter((line) => line.startsWith('note: ')),
    body,
    value: readJson(body),
    cursor: cursorIn(cut),
    cut: cut?.slice('note: cut: '.length),
    proposal: /would fit: select ("(?:[^"\\]|\\.)*")/.exec(cut ?? '')?.[1],
    nextCall: nextCallIn(head),
  };
}

export function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function cursorIn(line = '') {
  return /read on: cursor "([^"]+)"/.exec(line)?.[1];
}

/** `note: more pages: {"endpoint":…,"params":{"page":2}}`, the whole call; or what to change, from `next is https://…?page=2` or `meta.next is "…"`. */
function nextCallIn(head) {
  const said = head.find((each) => each.startsWith('note: more pages: '))?.slice('note: more pages: '.length);
  if (said === undefined) return undefined;
  if (said.startsWith('{')) return readJson(said);
  const query = /https?:\/\/\S*\?(\S+)/.exec(said)?.[1];
  const cursor = /^\S+ is ("(?:[^"\\]|\\.)*")/.exec(said)?.[1];
  if (cursor !== undefined) return { cursor: JSON.parse(cursor) };
  return query === undefined ? undefined : { changes: Object.fromEntries(new URLSearchParams(query)) };
}

/** What an answer to a cursor shows: the parts, each with its place, and the cursor of what follows. */
export function readParts(text) {
  const [head = '', ...lines] = text.split('\n');
  const parts = [];
  for (let at = 0; at + 1 < lines.length; at += 2)
    parts.push({ place: lines[at].replace(/^note: /, ''), value: readJson(lines[at + 1]) });
  return { parts, cursor: cursorIn(head) };
}

/** A value with a part that was read later put where it belongs. */
export function mergePart(value, { place, value: part }) {
  const { path, kind, from } = readPlace(place);
  const root = { value };
  let holder = root;
  let key = 'value';
  for (const step of path) {
    holder = holder[key];
    key = step;
    if (holder === null || typeof holder !== 'object') return root.value;
  }
  const held = holder[key];
  if (kind === 'item' && Array.isArray(held)) holder[key] = [...held.slice(0, from), ...(part ?? [])];
  else if (kind === 'character' && typeof held === 'string') holder[key] = held.slice(0, from) + part;
  else if (kind === 'member' && held !== null && typeof held === 'object') {
    delete held['…'];
    Object.assign(held, part);
  } else holder[key] = part;
  return root.value;
}

/** `[3].user.bio, from character 80` */
function readPlace(place) {
  const found = /^(.*?)(?:, )?from (item|member|character) (\d+)$/.exec(place);
  const text = found?.[1] ?? (place === 'the body' ? '' : place);
  const path = [...text.matchAll(/\[(\d+)\]|"((?:[^"\\]|\\.)*)"|([^.[\]"]+)/g)].map(([, index, quoted, name]) =>
    index !== undefined ? Number(index) : quoted !== undefined ? JSON.parse(`"${quoted}"`) : name,
  );
  return { path, kind: found?.[2], from: Number(found?.[3] ?? 0) };
}
