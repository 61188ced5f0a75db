import { argumentsOf } from './arguments.ts';
import type { Endpoint } from './endpoint.ts';
import { flattenObject } from './flatten.ts';
import { preferredMedia } from './preferred-media.ts';
import type { Schema } from './schema.ts';
import { mainMedia, successOf } from './success.ts';

/** How the pages of a list follow each other, as far as names tell. */
export interface Pagination {
  /** The input that chooses the page, as `params` or `body` name it: `page`, `cursor`, `body.NextToken`. */
  readonly input: string;
  readonly kind: 'cursor' | 'offset' | 'page';
  /** The input that says how many there are on a page. */
  readonly size: string | undefined;
  /** Where the answer has the next page's cursor: `response_metadata.next_cursor`. */
  readonly next: string | undefined;
  /** The answer names the next page in a `Link` header (RFC 8288). */
  readonly link: boolean;
}

const KINDS: readonly (readonly [Pagination['kind'], RegExp])[] = [
  [
    'cursor',
    /^(page|next|pagination|continuation|start|list)?(cursor|token|marker)$|^(page)?(startingafter|after|continue|scrollid|pageafter|startkey|sinceid)$/,
  ],
  ['page', /^(page|pageno|pagenumber|pageindex|pagenum|p|currentpage)$/],
  ['offset', /^(offset|skip|start|startindex|startat|from|pageoffset)$/],
];
const SIZES =
  /^(perpage|pagesize|limit|pagelimit|maxresults|maxitems|maxkeys|top|take|count|size|pagecount|resultsperpage|itemsperpage)$/;
const NEXT =
  /^(next|nextcursor|nextpagetoken|nexttoken|nextpage|nextlink|odatanextlink|nextmarker|continuationtoken|nextpagecursor|continue|endcursor)$/;
const MOST_LOOKED_AT = 200;

/** How an endpoint is read page by page; undefined where its inputs do not say so. */
export function paginationOf(endpoint: Endpoint): Pagination | undefined {
  const inputs = inputNames(endpoint);
  for (const [kind, names] of KINDS) {
    const input = inputs.find(({ plain }) => names.test(plain))?.name;
    if (input === undefined) continue;
    const size = inputs.find(({ plain }) => SIZES.test(plain))?.name;
    const response = successOf(endpoint);
    const link = response?.headers.some((name) => name.toLowerCase() === 'link') ?? false;
    const next = nextIn(response === undefined ? undefined : mainMedia(response)?.schema);
    // `start` and `from` alone are as often dates as offsets
    if (kind === 'offset' && size === undefined) return undefined;
    return { input, kind, size, next, link };
  }
  return undefined;
}

interface Input {
  readonly name: string;
  readonly plain: string;
}

function inputNames(endpoint: Endpoint): readonly Input[] {
  const params = argumentsOf(endpoint)
    .slice(0, MOST_LOOKED_AT)
    .filter(({ parameter }) => parameter.in === 'query')
    .map(({ name, parameter }) => ({ name, plain: plainName(parameter.name) }));
  const schema = endpoint.body === undefined ? undefined : preferredMedia(endpoint.body)?.schema;
  const members = schema === undefined ? [] : [...flattenObject(schema).properties.keys()].slice(0, MOST_LOOKED_AT);
  // a body that creates something has a `start` and a `count` of its own; only a token is never anything else
  const tokens = members.filter((name) => /^(next|page|continuation)_?-?(token|cursor)$/i.test(name));
  return [...params, ...tokens.map((name) => ({ name: `body.${name}`, plain: plainName(name) }))];
}

/** `page[size]`, `$top` and `Page-Size` are spelled differently in every API. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

function nextIn(schema: Schema | undefined, levels = 1): string | undefined {
  if (schema === undefined) return undefined;
  const properties = [...flattenObject(schema).properties].slice(0, MOST_LOOKED_AT);
  const [own] = properties.find(([name]) => NEXT.test(plainName(name))) ?? [];
  if (own !== undefined || levels === 0) return own;
  for (const [name, property] of properties) {
    const inner = /^(meta|metadata|responsemetadata|paging|pagination|pageinfo|links?|page|cursors)$/.test(
      plainName(name),
    )
      ? nextIn(property, levels - 1)
      : undefined;
    if (inner !== undefined) return `${name}.${inner}`;
  }
  return undefined;
}

/** One line for a model: `pages: cursor = next_cursor of the answer, limit each`. */
export function paginationText({ input, kind, size, next, link }: Pagination): string {
  const how =
    kind === 'page'
      ? `${input} = 1, 2, …`
      : kind === 'offset'
        ? `${input} += ${size}`
        : `${input} = ${next ?? 'id of the last item'}`;
  const said = kind === 'cursor' && next !== undefined ? `${how} of the answer` : how;
  const sized = size === undefined || kind === 'offset' ? '' : `, ${size} each`;
  return `pages: ${said}${sized}${link ? '; Link header' : ''}`;
}
