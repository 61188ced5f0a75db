import { ToolError } from '../errors.ts';
import { shapeOf } from './shape.ts';

const LONGEST_EXPRESSION = 1000;
const DEEPEST_EXPRESSION = 32;

/** The part of a JSON value that a JMESPath expression picks. Throws `select_invalid` with what is wrong with it and the shape that is there. */
export async function selectFrom(value: unknown, expression: string): Promise<unknown> {
  if (expression.length > LONGEST_EXPRESSION || nesting(expression) > DEEPEST_EXPRESSION) {
    throw new ToolError(
      'select_invalid',
      `select may have ${LONGEST_EXPRESSION} characters and nest ${DEEPEST_EXPRESSION} deep.`,
    );
  }
  const { search } = await import('jmespath');
  try {
    return search(value, expression) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new ToolError(
      'select_invalid',
      `${JSON.stringify(expression)} is no JMESPath expression for this body: ${why?.slice(0, 200)}`,
      {
        hint: `The body has the shape ${shapeOf(value)}. Names with other characters than letters, digits and _ are quoted: "a-b"."c.d".`,
        cause: error,
      },
    );
  }
}

function nesting(expression: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of expression) {
    if ('([{'.includes(character)) deepest = Math.max(deepest, ++depth);
    else if (')]}'.includes(character)) depth--;
  }
  return deepest;
}
