import { characterEnd, toPlainText } from '../plain-text.ts';

/** What an event is about, beside its message. Never an argument's value. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface LogEvent {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields;
}

type Hide = (text: string) => string;

const LONGEST = { message: 8000, stack: 8000, value: 1000 };
const RESERVED = new Set(['time', 'level', 'message']);

/** `{"time","level","message",…}` and a line end. Unseen characters are escaped in the value, so that a shell that prints it is safe. */
export function toJsonLine({ level, message, fields }: LogEvent, hide: Hide, time: Date): string {
  let line = `{"time":"${time.toISOString()}","level":"${level}","message":${quoted(message, hide, LONGEST.message)}`;
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (value === undefined || RESERVED.has(name)) continue;
    const shown = typeof value === 'string' ? quoted(value, hide, longest(name)) : JSON.stringify(value);
    line += `,${JSON.stringify(name)}:${shown}`;
  }
  return `${line}}\n`;
}

function quoted(text: string, hide: Hide, most: number): string {
  return JSON.stringify(clean(text, hide, most));
}

/** `trivium: level: message name=value …` and a line end; further lines of the message are indented. */
export function toTextLine({ level, message, fields }: LogEvent, hide: Hide): string {
  const named = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${toWord(value, hide)}`],
  );
  const text = clean(message, hide, LONGEST.message).replaceAll('\n', '\n  ');
  return `trivium: ${level === 'info' ? '' : `${level}: `}${[text, ...named].join(' ')}\n`;
}

function toWord(value: string | number | boolean, hide: Hide): string {
  if (typeof value !== 'string') return String(value);
  const text = clean(value, hide, LONGEST.value);
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}

function longest(name: string): number {
  return name === 'stack' ? LONGEST.stack : LONGEST.value;
}

/** Secrets go before the cut, else half of one would stay. */
function clean(text: string, hide: Hide, most: number): string {
  const hidden = hide(text);
  const cut = hidden.length <= most ? hidden : `${hidden.slice(0, characterEnd(hidden, most - 1))}…`;
  return toPlainText(cut);
}
