/** How often an unbounded repetition repeats at the least; longer strings are tried where the shortest is too short. */
const EXTRAS: readonly number[] = [0, 1, 2, 3, 5, 8, 12, 16, 24, 32, 64];
const LONGEST_SAMPLE = 2000;
const DEEPEST = 20;
/** Characters a class is asked for, the most readable first. */
const CHARACTERS = [...'a1Ab2B-_./: @#+=,;~!?&%*(){}[]<>|^$"\'\\\n\tzZ90éß中'];

interface Reader {
  readonly pattern: string;
  readonly extra: number;
  at: number;
  /** Characters that may still be written. */
  left: number;
}

/**
 * A short string for a regular expression (ECMA-262 syntax): the first alternative, each repetition at its smallest, longer
 * ones tried until `accepts` agrees. Undefined where none does; backreferences and look-arounds are passed over.
 */
export function samplePattern(pattern: string, accepts: (text: string) => boolean): string | undefined {
  for (const extra of EXTRAS) {
    const reader: Reader = { pattern, extra, at: 0, left: LONGEST_SAMPLE };
    const text = readAlternatives(reader, 0);
    if (text === undefined || reader.left < 0) return undefined;
    if (accepts(text)) return text;
  }
  return undefined;
}

/** `a|b|c` up to the end or the closing parenthesis; the first alternative. Undefined for syntax this does not know. */
function readAlternatives(reader: Reader, depth: number): string | undefined {
  if (depth > DEEPEST) return undefined;
  let first: string | undefined;
  for (;;) {
    const text = readSequence(reader, depth);
    if (text === undefined) return undefined;
    first ??= text;
    if (reader.pattern[reader.at] !== '|') return first;
    reader.at++;
  }
}

function readSequence(reader: Reader, depth: number): string | undefined {
  let text = '';
  while (reader.at < reader.pattern.length && !'|)'.includes(reader.pattern[reader.at] ?? '')) {
    const atom = readAtom(reader, depth);
    if (atom === undefined) return undefined;
    const repeated = atom.repeat(Math.min(readCount(reader), LONGEST_SAMPLE));
    reader.left -= repeated.length;
    if (reader.left < 0) return undefined;
    text += repeated;
  }
  return text;
}

function readAtom(reader: Reader, depth: number): string | undefined {
  const { pattern } = reader;
  const character = pattern[reader.at] ?? '';
  if (character === '(') return readGroup(reader, depth);
  if (character === '[') return readClass(reader);
  if (character === '\\') return readEscape(reader);
  reader.at++;
  if (character === '^' || character === '$') return '';
  return character === '.' ? 'a' : character;
}

function readGroup(reader: Reader, depth: number): string | undefined {
  const [opening = '('] =
    /^\((\?:|\?=|\?!|\?<=|\?<!|\?<\w+>|\?[a-z]+\))?/.exec(reader.pattern.slice(reader.at, reader.at + 80)) ?? [];
  reader.at += opening.length;
  // `(?i)` is a flag, not a group
  if (/^\(\?[a-z]+\)$/.test(opening)) return '';
  const inner = readAlternatives(reader, depth + 1);
  if (inner === undefined || reader.pattern[reader.at] !== ')') return undefined;
  reader.at++;
  return /^\(\?(=|!|<=|<!)$/.test(opening) ? '' : inner;
}

function readClass(reader: Reader): string | undefined {
  const [source] = /^\[(?:\\.|[^\]\\])*\]/s.exec(reader.pattern.slice(reader.at, reader.at + 1000)) ?? [];
  if (source === undefined) return undefined;
  reader.at += source.length;
  const tester = compile(`^${source}$`);
  return tester === undefined ? undefined : CHARACTERS.find((character) => tester.test(character));
}

function readEscape(reader: Reader): string | undefined {
  const rest = reader.pattern.slice(reader.at, reader.at + 80);
  const [code = ''] =
    /^\\(u\{[0-9a-f]+\}|u[0-9a-f]{4}|x[0-9a-f]{2}|[pP]\{[^}]*\}|k<\w+>|c[a-z]|\d+|.)/is.exec(rest) ?? [];
  reader.at += code.length;
  if (/^\\[bBAzZG]$/.test(code)) return '';
  if (/^\\([1-9]|k)/.test(code)) return undefined;
  const tester = compile(`^${code}$`);
  if (tester === undefined) return code.slice(1);
  return CHARACTERS.find((character) => tester.test(character)) ?? (code.length === 2 ? code.slice(1) : undefined);
}

/** How often the atom before is written: its least, and more where the whole is to be longer. */
function readCount(reader: Reader): number {
  const [quantifier = ''] = /^([*+?]|\{\d+(,\d*)?\})[?+]?/.exec(reader.pattern.slice(reader.at, reader.at + 40)) ?? [];
  reader.at += quantifier.length;
  if (quantifier === '') return 1;
  const [, least, most] = /^\{(\d+)(?:,(\d*))?\}/.exec(quantifier) ?? [];
  if (least !== undefined) {
    const highest = most === undefined ? Number(least) : most === '' ? Number.POSITIVE_INFINITY : Number(most);
    return Math.min(Math.max(Number(least), reader.extra), highest);
  }
  if (quantifier.startsWith('?')) return Math.min(1, reader.extra);
  return quantifier.startsWith('*') ? reader.extra : Math.max(1, reader.extra);
}

function compile(source: string): RegExp | undefined {
  try {
    return new RegExp(source, 'u');
  } catch {
    try {
      return new RegExp(source);
    } catch {
      return undefined;
    }
  }
}
