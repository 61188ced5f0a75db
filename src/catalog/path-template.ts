/** One path segment of a template: fixed texts with variables between them, `['', '.json']` and `['id']` for `{id}.json`. */
export interface Segment {
  /** As it is written. */
  readonly written: string;
  /** A fixed segment, percent-decoded; undefined where there are variables. */
  readonly fixed: string | undefined;
  readonly texts: readonly string[];
  readonly names: readonly string[];
  /** The same for templates that differ in the names of their variables only. */
  readonly unnamed: string;
}

/** One segment of a path that somebody asks for, decoded once. */
export interface Part {
  readonly raw: string;
  readonly decoded: string;
  /** A template itself, perhaps with other variable names, and so no value. */
  readonly unnamed: string | undefined;
}

/** The segments of a path; a trailing slash makes none, so that `/pets` and `/pets/` meet. */
export function splitPath(path: string): readonly string[] {
  const end = path.length > 1 && path.endsWith('/') ? path.length - 1 : path.length;
  return path.slice(path.startsWith('/') ? 1 : 0, end).split('/');
}

/** Reads one segment of a template. */
export function readSegment(written: string): Segment {
  const pieces = written.split(/\{([^{}]+)\}/);
  const texts = pieces.filter((_, index) => index % 2 === 0);
  const names = pieces.filter((_, index) => index % 2 === 1);
  return {
    written,
    fixed: names.length === 0 ? decodeOnce(written) : undefined,
    texts,
    names,
    unnamed: unname(written),
  };
}

/** Reads one segment of a path that is looked for. */
export function readPart(raw: string): Part {
  const unnamed = unname(raw);
  return { raw, decoded: decodeOnce(raw), unnamed: unnamed === raw ? undefined : unnamed };
}

function unname(text: string): string {
  return text.includes('{') ? text.replace(/\{[^{}]+\}/g, '{}') : text;
}

/**
 * How many characters of the part are fixed (more is a closer match), or undefined where it does not fit. The values of
 * variables are added to `values`. Linear in the part's length: each fixed text is looked for once, from where the last one ended.
 */
export function matchSegment(segment: Segment, part: Part, values: Map<string, string>): number | undefined {
  if (segment.fixed !== undefined)
    return segment.fixed === part.decoded || segment.written === part.raw ? part.raw.length + 1 : undefined;
  if (part.unnamed === segment.unnamed) return part.raw.length + 1;
  const [first = '', ...rest] = segment.texts;
  const { raw } = part;
  if (!raw.startsWith(first)) return undefined;
  let at = first.length;
  let fixed = first.length;
  for (const [index, text] of rest.entries()) {
    const end = endOf(raw, { text, at, isLast: index === rest.length - 1 });
    if (end === undefined || !keepValue(values, segment.names[index] ?? '', decodeOnce(raw.slice(at, end))))
      return undefined;
    at = end + text.length;
    fixed += text.length;
  }
  return fixed;
}

/** Where a variable that begins at `at` ends: before the next occurrence of `text`, at least one character long. */
function endOf(raw: string, { text, at, isLast }: { text: string; at: number; isLast: boolean }): number | undefined {
  const end = isLast ? raw.length - text.length : text === '' ? at + 1 : raw.indexOf(text, at + 1);
  return end > at && raw.startsWith(text, end) ? end : undefined;
}

/** A variable that stands in two places has one value. */
function keepValue(values: Map<string, string>, name: string, value: string): boolean {
  const known = values.get(name);
  if (known === undefined) values.set(name, value);
  return known === undefined || known === value;
}

function decodeOnce(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
