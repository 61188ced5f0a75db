import type { ParseJson } from './parse-json.ts';

/** JSON Lines, or JSON text sequences (RFC 7464), as one list; a line that is no JSON is a string. */
export function readLines(text: string, parse: ParseJson): readonly unknown[] {
  return readEach(text.replaceAll('\u001e', '\n').split('\n'), parse);
}

/** The same where every line is JSON and there is more than one; else undefined. */
export function readOnlyLines(text: string, parse: ParseJson): readonly unknown[] | undefined {
  const values: unknown[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const parsed = parse(line);
    if (parsed === undefined) return undefined;
    values.push(parsed.value);
  }
  return values.length > 1 ? values : undefined;
}

/** The data of each server-sent event as a list (HTML Standard §9.2.6), without OpenAI's end mark. */
export function readEvents(text: string, parse: ParseJson): readonly unknown[] {
  const events = text.replace(/\r\n?/g, '\n').split('\n\n').map(dataOf);
  return readEach(
    events.filter((data) => data !== '[DONE]'),
    parse,
  );
}

/** A stream of a million marks is not worth the seconds it takes. */
const MOST_READ = 20_000;

function readEach(texts: readonly string[], parse: ParseJson): readonly unknown[] {
  const given = texts.map((text) => text.trim()).filter((text) => text !== '');
  const more = given.length - MOST_READ;
  const values = given.slice(0, MOST_READ).map((text) => {
    const parsed = parse(text);
    return parsed === undefined ? text : parsed.value;
  });
  return more > 0 ? [...values, `… ${more} more`] : values;
}

function dataOf(event: string): string {
  return event
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).replace(/^ /, ''))
    .join('\n');
}
