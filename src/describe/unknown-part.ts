import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';
import { closest } from '../suggest.ts';
import { GRAMMAR } from './read-path.ts';

const LONGEST_NAME = 80;

/** The refusal of a path that leads nowhere, with what is there instead. */
export function unknownPart(path: string, names: readonly string[]): ToolError {
  const last = path.split('.').at(-1) ?? path;
  const near = closest(last, names, 5);
  const shown = (near.length > 0 ? near : names.slice(0, 12)).map((name) => toOneLine(name, LONGEST_NAME));
  const more = near.length === 0 && names.length > shown.length ? ', …' : '';
  const hint = shown.length === 0 ? GRAMMAR : `There ${shown.length === 1 ? 'is' : 'are'} ${shown.join(', ')}${more}.`;
  return new ToolError('expand_unknown', `There is no part ${JSON.stringify(toOneLine(path, 200))}.`, { hint });
}
