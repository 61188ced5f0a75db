import type { Endpoint } from '../catalog/endpoint.ts';
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
}

/** Shares of the budget that a part may take at the most, so that none starves the ones behind it. */
const SHARE = { head: 0.3, example: 0.25, notes: 0.1, request: 0.75 } as const;

/**
 * What a model must know to call the endpoint: requests before responses, required before optional, never above the budget;
 * what is cut names the `expand` that shows it. Throws `expand_unknown` for a part that is not there.
 */
export function describeEndpoint(endpoint: Endpoint, options: DescribeOptions): string {
  const { budget, expand } = options;
  if (expand !== undefined) return expandPart(endpoint, expand, budget);
  const head = headLines(endpoint, options, Math.floor(budget * SHARE.head));
  const notes = noteLines(endpoint, Math.floor(budget * SHARE.notes));
  const example = exampleLine(endpoint, options.id, Math.floor(budget * SHARE.example));
  const errors = errorsLine(endpoint);
  const left =
    budget - countTokens([head, notes, example, errors].filter((text) => text !== '').join('\n')) - SEPARATORS;
  const response = responseSection(endpoint);
  const requests = fitAll(
    [paramsSection(endpoint), bodySection(endpoint)],
    response === undefined ? left : Math.floor(left * SHARE.request),
  );
  const answer = response === undefined ? '' : response.fit(left - countTokens(requests));
  const text = [head, requests, answer, errors, example, notes].filter((part) => part !== '').join('\n');
  // The sections are fitted one by one; their sum is checked once more, since the promise is about the sum.
  return countTokens(text) <= budget ? text : cutToTokens(text, budget);
}

/** Line ends between the parts. */
const SEPARATORS = 8;

function headLines(endpoint: Endpoint, { id, credentials }: DescribeOptions, budget: number): string {
  const route = toOneLine(`${endpoint.method} ${endpoint.path}`, LONGEST_ROUTE);
  const name = toOneLine(id, LONGEST_ROUTE);
  const title = `${name.endsWith(route) ? name : `${name}  ${route}`}${endpoint.deprecated ? '  (deprecated)' : ''}`;
  const auth = credentials.length === 0 ? [] : [`auth: ${credentials.join('; ')}`];
  const lines = [title, ...descriptionLines(endpoint), ...auth];
  return cutToTokens(lines.join('\n'), budget);
}

const LONGEST_ROUTE = 300;
const LONGEST_DESCRIPTION = 500;

/** The summary and the description's first paragraph, without saying the same twice. */
function descriptionLines({ summary, description }: Endpoint): readonly string[] {
  const title = toOneLine(summary, 200).replace(/\.$/, '');
  const [paragraph = ''] = description
    .slice(0, 8000)
    .trim()
    .split(/\n\s*\n/);
  const text = toOneLine(paragraph.replace(/\[([^\]]{1,200})\]\([^)]{0,500}\)/g, '$1'), LONGEST_DESCRIPTION);
  if (title === '') return text === '' ? [] : [text];
  return text === '' || text.toLowerCase().startsWith(title.toLowerCase())
    ? [text === '' ? title : text]
    : [title, text];
}

function noteLines({ problems }: Endpoint, budget: number): string {
  const lines = problems.slice(0, 5).map((problem) => `note: ${toOneLine(problem, 200)}`);
  if (problems.length > 5) lines.push(`note: ${problems.length - 5} more problems in its description`);
  return cutToTokens(lines.join('\n'), budget);
}

/** Sections in order, each given what those before it left, but none more than it needs. */
function fitAll(sections: readonly (Section | undefined)[], budget: number): string {
  const present = sections.filter((section) => section !== undefined);
  const texts: string[] = [];
  let left = budget;
  for (const [index, section] of present.entries()) {
    const isLast = index === present.length - 1;
    const text = section.fit(isLast ? left : Math.floor(left * 0.6));
    left -= countTokens(text);
    texts.push(text);
  }
  return texts.filter((text) => text !== '').join('\n');
}
