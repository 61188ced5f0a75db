import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';
import { explainSelect } from './explain-select.ts';
import { EXPRESSION_LIMITS, isWithinLimits, readExpression } from './expression.ts';
import { shapeOf } from './shape.ts';

/** The part of a JSON value that a JMESPath expression picks. Throws `select_invalid` with what is wrong with it and the shape that is there. */
export async function selectFrom(value: unknown, expression: string): Promise<unknown> {
  return (await pick(value, expression)).picked;
}

export interface Selected {
  readonly value: unknown;
  /** Why there is nothing where the expression asks for something; undefined where it picks what there is. */
  readonly note: string | undefined;
}

/** The same, with why it is nothing, in at most about `budget` tokens. */
export async function selectExplained(value: unknown, expression: string, budget: number): Promise<Selected> {
  const { picked, tree } = await pick(value, expression);
  return { value: picked, note: explainSelect(tree, value, { selected: picked, budget }) };
}

async function pick(value: unknown, expression: string): Promise<{ readonly picked: unknown; readonly tree: unknown }> {
  if (!isWithinLimits(expression))
    throw new ToolError('select_invalid', `select may have ${EXPRESSION_LIMITS}; this one has more.`);
  try {
    const { search, tree } = await readExpression(expression);
    return { picked: search(value), tree };
  } catch (error) {
    throw refused(expression, value, error);
  }
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
