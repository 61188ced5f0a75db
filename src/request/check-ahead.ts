import type { Endpoint } from '../catalog/endpoint.ts';
import { sampleValue } from '../catalog/sample.ts';
import type { CallArguments } from './build.ts';
import type { Candidates } from './candidates.ts';
import { type CheckOptions, checkArguments } from './check-arguments.ts';
import { preferredFor } from './choose-media.ts';
import { candidatesAt } from './explain-errors.ts';
import { hintFor } from './hint.ts';
import { bodyCandidates, type Plan, planFor } from './plan.ts';
import type { Problem } from './problem.ts';

export interface AheadOptions extends CheckOptions {
  /** JSON pointers (`/params/owner`, `/body/labels/0`) of values that are not known yet. */
  readonly holes: readonly string[];
}

export interface Ahead {
  readonly problems: readonly Problem[];
  /** The part of the description that mends them. */
  readonly hint?: string;
}

/**
 * What is certainly wrong with a call some of whose values come later: names, what is missing, the values that are there.
 * Where a value that is not there may choose between alternatives, nothing is certain.
 */
export async function checkAhead(endpoint: Endpoint, args: CallArguments, options: AheadOptions): Promise<Ahead> {
  const plan = await planFor(endpoint);
  const holes: readonly Path[] = options.holes.map(segmentsOf);
  const body = bodyOf(plan, args.body);
  const sample = (path: Path): unknown => sampleFor(plan, body, path);
  const filled = {
    params: filledIn(args.params, ['params'], holes, sample),
    body: filledIn(args.body, ['body'], holes, sample),
  };
  const { problems } = await checkArguments(plan, filled, options);
  // a member of the body may stand in params, and a parameter in the body
  const places = holes.flatMap(([, ...rest]): readonly Path[] => [
    ['params', ...rest],
    ['body', ...rest],
  ]);
  const open = holes.map((hole) => unionAbove(hole, body)).filter((place) => place !== undefined);
  const certain = problems.filter((problem) => {
    const at = segmentsOf(problem.pointer);
    if (problem.kind === 'schema' && options.validate !== 'strict') return false;
    if (open.some((place) => isWithin(at, place))) return false;
    if (problem.isAboutName === true) return true;
    return !places.some((place) => isWithin(at, place) || isWithin(place, at));
  });
  return { problems: certain, ...(certain.length === 0 ? {} : hintFor(certain, plan)) };
}

type Path = readonly string[];

function segmentsOf(pointer: string): Path {
  const segments = pointer.split('/').slice(1);
  return segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function isWithin(path: Path, outer: Path): boolean {
  return outer.length <= path.length && outer.every((segment, at) => segment === path[at]);
}

function bodyOf({ endpoint }: Plan, body: unknown): Candidates {
  const media = endpoint.body === undefined ? undefined : preferredFor(endpoint.body, body)?.media;
  return media === undefined ? [] : bodyCandidates(media);
}

/** A copy with a sample in the place of each hole. */
function filledIn(value: unknown, at: Path, holes: readonly Path[], sample: (path: Path) => unknown): unknown {
  const inside = holes.filter((hole) => isWithin(hole, at));
  if (inside.length === 0) return value;
  if (inside.some((hole) => hole.length === at.length)) return sample(at);
  if (Array.isArray(value)) return value.map((item, index) => filledIn(item, [...at, String(index)], inside, sample));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([name, member]) => [name, filledIn(member, [...at, name], inside, sample)]));
}

function sampleFor(plan: Plan, body: Candidates, [place, ...path]: Path): unknown {
  const [name = '', ...rest] = path;
  const meaning = plan.resolve(name) ?? plan.resolveCasing(name);
  const argument = meaning !== undefined && 'candidates' in meaning ? meaning.candidates : undefined;
  const inParams = argument ?? plan.bodyFields.get(name) ?? [];
  const candidates = place === 'params' ? candidatesAt(inParams, rest) : candidatesAt(body, path);
  const [schema] = candidates.length === 0 && place === 'body' ? (argument ?? []) : candidates;
  return (schema === undefined ? undefined : sampleValue(schema, { direction: 'request' })) ?? 'x';
}

/** The outermost place on the way to a hole where the body may be one of several things. */
function unionAbove(hole: Path, body: Candidates): Path | undefined {
  const path = hole.slice(1);
  const depth = path.findIndex((_, at) => isUnion(candidatesAt(body, path.slice(0, at))));
  if (depth < 0) return undefined;
  return ['body', ...path.slice(0, depth)];
}

const DEEPEST_PART = 4;

function isUnion(candidates: Candidates, levels = DEEPEST_PART): boolean {
  if (candidates.length > 1 || levels === 0) return true;
  return candidates.some(
    ({ anyOf, oneOf, allOf, not }) =>
      anyOf.length > 0 || oneOf.length > 0 || not !== undefined || allOf.some((part) => isUnion([part], levels - 1)),
  );
}
