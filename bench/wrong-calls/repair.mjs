// Repairs a refused call from the text of the refusal alone: it follows the forms that refusals have, and knows no description.
//   await repair({ endpoint, params, body }, text, ask) → another call; the same where the text says nothing it understands.
//   `ask(args)` calls another endpoint, where the text names one that knows the value; it carries the readers of vendors' error bodies.
import { argumentsFrom } from '../signature-arguments.mjs';

export async function repair(call, text, ask) {
  const next = structuredClone(call);
  const lines = text.split('\n').map((line) => line.replace(/^(- |note: )/, ''));
  const signature = lines.map((line) => /^[Ii]t takes: (.*)$/.exec(line)?.[1]).find(Boolean);
  const shape = lines.map((line) => /^(body[\w.[\]"-]*): (.*)$/.exec(line)).find(Boolean);
  const whole = lines.map((line) => /^a body of the right shape: (.*)$/.exec(line)?.[1]).find(Boolean);
  const known = {
    whole: whole && parsed(whole),
    signature: signature && argumentsFrom(signature),
    shape: shape && { at: shape[1], text: shape[2] },
  };
  if (text.startsWith('[endpoint_unknown]')) repairEndpoint(next, lines);
  else if (text.startsWith('[select_invalid]')) repairSelect(next, text);
  else {
    const told = lines.filter(
      (line) => repairTool(next, line) || repairType(next, line) || repairAt(next, line, known),
    );
    for (const line of lines) if (await repairState(next, line, ask)) told.push(line);
    // an upstream's own words are all there is
    if (told.length === 0) repairFromBody(next, lines.at(-1), ask);
  }
  return next;
}

function repairEndpoint(call, lines) {
  const [, first] = lines;
  const id = /^(.*?)(?: {2}|$)/.exec(first ?? '')?.[1];
  if (id && !/^list_endpoints/.test(id)) call.endpoint = id;
}

function repairSelect(call, text) {
  const meant = /did you mean ("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
  if (meant !== undefined) call.select = JSON.parse(meant);
}

/** What is wrong with the tool's own arguments. */
function repairTool(call, line) {
  const [, wrong, right] = /^unknown argument "([^"]+)", did you mean (\w+)\?/.exec(line) ?? [];
  if (right !== undefined && wrong in call) {
    if (call[right] === undefined) call[right] = call[wrong];
    delete call[wrong];
    return true;
  }
  const [, useless] = /^unknown argument "([^"]+)"/.exec(line) ?? [];
  if (useless !== undefined && useless in call) {
    delete call[useless];
    return true;
  }
  const [, name, range] = /^(\w+) must be (.*?), got/.exec(line) ?? [];
  if (name === undefined || !(name in call)) return false;
  const [, low] = /(\d+) to \d+/.exec(range) ?? [];
  if (low !== undefined || /integer/.test(range)) call[name] = Number(low ?? 1);
  else delete call[name];
  return true;
}

/** `params.Accept chooses: a, b; sent a`, `the server takes a`. */
function repairType(call, line) {
  const taken = /^the server takes ([^,;]+)/.exec(line)?.[1];
  const [, name, types, sent = ''] =
    /^params(?:\.|\[")([\w-]+)(?:"\])? chooses: (.*?)(?:; sent (.*))?$/.exec(line) ?? [];
  if (taken === undefined && name === undefined) return false;
  const chosen = call.params?.['Content-Type'];
  if (name === 'Content-Type' && chosen !== undefined) return true;
  const left = types?.split(', ').filter((type) => type !== sent && !sent.startsWith(`${type},`));
  const value = taken ?? left?.at(-1);
  if (value !== undefined) call.params = { ...call.params, [name ?? 'Content-Type']: value };
  return true;
}

/** `/params/If-Match: not sent; things/get says its ETag now`: asks there. */
async function repairState(call, line, ask) {
  const [, pointer, id, what] = /^(\/[^:]+): .*; (.+) says (its ETag|it) now$/.exec(line) ?? [];
  if (pointer === undefined) return false;
  const path = pointer.slice(1).split('/');
  const text = await ask({ endpoint: id, params: call.params });
  const found =
    what === 'it' ? JSON.parse(text.split('\n').at(-1))[path.at(-1)] : /^note: ETag: (.*)$/m.exec(text)?.[1];
  if (found !== undefined) set(call, path, { value: found });
  return true;
}

/** One line about one value: `/params/state: …`. */
function repairAt(call, line, known) {
  if (/ says (its ETag|it) now$/.test(line)) return false;
  const [, pointer, said] = /^(\/(?:params|body)(?:\/[^\s:]*(?:: ?(?=\/))?)*): (.*)$/.exec(line) ?? [];
  if (pointer === undefined) return false;
  const path = pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const [, meant] = /^unknown; did you mean (.+?)\?/.exec(said) ?? [];
  if (meant !== undefined) return rename(call, path, meant);
  if (
    path.length === 1 &&
    /^expected an object, got \[/.test(said) &&
    known.signature !== undefined &&
    known.signature[path[0]] === undefined
  )
    return remove(call, path);
  if (/^(unknown|is read-only|this endpoint takes no)/.test(said)) return remove(call, path);
  const value = valueFor(said, path, call, known);
  // a text is the best guess where nothing tells
  set(call, path, value ?? { value: 'text', onlyIfMissing: said === 'required' });
  return true;
}

function rename(call, path, meant) {
  const holder = holderOf(call, path);
  const name = path.at(-1);
  if (holder === undefined || !(name in holder)) return false;
  const value = holder[name];
  delete holder[name];
  if (holder[meant] === undefined) holder[meant] = value;
  return true;
}

function remove(call, path) {
  const holder = holderOf(call, path);
  if (holder === undefined) return false;
  delete holder[path.at(-1)];
  return true;
}

function holderOf(call, path) {
  return path.slice(0, -1).reduce((at, part) => (typeof at === 'object' && at !== null ? at[part] : undefined), call);
}

function set(call, path, value) {
  let at = call;
  path.slice(0, -1).forEach((part, index) => {
    const isList = /^\d+$/.test(path[index + 1]);
    if (typeof at[part] !== 'object' || at[part] === null) at[part] = isList ? [] : {};
    at = at[part];
  });
  const name = path.at(-1);
  // what was renamed into this place a line before is right already
  if (value.onlyIfMissing && at[name] !== undefined) return;
  at[name] = value.value;
}

/** A value as the line asks for it; undefined where it does not say. */
function valueFor(said, path, call, { signature, shape, whole: body }) {
  if (path.length === 1 && typeof body === 'object') return { value: body };
  const current = path.reduce((at, part) => (typeof at === 'object' && at !== null ? at[part] : undefined), call);
  const [, given] = /; (\S+) was given, did you mean /.exec(said) ?? [];
  if (given !== undefined) {
    const holder = holderOf(call, path);
    const value = holder?.[given];
    if (value !== undefined) {
      delete holder[given];
      return { value };
    }
  }
  const meant = /did you mean ("(?:[^"\\]|\\.)*"|[\w.-]+)/.exec(said)?.[1];
  if (meant !== undefined) return { value: meant.startsWith('"') ? JSON.parse(meant) : meant };
  const example = /\blike ("(?:[^"\\]|\\.)*"|\{.*\}|\[.*?\]|[^\s,;]+)/.exec(said)?.[1];
  const isMissing = /^required\b|; not sent$/.test(said);
  if (example !== undefined) return { value: parsed(example), onlyIfMissing: isMissing };
  const [, sign, limit] = /must be ([≥≤><]|a multiple of) ?(-?[\d.]+)/.exec(said) ?? [];
  if (limit !== undefined) return { value: Number(limit) + (sign === '>' ? 1 : sign === '<' ? -1 : 0) };
  const [, most, count, what] = /must have at (most|least) (\d+) (\w+)/.exec(said) ?? [];
  if (what === 'characters')
    return { value: most === 'most' ? String(current).slice(0, count) : String(current).padEnd(count, 'x') };
  if (what === 'items' && Array.isArray(current))
    return {
      value: most === 'most' ? current.slice(0, count) : [...current, ...Array(count).fill(current[0])].slice(0, count),
    };
  if (/must not hold the same item twice/.test(said)) return { value: [...new Set(current)] };
  const oneOf = /^expected one of ([^,;]+)/.exec(said)?.[1];
  if (oneOf !== undefined) return { value: oneOf };
  if (path.length === 1 || /^(?:required, |expected )?([A-Z]\w*|object)\b/.test(said)) {
    const fromShape = shape === undefined ? undefined : partOf(shape, path);
    const fromSignature = path.reduce((at, part) => at?.[part], signature);
    const whole = fromShape ?? fromSignature;
    if (whole !== undefined) return { value: whole, onlyIfMissing: isMissing };
  }
  const type =
    /^(?:required, |expected )?(.*?)(?:, (?:required|got .*|default .*|≤.*|≥.*|\d+–.*|\/.*))?(?:; (?:sent|not sent|did you).*)?$/.exec(
      said,
    )?.[1] ?? '';
  const value = ofType(type, said, current);
  return value === undefined ? undefined : { value, onlyIfMissing: isMissing };
}

function parsed(example) {
  try {
    return JSON.parse(example);
  } catch {
    return example;
  }
}

/** The member that a path names within the part that is shown (`body.items: { … }`). */
function partOf({ at, text }, path) {
  const made = argumentsFrom(`body ${text}`)?.body;
  const above = at.split('.');
  if (above.join('/') === path.join('/')) return made;
  return above.every((part, index) => path[index] === part)
    ? path.slice(above.length).reduce((held, part) => held?.[part], made)
    : undefined;
}

function ofType(type, said, current) {
  const alternatives = type.split(' | ').filter((each) => each !== '' && !each.startsWith('…'));
  for (const each of alternatives) {
    if (/^".*"$/.test(each)) {
      const value = parsed(each);
      if (value !== current) return value;
      continue;
    }
    if (/^-?\d+(\.\d+)?$/.test(each)) return Number(each);
    if (/^(true|false)$/.test(each)) return each === 'true';
    const list = /^(.*)\[\]$/.exec(each)?.[1];
    if (list !== undefined) {
      const item = ofType(list.replace(/^\((.*)\)$/, '$1'), '', undefined);
      return [item ?? {}];
    }
    const [, low] = /(?:, |≥ )(-?\d+)(?:–|[,;]|$)/.exec(said.slice(type.length)) ?? [];
    if (each === 'integer' || each === 'number') return Number(low ?? 1);
    if (each === 'boolean') return true;
    if (each === 'object') return {};
    if (/^string\b/.test(each)) return typeof current === 'string' && !/sent/.test(said) ? undefined : 'text';
  }
  return undefined;
}

/**
 * From a vendor's error alone, its form read as well as Trivium reads it (`readFaults`): what it names is set where the call has it, else
 * in the body, else in params. What it should be nobody says; a text is the best guess, and a number or a date where the words have one.
 */
function repairFromBody(call, line, { readFaults, textsIn, namesIn }) {
  let body;
  try {
    body = JSON.parse(line);
  } catch {
    return;
  }
  const faults = readFaults(body);
  const named = textsIn(body).flatMap(namesIn).slice(0, 1);
  const all = faults.length > 0 ? faults : named.map((name) => ({ path: name.split('.'), in: undefined }));
  for (const { path, in: place } of all) {
    const bare = path[0] === 'data' && path[1] === 'attributes' && call.body?.data === undefined ? path.slice(2) : path;
    const isParam = place === 'query' || place === 'path' || bare[0] in (call.params ?? {}) || call.body === undefined;
    const value = /integer|number/i.test(line) ? 1 : /date/i.test(bare.at(-1)) ? '2026-01-31' : 'text';
    set(call, [isParam ? 'params' : 'body', ...bare], { value });
  }
}
