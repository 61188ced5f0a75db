import type { MediaType } from '../catalog/endpoint.ts';
import { admits, type Candidates, candidatesOf } from './candidates.ts';
import type { PendingCheck } from './check-value.ts';
import { type ChosenMedia, namedMedia, preferredFor } from './choose-media.ts';
import { coerce, type Findings } from './coerce.ts';
import { requiredText } from './explain-errors.ts';
import { isFileValue } from './file-value.ts';
import { isObject, parseJson, toJson } from './json-value.ts';
import { kindOf, type MediaKind } from './media-type.ts';
import { bodyCandidates, type Plan } from './plan.ts';
import { aboutName, below, refusal, schemaProblem, show, showNames } from './problem.ts';
import { shortType } from './short-type.ts';

export interface CheckedBody {
  readonly chosen: ChosenMedia;
  readonly value: unknown;
  /** What is still to be compared with its schema. */
  readonly pending: readonly PendingCheck[];
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

/** The body to send, its media type chosen, its members gathered and corrected; `undefined` for none. */
export function checkBody(plan: Plan, given: BodyArguments, findings: Findings): CheckedBody | undefined {
  const { body: described } = plan.endpoint;
  const body = withFields(given, findings);
  if (described === undefined) {
    if (!isNothing(body))
      findings.problems.push(aboutName(refusal('/body', 'this endpoint takes no body; leave it out')));
    return undefined;
  }
  const { contentType } = given;
  const chosen = contentType === undefined ? preferredFor(described, body) : namedMedia(described, contentType);
  if (chosen === undefined) {
    const types = showNames(described.media.map(({ type }) => type));
    findings.problems.push(refusal('/params/Content-Type', `expected one of ${types}`));
    return undefined;
  }
  const candidates = bodyCandidates(chosen.media);
  const isNull = body === null && !(candidates.length > 0 && admits(candidates, 'null'));
  if (body === undefined || isNull) {
    if (described.required) findings.problems.push(schemaProblem('/body', requiredText(candidates)));
    return undefined;
  }
  const value = readContent(body, chosen.media, { asIs: given.asIs, findings });
  return { chosen, value, pending: given.asIs ? [] : pendingOf(value, chosen.media) };
}

/** Null, the empty object and the empty text are what callers say for no body where there is none. */
function isNothing(body: unknown): boolean {
  return body === undefined || body === null || body === '' || (isObject(body) && Object.keys(body).length === 0);
}

function withFields({ body, fields }: BodyArguments, { notes, problems }: Findings): unknown {
  if (fields.size === 0) return body;
  const held = body === undefined || body === null ? {} : typeof body === 'string' ? parseJson(body) : body;
  const names = showNames([...fields.keys()]);
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

function readContent(body: unknown, media: MediaType, { asIs, findings }: ContentOptions): unknown {
  const kind = kindOf(media.type);
  if (isFileValue(body) && kind !== 'multipart') return body;
  if (typeof body === 'string' && AS_TEXT.has(kind)) return body;
  const candidates = bodyCandidates(media);
  const meant = typeof body === 'string' ? fromText(body, kind, candidates, findings) : body;
  if (meant === undefined) return body;
  const value = coerce(meant, candidates, { pointer: '/body', findings, asIs });
  const { itemSchema } = media;
  if (itemSchema === undefined || !Array.isArray(value)) return value;
  const items = candidatesOf(itemSchema);
  return value.map((item, index) => coerce(item, items, { pointer: below('/body', index), findings, asIs }));
}

/** What is text on its way, and files, have no structure to check. */
function pendingOf(value: unknown, { type, schema, itemSchema }: MediaType): readonly PendingCheck[] {
  const kind = kindOf(type);
  const isText = typeof value === 'string' && AS_TEXT.has(kind) && kind !== 'text';
  if (kind === 'binary' || isText || (isFileValue(value) && kind !== 'multipart')) return [];
  const whole = schema === undefined ? [] : [{ value, schema, pointer: '/body' }];
  if (itemSchema === undefined || !Array.isArray(value)) return whole;
  return [
    ...whole,
    ...value.map((item, index) => ({ value: item, schema: itemSchema, pointer: below('/body', index) })),
  ];
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
