import type { MediaType } from '../catalog/endpoint.ts';
import { admits, type Candidates } from './candidates.ts';
import { checkValue } from './check-value.ts';
import { type ChosenMedia, namedMedia, preferredFor } from './choose-media.ts';
import { coerce, type Findings } from './coerce.ts';
import { requiredText } from './explain-errors.ts';
import { isFileValue } from './file-value.ts';
import { isObject, parseJson, toJson } from './json-value.ts';
import { kindOf, type MediaKind } from './media-type.ts';
import { bodyCandidates, type Plan } from './plan.ts';
import { below, refusal, schemaProblem, show, showName } from './problem.ts';
import { shortType } from './short-type.ts';

export interface CheckedBody {
  readonly chosen: ChosenMedia;
  readonly value: unknown;
}

export interface BodyArguments {
  /** As given; `undefined` for none. */
  readonly body: unknown;
  /** Members that stood in `params`. */
  readonly fields: ReadonlyMap<string, unknown>;
  /** The media type a caller asked for. */
  readonly contentType: string | undefined;
  /** Neither corrected nor compared with its schema. */
  readonly asIs: boolean;
}

/** The body to send, its media type chosen, its members gathered, corrected and checked; `undefined` for none. */
export async function checkBody(
  plan: Plan,
  given: BodyArguments,
  findings: Findings,
): Promise<CheckedBody | undefined> {
  const { body: described } = plan.endpoint;
  const body = withFields(given, findings);
  if (described === undefined) {
    if (!isNothing(body)) findings.problems.push(refusal('/body', 'this endpoint takes no body; leave it out'));
    return undefined;
  }
  const { contentType } = given;
  const chosen = contentType === undefined ? preferredFor(described, body) : namedMedia(described, contentType);
  if (chosen === undefined) {
    const types = described.media.map(({ type }) => showName(type)).join(', ');
    findings.problems.push(refusal('/params/Content-Type', `expected one of ${types.slice(0, 300)}`));
    return undefined;
  }
  const candidates = bodyCandidates(chosen.media);
  const isNull = body === null && !(candidates.length > 0 && admits(candidates, 'null'));
  if (body === undefined || isNull) {
    if (described.required) findings.problems.push(schemaProblem('/body', requiredText(candidates)));
    return undefined;
  }
  return { chosen, value: await checkContent(body, chosen.media, { ...given, findings }) };
}

/** Null, the empty object and the empty text are what callers say for no body where there is none. */
function isNothing(body: unknown): boolean {
  return body === undefined || body === null || body === '' || (isObject(body) && Object.keys(body).length === 0);
}

function withFields({ body, fields }: BodyArguments, { notes, problems }: Findings): unknown {
  if (fields.size === 0) return body;
  const held = body === undefined || body === null ? {} : typeof body === 'string' ? parseJson(body) : body;
  const names = [...fields.keys()].map(showName).join(', ');
  if (!isObject(held)) {
    problems.push(refusal('/body', `expected an object that also holds ${names} from params`));
    return body;
  }
  for (const [name, value] of fields) {
    const isTwice = Object.hasOwn(held, name) && toJson(held[name]) !== toJson(value);
    if (isTwice) problems.push(refusal(below('/params', name), 'contradicts the same field in body; give it once'));
  }
  notes.push(`${names} moved from params to body`);
  return Object.fromEntries([...Object.entries(held), ...fields]);
}

interface ContentOptions {
  readonly asIs: boolean;
  readonly findings: Findings;
}

/** Kinds of bodies whose text is sent as it is. */
const AS_TEXT: ReadonlySet<MediaKind> = new Set<MediaKind>(['xml', 'text', 'binary', 'json-lines']);

async function checkContent(body: unknown, media: MediaType, options: ContentOptions): Promise<unknown> {
  const kind = kindOf(media.type);
  const { asIs, findings } = options;
  if (isFileValue(body) && kind !== 'multipart') return body;
  if (typeof body === 'string' && AS_TEXT.has(kind)) return body;
  const candidates = bodyCandidates(media);
  const meant = typeof body === 'string' ? fromText(body, kind, candidates, findings) : body;
  if (meant === undefined) return body;
  const value = coerce(meant, candidates, { pointer: '/body', findings, asIs });
  if (asIs || kind === 'binary') return value;
  if (media.schema !== undefined) findings.problems.push(...(await checkValue(value, media.schema, '/body')));
  return media.itemSchema === undefined || !Array.isArray(value) ? value : checkItems(value, media.itemSchema, options);
}

async function checkItems(
  list: readonly unknown[],
  schema: NonNullable<MediaType['itemSchema']>,
  { findings }: ContentOptions,
) {
  const items: unknown[] = [];
  for (const [index, item] of list.entries()) {
    const pointer = below('/body', index);
    const value = coerce(item, [schema], { pointer, findings });
    items.push(value);
    findings.problems.push(...(await checkValue(value, schema, pointer)));
  }
  return items;
}

/** What a text means where the body is no text: JSON, or a form already encoded; `undefined`, and a problem, where it is neither. */
function fromText(text: string, kind: MediaKind, candidates: Candidates, { notes, problems }: Findings): unknown {
  if (kind !== 'multipart' && admits(candidates, 'string') && (kind === 'json' || candidates.length > 0)) return text;
  const parsed = parseJson(text);
  const isForm = kind === 'form' && parsed === undefined && /^[^=&\s]+=[^\s]*$/.test(text);
  const value = isForm ? fromForm(text) : parsed;
  if (value === undefined)
    problems.push(refusal('/body', `expected ${shortType(candidates)}, got ${show(text, '/body')}`));
  else notes.push(`body was a string, read as ${isForm ? 'form fields' : 'JSON'}`);
  return value;
}

function fromForm(text: string): unknown {
  const params = new URLSearchParams(text);
  const names = [...new Set(params.keys())];
  const fieldOf = (name: string): unknown => {
    const all = params.getAll(name);
    return all.length === 1 ? all[0] : all;
  };
  return Object.fromEntries(names.map((name) => [name, fieldOf(name)]));
}
