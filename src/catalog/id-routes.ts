import type { Endpoint } from './endpoint.ts';
import { nounOf, readIdName, wordsOf } from './id-name.ts';

/** A path cut for comparing: `{name}` where a segment is one variable, its extension dropped (`/Messages/{Sid}.json`). */
export interface Steps {
  readonly segments: readonly string[];
  /** Name of the variable that a segment is; undefined for a fixed one. */
  readonly names: readonly (string | undefined)[];
}

/** A GET whose path ends in a noun, with what it takes to call it. */
export interface Collection {
  readonly endpoint: Endpoint;
  readonly steps: Steps;
  /** Its words joined. */
  readonly noun: string;
}

/** What the paths of an API say; no endpoint is looked into. */
export interface IdRoutes {
  /** By `GET` or `POST` and the path, whatever its variables are called. */
  find(method: 'GET' | 'POST', segments: readonly string[]): Endpoint | undefined;
  /** Collections of a noun, its words joined. */
  ofNoun(noun: string): readonly Collection[];
  /** Those that say `list` or `search` and need no id. */
  readonly lists: readonly Collection[];
  /** The caller's own: `GET /me`. */
  readonly selves: readonly Endpoint[];
}

const MOST_LISTS = 40;
const VARIABLE = /^\{\+?([^{}]+)\}(?::[A-Za-z]+)?$/;
const EXTENSION = /(?<=.)\.(json|xml|php)$/;
const VERBS =
  /^(list|get|all|search|find|query|fetch|browse|index|show|read|my|mine|own|owned|visible|public|starred|recent|favou?rites?|featured|active)$/;
const SELVES = /^(me|self|myself|user|account|profile|whoami|current|currentuser)$/i;

/** Cuts a path. */
export function stepsOf(path: string): Steps {
  const written = path.split('/').filter((segment) => segment !== '');
  const segments = written.map((segment) => segment.replace(EXTENSION, ''));
  return {
    segments,
    names: segments.map((segment) => (segment.includes('{') ? VARIABLE.exec(segment)?.[1] : undefined)),
  };
}

/** The noun a fixed part of a path ends with, past verbs: `/pet/findByStatus`, `/conversations.list`; `''` where there is none. */
export function nounBefore({ segments, names }: Steps, end: number): string {
  for (let at = end - 1; at >= 0; at--) {
    const segment = segments[at] ?? '';
    if (names[at] !== undefined || segment.includes('{') || segment.startsWith('$')) return '';
    const noun = segmentNoun(segment);
    if (noun !== '') return noun;
  }
  return '';
}

const known = new Map<string, string>();
const MOST_KNOWN = 20_000;

/** Segments repeat by the thousand. */
function segmentNoun(segment: string): string {
  const found = known.get(segment);
  if (found !== undefined) return found;
  const noun = readNoun(segment);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(segment, noun);
  return noun;
}

function readNoun(segment: string): string {
  for (const part of segment.replace(/\(.*$/, '').split('.').reverse()) {
    const words = wordsOf(part);
    const by = words.indexOf('by');
    const kept = (by > 0 ? words.slice(0, by) : words).filter((word, at, all) => !isVerb(word, at, all.length));
    if (kept.length > 0) return nounOf(kept).join('');
  }
  return '';
}

/** Only at the ends of a segment: `getUsers`, `users-search`. */
function isVerb(word: string, at: number, count: number): boolean {
  return (at === 0 || at === count - 1) && VERBS.test(word);
}

const indexes = new WeakMap<readonly Endpoint[], IdRoutes>();

/** The index of an API's endpoints, made once. */
export function idRoutesOf(endpoints: readonly Endpoint[]): IdRoutes {
  const found = indexes.get(endpoints) ?? indexRoutes(endpoints);
  indexes.set(endpoints, found);
  return found;
}

function indexRoutes(endpoints: readonly Endpoint[]): IdRoutes {
  const routes = new Map<string, Endpoint>();
  const nouns = new Map<string, Collection[]>();
  const lists: Collection[] = [];
  const selves: Endpoint[] = [];
  for (const endpoint of endpoints) {
    const { method, path } = endpoint;
    if (method !== 'GET' && method !== 'POST') continue;
    const steps = stepsOf(path);
    const key = keyOf(method, steps.segments);
    if (!routes.has(key)) routes.set(key, endpoint);
    if (method === 'POST' || steps.names.at(-1) !== undefined) continue;
    const noun = nounBefore(steps, steps.segments.length);
    const last = steps.segments.at(-1) ?? '';
    const collection = { endpoint, steps, noun };
    if (SELVES.test(last) && !path.includes('{')) selves.push(endpoint);
    if (lists.length < MOST_LISTS && !path.includes('{') && /(?:^|[./])(list|search)(?:[A-Z]|$)/.test(last))
      lists.push(collection);
    if (noun === '') continue;
    const others = nouns.get(noun);
    if (others === undefined) nouns.set(noun, [collection]);
    else others.push(collection);
  }
  return {
    find: (method, segments) => routes.get(keyOf(method, segments)),
    ofNoun: (noun) => nouns.get(noun) ?? [],
    // `conversations.list` before `admin.conversations.list`
    lists: lists.sort((a, b) => lengthOf(a) - lengthOf(b)),
    selves,
  };
}

function lengthOf({ endpoint }: Collection): number {
  return endpoint.path.split(/[./]/).length;
}

function keyOf(method: string, segments: readonly string[]): string {
  let key = method;
  for (const segment of segments)
    key += segment.includes('{') ? `/${segment.replace(/\{[^{}]*\}/g, '{}')}` : `/${segment}`;
  return key;
}

/** What a variable in a path is the id of: its own noun, else that of the segment before it. */
export function variableNoun(steps: Steps, at: number): string {
  const { noun } = readIdName(steps.names[at] ?? '');
  return noun.length > 0 ? noun.join('') : nounBefore(steps, firstOfRun(steps, at));
}

/** Where a run of variables without fixed segments between them begins: `{owner}/{repo}` is one thing's name. */
export function firstOfRun({ names }: Steps, at: number): number {
  let first = at;
  while (first > 0 && names[first - 1] !== undefined) first--;
  return first;
}

/** The last variable of such a run. */
export function lastOfRun({ names }: Steps, at: number): number {
  let last = at;
  while (names[last + 1] !== undefined) last++;
  return last;
}
