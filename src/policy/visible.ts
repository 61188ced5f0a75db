import picomatch from 'picomatch';
import type { Api } from '../catalog/api.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import type { Rule } from '../config.ts';
import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';

export interface Visibility {
  readonly readOnly: boolean;
  readonly include: readonly Rule[];
  readonly exclude: readonly Rule[];
}

/** Methods that change nothing (RFC 9110 §9.2.1; QUERY: draft-ietf-httpbis-safe-method-w-body). */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'QUERY']);
const LONGEST_RULE = 500;
/** Longer ids and paths fit no include rule and every exclude rule. The longest of 4,000 real descriptions has 300 characters. */
const LONGEST_TEXT = 1000;
/** Each wildcard that may end anywhere multiplies the ways to match by the length of the text. */
const MOST_WILDCARDS = 3;

type Accepts = (endpoint: Endpoint) => boolean;

/** The Api with only what may be used; the rest does not exist for any tool. An `exclude` rule wins over every `include`. Throws `config_invalid` for an unusable rule. */
export function visibleTo(api: Api, { readOnly, include, exclude }: Visibility): Api {
  if (!readOnly && include.length === 0 && exclude.length === 0) return api;
  const included = include.map((rule) => readRule(rule, false));
  const excluded = exclude.map((rule) => readRule(rule, true));
  const isVisible = (endpoint: Endpoint): boolean =>
    (!readOnly || SAFE_METHODS.has(endpoint.method)) &&
    (included.length === 0 || included.some((accepts) => accepts(endpoint))) &&
    !excluded.some((accepts) => accepts(endpoint));
  return Object.freeze({ ...api, endpoints: Object.freeze(api.endpoints.filter(isVisible)) });
}

/** `METHOD /glob`, `* /glob` or `/glob`; `tag:x`; or an id glob. `ifTooLong` is what texts that are not matched count as. */
function readRule(rule: Rule, ifTooLong: boolean): Accepts {
  const text = rule.trim();
  if (text === '' || text.length > LONGEST_RULE) throw unusable(rule, `a rule has 1 to ${LONGEST_RULE} characters`);
  if (text.startsWith('tag:')) {
    const wanted = text.slice('tag:'.length).trim().toLowerCase();
    if (wanted === '') throw unusable(rule, 'it names no tag');
    return ({ tags }) => tags.some((tag) => tag.trim().toLowerCase() === wanted);
  }
  const [, method = '*', path] = /^(?:([^\s/]+)\s+)?(\/.*)$/s.exec(text) ?? [];
  const fits = createGlob(path ?? asOneSegment(text), rule, ifTooLong);
  if (path === undefined) return ({ id, api }) => fits(asOneSegment(id)) || fits(asOneSegment(`${api}:${id}`));
  return (endpoint) => (method === '*' || endpoint.method === method.toUpperCase()) && fits(endpoint.path);
}

/** Slashes in an id are ordinary characters (`issues/create`), which `*` covers. */
function asOneSegment(text: string): string {
  return text.replaceAll('/', '\ue000');
}

/**
 * Matches a glob: `*` within a path segment, `**` across segments, `?` for one character; all else is literal, since
 * real paths hold braces, brackets and parentheses.
 */
function createGlob(glob: string, rule: Rule, ifTooLong: boolean): (text: string) => boolean {
  // a `*` that is a whole segment can end in one place only
  const wildcards = glob.split('/').flatMap((segment) => (segment === '*' ? [] : (segment.match(/\*+/g) ?? [])));
  if (wildcards.length > MOST_WILDCARDS)
    throw unusable(rule, `at most ${MOST_WILDCARDS} wildcards; several rules do it too`);
  const literal = glob.replace(/[!-.:-@[-`{-~]/g, (mark) => (mark === '*' || mark === '?' ? mark : `\\${mark}`));
  const fits = picomatch(literal, {
    dot: true,
    nobrace: true,
    noextglob: true,
    nonegate: true,
    windows: false,
    flags: 's',
  });
  return (text) => (text.length > LONGEST_TEXT ? ifTooLong : fits(text));
}

function unusable(rule: Rule, why: string): ToolError {
  return new ToolError('config_invalid', `The rule ${toOneLine(rule, 80)} cannot be used: ${why}.`, {
    hint: 'A rule is "METHOD /path/*", tag:name or an id with * in it.',
  });
}
