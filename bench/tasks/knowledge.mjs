// What a client has read about one endpoint. Nothing is known but what an answer showed: names of arguments from signatures,
// descriptions and refusals, names of fields from these and from data.

export function createKnowledge(id) {
  return {
    id,
    /** Names of arguments, and where they belong: `params` or `body`. */
    inputs: new Map(),
    /** Every name inside the inputs, and every name in the answer. */
    innerInputs: new Set(),
    outputs: new Set(),
    /** Inputs that take any keys: `metadata?: {[key: string]: string}`. */
    open: new Set(),
    /** The largest page that may be asked for, by argument. */
    largest: new Map(),
    /** Parts that a description left out, as it names them. */
    folded: new Set(),
    isPaged: false,
    isList: false,
    isDescribed: false,
  };
}

/** `(owner: string, state?: "open"|"closed") body {title: string, …} → [{number, title}], paged` */
export function learnSignature(known, signature) {
  const [inputs, answer] = splitOnce(signature, ' → ');
  const end = closingOf(inputs, inputs.indexOf('('));
  learnNames(known, inputs.slice(inputs.indexOf('(') + 1, end), 'params', 0);
  learnNames(known, inputs.slice(end + 1), 'body', 1);
  if (answer === undefined) return;
  for (const name of wordsIn(answer.replace(/, paged$/, ''))) known.outputs.add(name);
  known.isPaged ||= answer.endsWith(', paged');
  known.isList ||= /^\[|^[\w."-]+\[\]/.test(answer);
}

/** The answer of `describe_endpoint`, also that to `expand`. */
export function learnDescription(known, text) {
  known.isDescribed = true;
  let section = '';
  for (const line of text.split('\n')) {
    section = /^(params|body|response|errors|pages|example|security|auth|server|type)\b/.exec(line)?.[1] ?? section;
    for (const [, path] of line.matchAll(/expand "([^"]+)"/g)) known.folded.add(path);
    for (const [, name, path] of line.matchAll(/(\w+)\??: [^:]*?\/\* as "([^"]+)" \*\//g))
      known.folded.add(path.replace(/[^.]+$/, name));
    const plain = line.replace(/ \/\/ .*$/, '').replace(/\/\*.*?\*\//g, '');
    const name = /^ *"?([^\s":?{}]+)"?\??:/.exec(plain)?.[1];
    if (section === 'params' || section === 'body') {
      const isOwn = name !== undefined && /^ \S/.test(plain);
      if (isOwn) known.inputs.set(name, known.inputs.get(name) ?? section);
      if (/^(params|body)\b.*\{.+\}/.test(plain)) learnNames(known, plain.slice(plain.indexOf('{')), section, 1);
      for (const word of wordsIn(plain)) known.innerInputs.add(word);
      for (const [, open] of plain.matchAll(/([\w-]+)"?\??: \{\[key/g)) known.open.add(open);
      const most = mostIn(line);
      if (isOwn && most !== undefined) known.largest.set(name, most);
    } else if (section === 'type') {
      for (const word of wordsIn(plain)) known.innerInputs.add(word);
      for (const word of wordsIn(plain)) known.outputs.add(word);
    } else if (section === 'response') {
      for (const word of wordsIn(plain)) known.outputs.add(word);
      if (/^response .*\(list\)/.test(line) || /^\}\[\]/.test(line)) known.isList = true;
    } else if (section === 'pages') {
      known.isPaged = true;
      const said = /(?:, |\+= )(\S+)(?: each)? \(at most (\d+)\)/.exec(line);
      if (said !== null) known.largest.set(said[1], Number(said[2]));
    }
  }
}

/** Names of members, wherever they are in a body that was read. */
export function learnData(known, value) {
  if (Array.isArray(value)) for (const each of value) learnData(known, each);
  else if (value !== null && typeof value === 'object')
    for (const [name, member] of Object.entries(value)) {
      known.outputs.add(name);
      learnData(known, member);
    }
}

function mostIn(line) {
  const said = /(?:max(?:imum)?(?: is| of|:)?|≤|up to|\d+ ?(?:and|to|–|-|\.\.)|can range between \d+ and) ?(\d+)/i.exec(
    line.slice(line.indexOf('//')),
  );
  return said === null ? undefined : Number(said[1]);
}

function learnNames(known, text, place, depth) {
  for (const { name, type } of membersAt(text, depth)) {
    if (!known.inputs.has(name)) known.inputs.set(name, place);
    if (/^\{\[key/.test(type)) known.open.add(name);
  }
  for (const word of wordsIn(text)) known.innerInputs.add(word);
}

/** Names of members, without the values of enums and without comments. */
function wordsIn(text) {
  return (
    text
      .replace(/\/\*.*?\*\//g, '')
      .replace(/([:|(] ?)"(?:[^"\\]|\\.)*"/g, '$1')
      .match(/[A-Za-z_@$][\w@$./-]*/g) ?? []
  );
}

/** The members of an object type that stand this deep in brackets. */
function membersAt(text, wanted) {
  const members = [];
  let depth = 0;
  let from = wanted === 0 ? 0 : -1;
  const take = (to) => {
    const part = from < 0 ? '' : text.slice(from, to).trim();
    const found = /^"?([^\s":?,{}()]+)"?\??(?::\s*(.*))?$/s.exec(part);
    if (found !== null && found[1] !== '…') members.push({ name: found[1], type: found[2] ?? '' });
    from = -1;
  };
  for (let at = 0; at < text.length; at++) {
    const mark = text[at];
    if (mark === '"') at = closingQuote(text, at);
    else if ('({['.includes(mark)) {
      depth++;
      if (depth === wanted && mark === '{') from = at + 1;
    } else if (')}]'.includes(mark)) {
      if (depth === wanted) take(at);
      depth--;
    } else if (mark === ',' && depth === wanted) {
      take(at);
      from = at + 1;
    }
  }
  if (wanted === 0) take(text.length);
  return members;
}

function closingQuote(text, from) {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

function closingOf(text, from) {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '"') at = closingQuote(text, at);
    else if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  return text.length;
}

function splitOnce(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + mark.length)];
}
