import { closest } from '../suggest.ts';
import { show } from './problem.ts';

/** Of more values than a type shows, those that were perhaps meant: `; did you mean "open"?`; empty where the type shows them. */
export function nearChoices(values: readonly unknown[] | undefined, given: unknown, type: string): string {
  if (values === undefined || (typeof given !== 'string' && typeof given !== 'number')) return '';
  const texts = values.filter((value) => typeof value === 'string');
  const [near] = closest(String(given), texts, 1).map((value) => show(value, ''));
  return near === undefined || type.split(' | ').includes(near) ? '' : `; did you mean ${near}?`;
}
