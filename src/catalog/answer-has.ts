import { isMisspelt } from '../suggest.ts';
import { isEnvelopeName, isListName, LARGEST_ENVELOPE } from './answer-list.ts';
import {
  type AnswerPart,
  type AnswerSegment,
  isClosed,
  mayHold,
  membersIn,
  stepDown,
  wholeAnswer,
} from './answer-part.ts';
import { shapeText } from './answer-shape.ts';
import type { Endpoint } from './endpoint.ts';
import { pathName } from './path-name.ts';

type Path = readonly AnswerSegment[];

/**
 * Whether a successful answer has a part, by its description. `no` where a list is taken for an object or the reverse, where
 * the object is closed, and where the member is documented under a like name or on the level above or below: descriptions
 * leave out real members too often (one in a hundred of their own examples') for more.
 */
export function answerHas(endpoint: Endpoint, path: Path): 'yes' | 'no' | 'unknown' {
  const gap = findGap(endpoint, path);
  if (gap.segment === undefined) return gap.part.schemas.length > 0 ? 'yes' : 'unknown';
  return isCertain(gap) ? 'no' : 'unknown';
}

/** What may be meant by a path that `answerHas` refuses, and what there is: `did you mean data[].id? There is {data, has_more}`. */
export function answerHint(endpoint: Endpoint, path: Path): string {
  const gap = findGap(endpoint, path);
  if (gap.segment === undefined) return '';
  if (gap.trail.length === 1 && gap.part.schemas.length === 0) return 'its answer has no body';
  const [meant] = meantBy(gap);
  const question = meant === undefined ? '' : `did you mean ${pathText(withRest(meant, gap))}? `;
  const before = pathText(gap.before);
  const place = before === '' ? 'there is' : `${before} is`;
  const shape = shapeOf(gap.part);
  return `${question}${shape === '' ? '' : `${place} ${shape}`}`.trim();
}

/** Where a path leaves what is described. */
interface Gap {
  /** What the path's beginning leads to. */
  readonly part: AnswerPart;
  readonly before: Path;
  /** What is not there; undefined where the whole path is. */
  readonly segment: AnswerSegment | undefined;
  readonly after: Path;
  /** The parts on the way, the whole answer first, `part` last. */
  readonly trail: readonly AnswerPart[];
}

function findGap(endpoint: Endpoint, path: Path): Gap {
  let part = wholeAnswer(endpoint);
  const trail = [part];
  for (const [index, segment] of path.entries()) {
    const below = stepDown(part, segment);
    if (isNowhere(below)) return { part, before: path.slice(0, index), segment, after: path.slice(index + 1), trail };
    part = below;
    trail.push(part);
  }
  return { part, before: path, segment: undefined, after: [], trail };
}

/** What was meant may have the rest of the path too. */
function withRest(meant: Path, { after, trail: [whole] }: Gap): Path {
  const path = [...meant, ...after];
  return whole !== undefined && isThere(path.reduce(stepDown, whole)) ? path : meant;
}

function isNowhere({ schemas, isOpen }: AnswerPart): boolean {
  return schemas.length === 0 && !isOpen;
}

function isCertain(gap: Gap): boolean {
  const { part, segment } = gap;
  if (typeof segment !== 'object' || !mayHold(part, 'object') || isClosed(part)) return true;
  return meantBy(gap).length > 0;
}

/** Paths that are described and may be meant by the one that is not, the likeliest first. */
function meantBy({ part, before, segment, trail }: Gap): readonly Path[] {
  if (typeof segment !== 'object') return listsIn(part).map((field) => [...before, { field }, 'item' as const]);
  const { field } = segment;
  const near = membersIn(part).filter((name) => isMisspelt(field, name));
  const paths: Path[] = near.map((name) => [...before, { field: name }]);
  paths.push(...below(part, field).map((path) => [...before, ...path]));
  const list = before.lastIndexOf('item');
  const envelope = trail[list - 1];
  if (envelope !== undefined && membersIn(envelope).includes(field))
    paths.push([...before.slice(0, list - 1), segment]);
  return paths;
}

function isThere({ schemas }: AnswerPart): boolean {
  return schemas.length > 0;
}

/** Where the same name is documented one level further down: behind the list, or in the envelope. */
function below(part: AnswerPart, field: string): readonly Path[] {
  if (membersIn(stepDown(part, 'item')).includes(field)) return [['item', { field }]];
  const names = membersIn(part);
  return names
    .filter((name) => isEnvelopeName(name) || isListName(name) || names.length <= LARGEST_ENVELOPE)
    .flatMap((name): Path[] => {
      const inner = stepDown(part, { field: name });
      if (membersIn(stepDown(inner, 'item')).includes(field)) return [[{ field: name }, 'item', { field }]];
      return isEnvelopeName(name) && membersIn(inner).includes(field) ? [[{ field: name }, { field }]] : [];
    });
}

/** Members that are lists. */
function listsIn(part: AnswerPart): readonly string[] {
  const lists = membersIn(part).filter((name) => isThere(stepDown(stepDown(part, { field: name }), 'item')));
  return lists.sort((a, b) => Number(isListName(b)) - Number(isListName(a)));
}

function shapeOf({ schemas }: AnswerPart): string {
  const [schema] = schemas;
  return schema === undefined ? '' : shapeText(schema, MOST_FIELDS);
}

const MOST_FIELDS = 12;

/** A path as JMESPath has it: `data[].owner.login`. */
function pathText(path: Path): string {
  const parts = path.filter((segment) => segment !== 'flat');
  return parts
    .map((segment) => (segment === 'item' ? '[]' : `.${pathName(segment.field)}`))
    .join('')
    .replace(/^\./, '');
}
