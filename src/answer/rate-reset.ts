import { readHttpDate } from '../http/http-date.ts';

const NAMES = [
  'ratelimit-reset',
  'x-ratelimit-reset',
  'x-rate-limit-reset',
  'x-ratelimit-reset-requests',
  'x-ratelimit-reset-after',
];
/** Beyond it a number is a time, not a duration. */
const LONGEST_WAIT = 100_000_000;

/** Seconds until a limit is lifted, from the headers that say so: the drafts of `RateLimit`, GitHub's, Twitter's, OpenAI's. */
export function secondsToReset(headers: ReadonlyMap<string, string>, now: number = Date.now()): number | undefined {
  const structured = /(?:^|[;,\s])(?:t|reset)=(\d{1,9})/.exec(headers.get('ratelimit') ?? '')?.[1];
  if (structured !== undefined) return Number(structured);
  for (const name of NAMES) {
    const text = headers.get(name)?.trim();
    const seconds = text === undefined ? undefined : readReset(text, now);
    if (seconds !== undefined) return seconds;
  }
  return undefined;
}

function readReset(text: string, now: number): number | undefined {
  const number = /^(\d{1,16}(?:\.\d+)?)(ms|s)?$/.exec(text);
  if (number === null) {
    const at = readHttpDate(text) ?? (/^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN);
    return Number.isNaN(at) ? undefined : toSeconds(at - now);
  }
  const value = Number(number[1]);
  if (number[2] === 'ms') return toSeconds(value);
  if (value < LONGEST_WAIT) return Math.ceil(value);
  return toSeconds((value > LONGEST_WAIT * 10_000 ? value : value * 1000) - now);
}

function toSeconds(milliseconds: number): number {
  return Math.max(0, Math.ceil(milliseconds / 1000));
}
