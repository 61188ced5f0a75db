import type { Endpoint } from '../catalog/endpoint.ts';
import { toJsonText } from '../catalog/expand-path.ts';
import { paginationOf, paginationText } from '../catalog/pagination.ts';
import { proposeSelects } from '../catalog/propose-selects.ts';
import { toProse } from '../catalog/prose.ts';
import { toOneLine } from '../plain-text.ts';
import { countTokens, cutToTokens } from '../tokens.ts';
import { exampleLine } from './example.ts';
import { expandPart } from './expand.ts';
import { bodySection, errorsLine, paramsSection, responseSection, type Section } from './sections.ts';

export interface DescribeOptions {
  /** The id to print, as `execute_endpoint` takes it. */
  readonly id: string;
  /** Tokens the whole answer may cost. */
  readonly budget: number;
  /** A part to show instead of the overview. */
  readonly expand?: string;
  /** One line a security scheme, already worded. */
  readonly credentials: readonly string[];
  /** Lines that say which endpoints return the ids it needs, from the outermost in; asked for only where they are shown. */
  readonly sources?: (() => readonly string[]) | undefined;
}

/** Shares of the budget that a part may take at the most, so that none starves the ones behind it. */
const SHARE = {
  head: 0.3,
  example: 0.25,
  notes: 0.1,
  sources: 0.08,
  errors: 0.1,
  params: 0.5,
  request: 0.8,
  response: 0.25,
  select: 0.05,
} as const;
/** Line ends between the parts. */
const SEPARATORS = 8;

/**
 * What a model must know to call the endpoint: requests before responses, required before optional, never above the budget;
 * what is cut names the `expand` that shows it. Throws `expand_unknown` for a part that is not there.
 */
export function describeEndpoint(endpoint: Endpoint, options: DescribeOptions): string {
  const { budget, expand } = options;
  if (expand !== undefined) return cutToTokens(expandPart(endpoint, expand, budget), budget);
  const head = headLines(endpoint, options, Math.floor(budget * SHARE.head));
  const notes = noteLines(endpoint, Math.floor(budget * SHARE.notes));
  const example = exampleLine(endpoint, options.id, Math.floor(budget * SHARE.example));
  const errors = errorsLine(endpoint, Math.floor(budget * SHARE.errors));
  const sources = sourceLines(options, Math.floor(budget * SHARE.sources));
  const select = selectLine(endpoint, Math.floor(budget * SHARE.select));
  const ends = [select, errors, pagesLine(endpoint), example, notes].filter((text) => text !== '');
  const left = budget - countTokens([head, sources, ...ends].join('\n')) - SEPARATORS;
  const response = responseSection(endpoint);
  const request = fitRequest(endpoint, response === undefined ? left : Math.floor(left * SHARE.request));
  // an answer is seen when it comes: what is said of it beforehand only has to tell what to select
  const most = Math.min(left - countTokens(request), Math.max(budget * SHARE.response, LEAST_ANSWER));
  const answer = withoutKnownTypes(response?.fit(Math.floor(most)) ?? '', request);
  const text = [head, request, sources, answer, ...ends].filter((part) => part !== '').join('\n');
  // the parts are fitted one by one; the promise is about their sum
  return countTokens(text) <= budget ? text : cutToTokens(text, budget);
}

const LEAST_ANSWER = 120;
/** `type Name = …` with the lines that belong to it. */
const TYPES = /\ntype \S+ = .*(?:\n[ }].*)*/g;

/** An answer is often made of the types of the request; the same words are not said twice. */
function withoutKnownTypes(answer: string, request: string): string {
  const known = new Set(`\n${request}`.match(TYPES));
  return known.size === 0 ? answer : answer.replace(TYPES, (type) => (known.has(type) ? '' : type));
}

/** Parameters and body; either may take what the other leaves. */
function fitRequest(endpoint: Endpoint, budget: number): string {
  const params = paramsSection(endpoint);
  const body = bodySection(endpoint);
  if (params === undefined || body === undefined) return (params ?? body ?? NOTHING).fit(budget);
  const half = Math.floor(budget * SHARE.params);
  const first = params.fit(half);
  const second = body.fit(budget - countTokens(first));
  const isTight = first === '' || countTokens(first) > half * TIGHT;
  const whole = isTight ? params.fit(budget - countTokens(second)) : first;
  return [whole, second].filter((text) => text !== '').join('\n');
}

const NOTHING: Section = { fit: () => '' };
/** A part that fills this much of its share may have been cut. */
const TIGHT = 0.8;

function headLines(endpoint: Endpoint, { id, credentials }: DescribeOptions, budget: number): string {
  const route = toOneLine(`${endpoint.method} ${endpoint.path}`, LONGEST_ROUTE);
  const name = toOneLine(id, LONGEST_ROUTE);
  const title = `${name.endsWith(route) ? name : `${name}  ${route}`}${endpoint.deprecated ? '  (deprecated)' : ''}`;
  const auth = credentials.length === 0 ? [] : [`auth: ${credentials.join('; ')}`];
  const needed = [...serverLines(endpoint), ...auth].join('\n');
  const told = [title, ...descriptionLines(endpoint)].join('\n');
  const cut = cutToTokens(told, budget - Math.min(countTokens(needed), Math.floor(budget / 2)));
  return cutToTokens(needed === '' ? cut : `${cut}\n${needed}`, budget);
}

const LONGEST_ROUTE = 300;
const LONGEST_DESCRIPTION = 500;

/** The summary and the description's first paragraph, without saying the same twice. */
function descriptionLines({ summary, description }: Endpoint): readonly string[] {
  const title = toProse(summary, 200).replace(/\.$/, '');
  const text = toProse(firstParagraph(description), LONGEST_DESCRIPTION);
  const cut = text.endsWith('…') ? ' /* expand "description" */' : '';
  if (title === '' || text === '') return [title, text + cut].filter((line) => line !== '');
  const [said, told] = [title, text].map((line) => line.replace(/\.$/, '').toLowerCase());
  if (said === told) return [title];
  return told?.startsWith(said ?? '') ? [text + cut] : [title, text + cut];
}

function firstParagraph(description: string): string {
  const paragraphs = description.slice(0, 8000).split(/\n\s*\n|<\/p>/i);
  return paragraphs.find((paragraph) => /[\p{L}\p{N}]/u.test(toProse(paragraph, 100))) ?? '';
}

/** Servers of its own; those of the whole API are the operator's business. */
function serverLines({ servers }: Endpoint): readonly string[] {
  const own = servers.filter(({ level }) => level !== 'root').slice(0, 3);
  if (own.length === 0) return [];
  return [`server: ${own.map(({ url, template }) => toOneLine(url ?? template, 200)).join(' or ')}`];
}

function pagesLine(endpoint: Endpoint): string {
  const pagination = paginationOf(endpoint);
  return pagination === undefined ? '' : toOneLine(paginationText(pagination), 200);
}

const MOST_SOURCES = 3;

/** Whole lines only; where not all fit the innermost ones, since those name endpoints that say the outer ones. */
function sourceLines({ sources }: DescribeOptions, budget: number): string {
  const lines = (sources?.() ?? []).slice(-MOST_SOURCES);
  while (lines.length > 0 && countTokens(lines.join('\n')) > budget) lines.shift();
  return lines.join('\n');
}

/** As many of the proposed expressions as the budget allows, as the `select` argument takes them. */
function selectLine(endpoint: Endpoint, budget: number): string {
  const all = proposeSelects(endpoint).map((each) => toJsonText(each));
  for (let most = all.length; most > 0; most--) {
    const line = `select: ${all.slice(0, most).join(' or ')}`;
    if (countTokens(line) <= budget) return line;
  }
  return '';
}

function noteLines({ problems }: Endpoint, budget: number): string {
  const lines = problems.slice(0, 5).map((problem) => `note: ${toOneLine(problem, 200)}`);
  if (problems.length > 5) lines.push(`note: ${problems.length - 5} more problems in its description`);
  return cutToTokens(lines.join('\n'), budget);
}
