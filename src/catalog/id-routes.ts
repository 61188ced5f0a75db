import type { Endpoint } from './endpoint.ts';
import { nounOf, readIdName, wordsOf } from './id-name.ts';

/** A path cut for comparing: `{name}` where a segment is one variable, its extension dropped (`/Messages/{Sid}.json`). */
export interface Steps {
  readonly segments: readonly string[];
  /** Name of the variable that a segment is; undefined for a fixed one. */
  readonly names: readonly (string | undefined)[];
  /** Segments without the names of their variables. */
  readonly unnamed: readonly string[];
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
  find(method: 'GET' | 'POST', unnamed: readonly string[]): Endpoint | undefined;
  /** Collections of a noun, its words joined. */
  ofNoun(noun: string): readonly Collection[];
  /** Those that say `list` or `search` and need no id. */
  readonly lists: readonly Collection[];
  /** The caller's own: `GET /me`. */
  readonly selves: readonly Endpoint[];
}

/** Segments remembered of all APIs together. */
const MOST_KNOWN = 20_000;
const MOST_LISTS = 40;
const MOST_SEGMENTS = 60;
/** Of one noun; the shortest paths. */
const MOST_OF_NOUN = 200;
const VARIABLE = /^\{\+?([^{}]+)\}(?::[A-Za-z]+)?$/;
const EXTENSION = /(?<=.)\.(json|xml|php)$/;
const VERBS =
  /^(list|get|all|search|find|query|fetch|browse|index|show|read|my|mine|own|owned|visible|public|starred|recent|favou?rites?|featured|active)$/;
const LISTS = /(?:^|\.)(?:list|search)(?:[A-Z]|$)/;
const SELVES = /^(me|self|myself|user|account|profile|whoami|current|currentuser)$/i;

/** Cuts a path. */
export function stepsOf(path: string): Steps {
  const written = path.split('/');
  const segments: string[] = [];
  const names: (string | undefined)[] = [];
  const unnamed: string[] = [];
  if (written.length > MOST_SEGMENTS) return { segments, names, unnamed };
  for (const each of written) {
    if (each === '') continue;
    const cut = cutSegment(each);
    segments.push(cut.segment);
    names.push(cut.name);
    unnamed.push(cut.unnamed);
  }
  return { segments, names, unnamed };
}

interface Cut {
  readonly segment: string;
  readonly name: string | undefined;
  readonly unnamed: string;
}

/** Segments repeat by the thousand. */
const cutSegment = remembered((written: string): Cut => {
  const segment = written.replace(EXTENSION, '');
  if (!segment.includes('{')) return { segment, name: undefined, unnamed: segment };
  return { segment, name: VARIABLE.exec(segment)?.[1], unnamed: segment.replace(/\{[^{}]*\}/g, '{}') };
});

function remembered<T>(read: (segment: string) => T): (segment: string) => T {
  const known = new Map<string, T>();
  return (segment) => {
    const found = known.get(segment);
    if (found !== undefined) return found;
    const value = read(segment);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(segment, value);
    return value;
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

/** The noun of one segment; `''` where it is all verbs. */
export const segmentNoun = remembered((segment: string): string => {
  for (const part of segment.replace(/\(.*$/, '').split('.').reverse()) {
    const words = wordsOf(part);
    const by = words.indexOf('by');
    const kept = (by > 0 ? words.slice(0, by) : words).filter((word, at, all) => !isVerb(word, at, all.length));
    if (kept.length > 0) return nounOf(kept).join('');
  }
  return '';
});

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
    const key = keyOf(method, steps.unnamed);
    if (!routes.has(key)) routes.set(key, endpoint);
    if (method === 'POST' || steps.names.at(-1) !== undefined) continue;
    const noun = nounBefore(steps, steps.segments.length);
    const last = steps.segments.at(-1) ?? '';
    const collection = { endpoint, steps, noun };
    if (!path.includes('{')) {
      if (SELVES.test(last)) selves.push(endpoint);
      if (lists.length < MOST_LISTS && LISTS.test(last)) lists.push(collection);
    }
    if (noun === '') continue;
    const others = nouns.get(noun);
    if (others === undefined) nouns.set(noun, [collection]);
    else others.push(collection);
  }
  const shortest = new Map<string, readonly Collection[]>();
  const keepShortest = (noun: string): readonly Collection[] => {
    const all = nouns.get(noun) ?? [];
    const kept = [...all].sort((a, b) => a.steps.segments.length - b.steps.segments.length).slice(0, MOST_OF_NOUN);
    shortest.set(noun, kept);
    return kept;
  };
  return {
    find: (method, unnamed) => routes.get(keyOf(method, unnamed)),
    ofNoun: (noun) => shortest.get(noun) ?? keepShortest(noun),
    // `conversations.list` before `admin.conversations.list`
    lists: lists.sort((a, b) => lengthOf(a) - lengthOf(b)),
    selves,
  };
}

function lengthOf({ endpoint }: Collection): number {
  return endpoint.path.split(/[./]/).length;
}

function keyOf(method: string, unnamed: readonly string[]): string {
  return `${method}/${unnamed.join('/')}`;
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
