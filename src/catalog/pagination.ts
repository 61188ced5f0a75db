import { argumentsOf } from './arguments.ts';
import type { Endpoint } from './endpoint.ts';
import { flattenObject } from './flatten.ts';
import { largestPage } from './largest-page.ts';
import { preferredMedia } from './preferred-media.ts';
import type { Schema } from './schema.ts';
import { mainMedia, successOf } from './success.ts';

/** How the pages of a list follow each other, as far as names tell. */
export interface Pagination {
  /** The input that chooses the page, as `params` or `body` name it: `page`, `cursor`, `body.NextToken`; none where answers link it. */
  readonly input: string | undefined;
  readonly kind: 'cursor' | 'offset' | 'page' | 'link';
  /** The input that says how many there are on a page. */
  readonly size: string | undefined;
  /** The most of them that may be asked for, as far as the description says it. */
  readonly largest: number | undefined;
  /** Where the answer has the next page's cursor or address: `response_metadata.next_cursor`. */
  readonly next: string | undefined;
  /** The answer names the next page in a `Link` header (RFC 8288). */
  readonly link: boolean;
  /** What `input` is on the first page, as far as the description says it: 1 or 0 for most. */
  readonly first: number | undefined;
  /** Beside an input that is counted: the one that takes a cursor instead, for answers that name one (Box). */
  readonly cursor: string | undefined;
}

const CURSOR =
  /^(page|next|pagination|continuation|start|list|skip)?(cursor|token|marker)$|^(page)?(startingafter|after|continue|scrollid|pageafter|startkey|sinceid|bookmark|exclusivestartkey)$/;
const KINDS: readonly (readonly [Pagination['kind'], RegExp])[] = [
  ['cursor', CURSOR],
  ['page', /^(page|pageno|pagenumber|pageindex|pagenum|p|currentpage)$/],
  ['offset', /^(offset|skip|start|startindex|startat|from|pageoffset)$/],
];
const SIZES =
  /^(perpage|pagesize|limit|pagelimit|maxresults|maxitems|maxkeys|top|take|count|size|pagecount|resultsperpage|itemsperpage)$/;
const NEXT =
  /^(next|nextcursor|nextpagetoken|nexttoken|nextpage|nextmarker|continuationtoken|nextpagecursor|continue|endcursor|aftercursor|nextoffset|nextstart|nextscrollid)$/;
/** Members that hold an address of the next page, whatever the inputs are. */
const NEXT_URL =
  /^(odatanextlink|nextlink|nextpage(uri|url|link)|nexturl|nexturi|nexthref|nextrecordsurl|nextpagehref)$/;
const HOLDERS = /^(meta|metadata|responsemetadata|paging|pagination|pageinfo|links?|page|cursors|next|d)$/;
const MOST_LOOKED_AT = 200;

/** How an endpoint is read page by page; undefined where neither its inputs nor its answer say so, and for what changes things. */
export function paginationOf(endpoint: Endpoint): Pagination | undefined {
  if (!known.has(endpoint)) known.set(endpoint, findPagination(endpoint));
  return known.get(endpoint);
}

const known = new WeakMap<Endpoint, Pagination | undefined>();

function findPagination(endpoint: Endpoint): Pagination | undefined {
  // a DELETE of a collection takes `limit` and `continue` too (Kubernetes), and is no list
  if (!/^(GET|HEAD|QUERY|POST)$/.test(endpoint.method)) return undefined;
  const inputs = inputsOf(endpoint);
  const sized = inputs.find(({ plain }) => SIZES.test(plain));
  const size = sized?.name;
  const response = successOf(endpoint);
  const link = response?.headers.some((name) => name.toLowerCase() === 'link') ?? false;
  const schema = response === undefined ? undefined : mainMedia(response)?.schema;
  const next = nextIn(schema);
  const chosen = inputOf(inputs, { size, next: next?.path, isCounted: isCounted(schema) });
  const isLinked = next?.isUrl === true || (link && (size !== undefined || isArray(schema)));
  if ((chosen === undefined && !isLinked) || (schema !== undefined && !mayHoldList(schema))) return undefined;
  const largest = sized === undefined ? undefined : largestPage(sized.schema, sized.description);
  const shared = { size, largest, next: next?.path, link };
  if (chosen === undefined) {
    if (schema !== undefined && !isListed(endpoint, schema, next?.path)) return undefined;
    return { ...shared, input: undefined, kind: 'link', first: undefined, cursor: undefined };
  }
  const { input, kind } = chosen;
  // Stripe's searches: `page` takes the token that `next_page` holds
  const isToken = kind !== 'cursor' && next?.isText === true && !next.isUrl && isText(input.schema);
  if (isToken || kind === 'cursor')
    return { ...shared, input: input.name, kind: 'cursor', first: undefined, cursor: undefined };
  const cursor = inputs.find(({ plain }) => CURSOR.test(plain) && plain !== 'token')?.name;
  return { ...shared, input: input.name, kind, first: firstOf(input, kind), cursor };
}

/**
 * Whether a `next` in the answer alone makes an endpoint a list: APIs declare it of single things too, and of what they create.
 * Actions that answer with a list say `nextLink` (OData, Azure).
 */
function isListed({ method, path }: Endpoint, schema: Schema, next: string | undefined): boolean {
  if (method === 'POST' && !/^(@odata\.)?nextLink$/.test(next ?? '')) return false;
  const isOuter = isArray(schema) || [...flattenObject(schema).properties.values()].some(isArray);
  return isOuter || !path.endsWith('}');
}

interface Input {
  readonly name: string;
  readonly plain: string;
  readonly description: string;
  readonly schema: Schema | undefined;
}

interface Answered {
  readonly size: string | undefined;
  /** Where the answer has the next page's cursor or address. */
  readonly next: string | undefined;
  /** The answer says at which item it begins. */
  readonly isCounted: boolean;
}

function inputOf(
  inputs: readonly Input[],
  { size, next, isCounted: counts }: Answered,
): { readonly input: Input; readonly kind: Pagination['kind'] } | undefined {
  for (const [kind, names] of KINDS) {
    // a bare token is a credential as often as a page's (Slack), and must not be filled with what is none
    const fits = (each: Input): boolean =>
      names.test(each.plain) &&
      (kind === 'cursor' || isCountable(each)) &&
      (each.plain !== 'token' || /token$/i.test(next?.split('.').at(-1) ?? ''));
    const input = inputs.find((each) => fits(each) && each.plain !== 'token') ?? inputs.find(fits);
    if (input === undefined) continue;
    // where the answer has an offset and no cursor, the cursor is another way, to be asked for (Box)
    if (kind === 'cursor' && next === undefined && counts && inputs.some(({ plain }) => OFFSET.test(plain))) continue;
    // `start` and `from` alone are as often dates as offsets
    if (kind === 'offset' && size === undefined) return undefined;
    return { input, kind };
  }
  return undefined;
}

const OFFSET = /^(offset|skip)$/;

/** `page` may be an object of `number` and `size` (JSON:API), `start` and `from` a point in time. */
function isCountable({ plain, description, schema }: Input): boolean {
  if (schema?.types.includes('object') === true) return false;
  const said = `${schema?.format ?? ''} ${description.slice(0, LONGEST_READ)}`;
  return !/^(start|from)$/.test(plain) || !/date|\btime|\b(iso|unix|epoch|utc)\b/i.test(said);
}

function isCounted(schema: Schema | undefined): boolean {
  if (schema === undefined) return false;
  return [...flattenObject(schema).properties.keys()].some((name) => OFFSET.test(plainName(name)));
}

function inputsOf(endpoint: Endpoint): readonly Input[] {
  const params = argumentsOf(endpoint)
    .slice(0, MOST_LOOKED_AT)
    .filter(({ parameter }) => parameter.in === 'query')
    .map(({ name, parameter: { name: wire, description, schema } }) => ({
      name,
      plain: plainName(wire),
      description,
      schema,
    }));
  const schema = endpoint.body === undefined ? undefined : preferredMedia(endpoint.body)?.schema;
  const members = schema === undefined ? [] : [...flattenObject(schema).properties].slice(0, MOST_LOOKED_AT);
  // a body that creates something has a `start` and a `count` of its own; only a token is never anything else
  const tokens = members.filter(([name]) => /^(next|page|continuation|start)_?-?(token|cursor)$/i.test(name));
  return [
    ...params,
    ...tokens.map(([name, held]) => ({ name: `body.${name}`, plain: plainName(name), description: '', schema: held })),
  ];
}

/** `page[size]`, `$top` and `Page-Size` are spelled differently in every API. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

function isText(schema: Schema | undefined): boolean {
  return (
    schema?.types.includes('string') === true && schema.types.every((type) => type === 'string' || type === 'null')
  );
}

const FROM_ONE = /\b(1|one)[- ](based|indexed)|\b(start|begin|count|index)\w* (at|from|with) (1|one)\b/i;
const FROM_ZERO = /\b(0|zero)[- ](based|indexed)|\b(start|begin|count|index)\w* (at|from|with) (0|zero)\b/i;
const LONGEST_READ = 1000;

/** A page that may not be below 0 may still be counted from 1. */
function firstOf({ schema, description }: Input, kind: 'page' | 'offset' | 'link'): number | undefined {
  const { default: standard, minimum } = schema ?? {};
  if (standard === 0 || standard === 1) return standard;
  const said = `${description} ${schema?.description ?? ''}`.slice(0, LONGEST_READ);
  const [isOne, isZero] = [FROM_ONE.test(said), FROM_ZERO.test(said)];
  if (isOne !== isZero) return isOne ? 1 : 0;
  return minimum === 1 || (minimum === 0 && kind === 'offset') ? minimum : undefined;
}

interface Next {
  readonly path: string;
  readonly isUrl: boolean;
  readonly isText: boolean;
}

function nextIn(schema: Schema | undefined, levels = 2): Next | undefined {
  if (schema === undefined) return undefined;
  const properties = [...flattenObject(schema).properties].slice(0, MOST_LOOKED_AT);
  const isNext = ([name, held]: (typeof properties)[number]): boolean =>
    (NEXT.test(plainName(name)) && !isObject(held)) || NEXT_URL.test(plainName(name));
  const [own, held] = properties.find(isNext) ?? [];
  if (own !== undefined) return { path: own, isUrl: isAddress(own, held), isText: isText(held) };
  if (levels === 0) return undefined;
  for (const [name, property] of properties) {
    const inner = HOLDERS.test(plainName(name)) ? nextOrAfter(property, levels - 1) : undefined;
    if (inner !== undefined) return { ...inner, path: `${name}.${inner.path}` };
  }
  return undefined;
}

/** `paging.next.after` and `paging.cursors.after` hold cursors too; `after` elsewhere may be anything. */
function nextOrAfter(schema: Schema, levels: number): Next | undefined {
  const found = nextIn(schema, levels);
  if (found !== undefined) return found;
  const after = [...flattenObject(schema).properties].find(([name]) => /^(after|next)$/.test(plainName(name)));
  return after === undefined ? undefined : { path: after[0], isUrl: false, isText: isText(after[1]) };
}

function isArray(schema: Schema | undefined): boolean {
  return schema?.types.includes('array') === true;
}

function isObject(schema: Schema): boolean {
  return flattenObject(schema).properties.size > 0;
}

function isAddress(name: string, schema: Schema | undefined): boolean {
  return NEXT_URL.test(plainName(name)) || /^(uri|url|uri-reference)$/.test(schema?.format ?? '');
}

/** Whether an answer of this shape may have items: false only where it is known to have none. */
function mayHoldList(schema: Schema, levels = 3): boolean {
  if (schema.types.includes('array') || schema.items !== undefined) return true;
  const arms = [...schema.oneOf, ...schema.anyOf];
  const { properties, additional } = flattenObject(schema);
  if (arms.length === 0 && properties.size === 0) return levels === 3;
  if (levels === 0) return false;
  if (typeof additional === 'object' && properties.size === 0) return true;
  return [...arms, ...[...properties.values()].slice(0, MOST_LOOKED_AT)].some((part) => mayHoldList(part, levels - 1));
}

/** One line for a model: `pages: cursor = next_cursor of the answer, limit each (at most 100)`. */
export function paginationText({ input, kind, size, largest, next, link }: Pagination): string {
  const ends = [
    ...(next === undefined || kind === 'cursor' ? [] : [`${next} of the answer`]),
    ...(link ? ['Link header'] : []),
  ];
  const most = largest === undefined ? '' : ` (at most ${largest})`;
  const each = size === undefined || kind === 'offset' ? '' : `, ${size} each${most}`;
  if (input === undefined) return `pages: ${ends.join('; ')}${each}`;
  const how =
    kind === 'page'
      ? `${input} = 1, 2, …`
      : kind === 'offset'
        ? `${input} += ${size}${most}`
        : `${input} = ${next === undefined ? 'id of the last item' : `${next} of the answer`}`;
  return `pages: ${[`${how}${each}`, ...ends].join('; ')}`;
}
