import { countTokens } from '../tokens.ts';
import { unionsOf } from './alternatives.ts';
import { type Argument, argumentsOf } from './arguments.ts';
import { type BriefOptions, briefType, type InputMember, inputMembers } from './brief-type.ts';
import type { Endpoint } from './endpoint.ts';
import { flattenObject } from './flatten.ts';
import { ownWords } from './name-words.ts';
import { paginationOf } from './pagination.ts';
import { isEmptyBody, isPlainJson, preferredMedia } from './preferred-media.ts';
import type { Schema } from './schema.ts';
import { inputScore } from './telling-input.ts';
import { itemsOf } from './type-expression.ts';
import { keyText } from './type-members.ts';

/** One input as a signature writes it. */
export interface InputText {
  readonly score: number;
  readonly required: boolean;
  /** `state?: "open"|"closed"`, and its tokens with what separates it from the one before; made when somebody asks. */
  written(): { readonly text: string; readonly cost: number };
}

/** What goes into an endpoint, to be written with some of its optional inputs. */
export interface SignatureInputs {
  readonly optional: readonly InputText[];
  /** `(owner: string, state?: …, …) body {…}`; what is left out reads `…`. */
  write(chosen: ReadonlySet<InputText>): string;
}

interface Options {
  /** Values of an enum, and members of an object, that are named; 0 leaves types out. */
  readonly detail: number;
  /** Tokens from which on an optional input is named with less of its type. */
  readonly costly: number;
}

interface Writing extends BriefOptions {
  readonly costly: number;
}

/** Inputs in a pair of brackets. */
interface Group {
  readonly inputs: readonly InputText[];
  /** Some are never shown. */
  readonly more: boolean;
  readonly before: string;
  readonly after: string;
}

/** The parameters of an endpoint and the members of its body, as texts. */
export function signatureInputs(endpoint: Endpoint, options: Options): SignatureInputs {
  const writing = { ...options, own: ownWords(endpoint) };
  const groups = [paramsGroup(endpoint, writing), ...bodyGroups(endpoint, writing)];
  const write = (chosen: ReadonlySet<InputText>): string => groups.map((group) => groupText(group, chosen)).join('');
  const optional = groups.flatMap(({ inputs }) => inputs.filter(({ required }) => !required));
  return { optional, write };
}

function groupText({ inputs, more, before, after }: Group, chosen: ReadonlySet<InputText>): string {
  const shown = inputs.filter((input) => input.required || chosen.has(input));
  const rest = more || shown.length < inputs.length ? ['…'] : [];
  return `${before}${[...shown.map((input) => input.written().text), ...rest].join(', ')}${after}`;
}

function paramsGroup(endpoint: Endpoint, writing: Writing): Group {
  const all = argumentsOf(endpoint);
  const usual = all.filter(({ parameter }) => parameter.required || !parameter.deprecated);
  const pages = paginationOf(endpoint);
  const members = usual.map((argument) => memberOf(argument, { own: writing.own, pages }));
  const ranked = members.toSorted((a, b) => (a.score === b.score ? 0 : b.score - a.score));
  const inputs = ranked.map((member) => inputText(member, writing));
  return { inputs, more: usual.length < all.length, before: '(', after: ')' };
}

interface Asked {
  readonly own: ReadonlySet<string>;
  readonly pages: ReturnType<typeof paginationOf>;
}

function memberOf({ name, parameter }: Argument, { own, pages }: Asked): InputMember {
  const { required, schema } = parameter;
  // headers and cookies are the last that a caller thinks of
  const isAside = parameter.in === 'header' || parameter.in === 'cookie';
  const score = isAside ? ASIDE : name === pages?.size ? SIZE : name === pages?.input ? PAGE : undefined;
  const told = score ?? inputScore(parameter.name, schema, own);
  return { name, required, schema, score: required ? Number.POSITIVE_INFINITY : told };
}

const ASIDE = -5;
/** Pages are followed by whoever asks for them; how many things a page has is said more often than which page. */
const SIZE = 3;
const PAGE = 1;

function inputText(member: InputMember, writing: Writing): InputText {
  const { required, score } = member;
  let known: ReturnType<InputText['written']> | undefined;
  const written = (): ReturnType<InputText['written']> => {
    known ??= write(member, writing);
    return known;
  };
  return { required, score, written };
}

function write({ name, required, schema }: InputMember, writing: Writing): ReturnType<InputText['written']> {
  const { detail, costly } = writing;
  const key = `${keyText(name)}${required ? '' : '?'}`;
  const levels = required ? [detail] : [detail, ...LESS.filter((level) => level < detail)];
  let text = key;
  for (const level of levels) {
    if (level > 0) text = `${key}: ${briefType(schema, { ...writing, detail: level })}`;
    if (countTokens(text) <= costly) break;
  }
  return { text, cost: countTokens(`, ${text}`) };
}

/** Less of a type, for an optional input that costs much; 1 leaves out what is inside objects. */
const LESS: readonly number[] = [3, 2, 1];

function bodyGroups(endpoint: Endpoint, writing: Writing): readonly Group[] {
  const { body } = endpoint;
  const media = body === undefined ? undefined : preferredMedia(body);
  if (body === undefined || media === undefined || isEmptyBody(body)) return [];
  const { schema, type } = media;
  const head = ` body${body.required ? '' : '?'}${isPlainJson(media) ? '' : ` ${type.slice(0, 80)}`}`;
  if (schema === undefined) return [plainGroup(head)];
  const { members, more } = inputMembers(schema, writing.own);
  if (members.length === 0 && !more)
    return [plainGroup(`${head} ${briefType(schema, { ...writing, detail: Math.max(writing.detail, 1) })}`)];
  const wrapped = more ? undefined : wrappedIn(members);
  if (wrapped === undefined)
    return [{ inputs: members.map((each) => inputText(each, writing)), more, before: `${head} {`, after: '}' }];
  const inner = inputMembers(wrapped.schema, writing.own);
  const inputs = inner.members.map((each) => inputText(each, writing));
  const before = `${head} {${keyText(wrapped.name)}${wrapped.required ? '' : '?'}: {`;
  return [{ inputs, more: inner.more, before, after: '}}' }];
}

function plainGroup(text: string): Group {
  return { inputs: [], more: false, before: text, after: '' };
}

/** The object that is all of a body: `{data: {…}}`. */
function wrappedIn([only, ...others]: readonly InputMember[]):
  | { readonly name: string; readonly required: boolean; readonly schema: Schema }
  | undefined {
  if (only === undefined || others.length > 0) return undefined;
  const { schema } = only;
  const isObject =
    flattenObject(schema).properties.size > 0 && itemsOf(schema) === undefined && unionsOf(schema).length === 0;
  return isObject ? only : undefined;
}
