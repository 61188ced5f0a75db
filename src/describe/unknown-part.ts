import { toJsonText } from '../catalog/expand-path.ts';
import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';
import { closest } from '../suggest.ts';
import { GRAMMAR } from './read-path.ts';

const LONGEST_NAME = 80;
const MOST_NAMES = 12;

/** The refusal of a path that leads nowhere, with the parts that are most like it, or with what there is. */
export function unknownPart(path: string, parts: readonly string[]): ToolError {
  const byName = new Map([...new Set(parts)].map((part) => [lastSegment(part), part]));
  const near = closest(lastSegment(path), byName.keys(), 5).map((name) => byName.get(name) ?? name);
  const shown = near.length > 0 ? near : [...new Set(parts)].slice(0, MOST_NAMES);
  return refusal(path, shown, near.length === 0 && parts.length > MOST_NAMES);
}

/** The same for the beginning of a path, of which there are few. */
export function unknownRoot(path: string, roots: readonly string[]): ToolError {
  return refusal(path, roots.slice(0, MOST_NAMES * 2), roots.length > MOST_NAMES * 2);
}

function refusal(path: string, shown: readonly string[], isCut: boolean): ToolError {
  const names = shown.map((name) => toOneLine(name, LONGEST_NAME)).join(', ');
  const hint = names === '' ? GRAMMAR : `There ${shown.length === 1 ? 'is' : 'are'} ${names}${isCut ? ', …' : ''}.`;
  return new ToolError('expand_unknown', `There is no part ${toJsonText(path.slice(0, 200))}.`, { hint });
}

function lastSegment(path: string): string {
  return path.split('.').at(-1) ?? path;
}
