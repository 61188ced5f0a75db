import { EXPRESSION_LIMITS, type Expression, isWithinLimits } from '../answer/expression.ts';
import { toOneLine } from '../plain-text.ts';
import { parseExpression } from './parse-expression.ts';

const OPEN = '{{';
const CLOSE = '}}';
/** Told from every JSON value by a name that JSON cannot have. */
const MARK = Symbol('template');

/** A string that holds `{{JMESPath}}`: texts as they are, expressions between them. */
export interface Template {
  readonly [MARK]: true;
  readonly parts: readonly (string | Expression)[];
}

/** What is wrong with a template, with the place in its string. */
export interface TemplateFault {
  readonly fault: string;
}

/**
 * A string read as a template; a string without `{{` is itself. Braces and JMESPath's three quotes inside an expression do
 * not end it, and `{{'{{'}}` is the literal.
 */
export async function parseTemplate(text: string): Promise<string | Template | TemplateFault> {
  const parts: (string | Expression)[] = [];
  let at = 0;
  for (let open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
    const place = `at character ${open + 1}`;
    const close = findClose(text, open + OPEN.length);
    if (typeof close === 'string') return { fault: `the {{ ${place} ${close}` };
    const expression = await parseInner(text.slice(open + OPEN.length, close).trim());
    if (typeof expression === 'string') return { fault: `the {{…}} ${place} ${expression}` };
    if (open > at) parts.push(text.slice(at, open));
    parts.push(expression);
    at = close + CLOSE.length;
  }
  if (parts.length === 0) return text;
  if (at < text.length) parts.push(text.slice(at));
  return toTemplate(parts);
}

/** One expression by itself, as a template that keeps its value's type. */
export function toTemplate(parts: readonly (string | Expression)[]): Template {
  return Object.freeze({ [MARK]: true as const, parts: Object.freeze([...parts]) });
}

/** What stands for a value that could not be read, so that nothing more is said of it. */
export const BROKEN: Template = toTemplate([]);

export function isTemplate(value: unknown): value is Template {
  return typeof value === 'object' && value !== null && MARK in value;
}

/** The expression of a string that is only `{{…}}`. */
export function soleExpression({ parts }: Template): Expression | undefined {
  const [only] = parts;
  return parts.length === 1 && typeof only === 'object' ? only : undefined;
}

export function expressionsOf({ parts }: Template): readonly Expression[] {
  return parts.filter((part) => typeof part === 'object');
}

/** The string that `parseTemplate` reads as these parts. */
export function printTemplate(parts: readonly (string | Pick<Expression, 'text'>)[]): string {
  const printed = parts.map((part, index) =>
    typeof part === 'string' ? escapeText(part, index < parts.length - 1) : `${OPEN}${part.text}${CLOSE}`,
  );
  return printed.join('');
}

/** A text that, read as a template, is itself; a brace at its end would join the `{{` that follows. */
export function escapeText(text: string, isFollowed = false): string {
  const escaped = text.replaceAll(OPEN, `{{'{{'}}`);
  return isFollowed && escaped.endsWith('{') ? `${escaped.slice(0, -1)}{{'{'}}` : escaped;
}

async function parseInner(text: string): Promise<Expression | string> {
  if (text === '') return 'is empty';
  if (!isWithinLimits(text)) return `has more than the ${EXPRESSION_LIMITS} that are allowed`;
  const expression = await parseExpression(text);
  return 'fault' in expression ? `is no JMESPath: ${toOneLine(expression.fault, 160)}` : expression;
}

/** Where the `}}` begins that closes an expression; what keeps it from being closed, where there is none. */
function findClose(text: string, start: number): number | string {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text.charAt(at);
    if (`'"\``.includes(character)) {
      at = endOfQuoted(text, at);
      if (at < 0) return `has a ${character} that is not closed`;
    } else if (character === '{') depth++;
    else if (character === '}' && depth > 0) depth--;
    else if (text.startsWith(CLOSE, at)) return at;
    else if (character === '}') return 'has a } too many before its }}';
  }
  return 'is not closed by }}';
}

/** The quote that ends what begins at `at`; a backslash escapes what follows it, as in JMESPath. */
function endOfQuoted(text: string, at: number): number {
  const quote = text.charAt(at);
  for (let end = at + 1; end < text.length; end++) {
    if (text.charAt(end) === '\\') end++;
    else if (text.charAt(end) === quote) return end;
  }
  return -1;
}
