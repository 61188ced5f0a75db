// Arguments from a call signature alone, as a model writes them: what is required, with the plainest value of its type.
//   argumentsFrom('(owner: string, page?: integer) body {title: string, …} → {id}') gives { params: { owner: 'text' }, body: { title: 'text' } }
// Undefined where the signature leaves out something that may be required.

export function argumentsFrom(signature) {
  const reader = createReader(signature);
  try {
    const params = reader.take('(') ? reader.members(')') : {};
    const args = Object.keys(params).length > 0 ? { params } : {};
    reader.space();
    if (!reader.word('body')) return args;
    const optional = reader.take('?');
    reader.space();
    reader.match(/^[a-z]+\/[^\s{]+ /);
    const body = reader.type();
    return optional && isEmpty(body) ? args : { ...args, body };
  } catch {
    return undefined;
  }
}

function isEmpty(value) {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function createReader(text) {
  let at = 0;
  const rest = () => text.slice(at);
  const match = (pattern) => {
    const found = pattern.exec(rest())?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const take = (mark) => {
    if (!rest().startsWith(mark)) return false;
    at += mark.length;
    return true;
  };
  const space = () => match(/^(\s+|\/\*.*?\*\/)+/);
  const members = (end) => {
    const values = {};
    for (;;) {
      space();
      if (take(end)) return values;
      if (take('…')) {
        // required ones come first, so that what is left out may be left out
        space();
        if (!take(end)) throw new Error('more');
        return values;
      }
      const name = match(/^("(?:[^"\\]|\\.)*"|\[key: string\]|[^:?,(){}]+)/);
      const optional = take('?');
      if (name === undefined || !take(':')) throw new Error('no member');
      space();
      const value = type();
      if (!optional && !name.startsWith('[key')) values[name.startsWith('"') ? JSON.parse(name) : name.trim()] = value;
      space();
      take(',');
    }
  };
  const type = () => {
    const value = one();
    for (;;) {
      space();
      if (!take('|')) break;
      space();
      if (!take('…')) one();
    }
    return value;
  };
  const one = () => {
    space();
    let value;
    if (take('{')) value = members('}');
    else if (take('(')) {
      value = type();
      if (!take(')')) throw new Error('no end');
    } else value = plain();
    while (take('[]')) value = [value];
    return value;
  };
  const plain = () => {
    const literal = match(/^("(?:[^"\\]|\\.)*"|-?\d+(\.\d+)?|true|false|null)/);
    if (literal !== undefined) return JSON.parse(literal);
    const name = match(/^[A-Za-z_][\w-]*/);
    const values = {
      string: 'text',
      integer: 1,
      number: 1,
      boolean: true,
      object: {},
      any: {},
      file: { $text: 'text' },
    };
    if (name === undefined || !(name in values)) throw new Error('no type');
    return values[name];
  };
  return { take, match, space, word: (word) => take(word), members, type };
}
