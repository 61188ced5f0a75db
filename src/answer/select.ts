import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';
import { growthOf } from './select-growth.ts';
import { shapeOf } from './shape.ts';
import { toJson } from './to-json.ts';

const LONGEST_EXPRESSION = 1000;
const DEEPEST_EXPRESSION = 32;
/** Characters of JSON that may come out; an expression that only picks gives no more than the body has. */
const LARGEST_RESULT = 40_000_000;

/** The part of a JSON value that a JMESPath expression picks. Throws `select_invalid` with what is wrong with it and the shape that is there. */
export async function selectFrom(value: unknown, expression: string): Promise<unknown> {
  if (expression.length > LONGEST_EXPRESSION || nestingOf(expression) > DEEPEST_EXPRESSION) {
    const limits = `${LONGEST_EXPRESSION} characters and nest ${DEEPEST_EXPRESSION} deep`;
    throw new ToolError('select_invalid', `select may have ${limits}; this one has more.`);
  }
  const { compile, search } = await import('jmespath').then(withCompile);
  try {
    const growth = growthOf(compile(expression));
    if (growth > 1 && toJson(value, LARGEST_RESULT / growth) === undefined)
      throw new Error('it would copy the body too often');
    return search(value, expression);
  } catch (error) {
    throw refused(expression, value, error);
  }
}

interface JmesPath {
  readonly compile: (expression: string) => unknown;
  readonly search: (value: unknown, expression: string) => unknown;
}

/** The published types leave `compile` out. */
function withCompile(module: unknown): JmesPath {
  return module as JmesPath;
}

function refused(expression: string, value: unknown, error: unknown): ToolError {
  const why = toOneLine(error instanceof Error ? error.message : String(error), 200).replace(/\.$/, '');
  const shown = JSON.stringify(toOneLine(expression, 200));
  return new ToolError('select_invalid', `${shown} does not work on this body: ${why}.`, {
    hint: `${hintFor(expression)} The body has the shape ${shapeOf(value)}`,
    cause: error,
  });
}

function hintFor(expression: string): string {
  if (/^\s*[.$]/.test(expression))
    return 'select is JMESPath: items[].id, not .items[].id (jq) or $.items[*].id (JSONPath).';
  return 'select is JMESPath: items[].{id: id, "a-b": "a-b"}, items[?state == \'open\'].';
}

function nestingOf(expression: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of expression) {
    if ('([{'.includes(character)) deepest = Math.max(deepest, ++depth);
    else if (')]}'.includes(character)) depth--;
  }
  return deepest;
}
