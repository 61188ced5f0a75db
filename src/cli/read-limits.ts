import type { ApiLimits, Rate } from '../config.ts';
import { ToolError } from '../errors.ts';

type Written = { readonly [K in keyof ApiLimits]?: string };

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };
const MOST = 1_000_000;

/** The limits that a config file sets at `place`; throws `config_invalid`. */
export function readLimits(written: Written, place: string): ApiLimits {
  const counts = (['concurrency', 'perCaller', 'queue'] as const).flatMap((name) => {
    const text = written[name];
    return text === undefined ? [] : [[name, readCount(text, `${place}.${name}`)] as const];
  });
  const rates = (['rate', 'ratePerCaller'] as const).flatMap((name) => {
    const text = written[name];
    return text === undefined ? [] : [[name, readRate(text, `${place}.${name}`)] as const];
  });
  return Object.fromEntries([...counts, ...rates]);
}

function readCount(text: string, place: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= (place.endsWith('.queue') ? 0 : 1) && count <= MOST) return count;
  throw new ToolError('config_invalid', `${place} must be a whole number up to ${MOST}.`);
}

/** `10/s`, `600/m` or `5000/h`. */
function readRate(text: string, place: string): Rate {
  const [, digits = '', unit = ''] = /^(\d{1,7})\/([smh])$/.exec(text.trim()) ?? [];
  const points = Number(digits);
  const perMs = UNITS[unit];
  if (perMs === undefined || points < 1)
    throw new ToolError('config_invalid', `${place} must be a rate like 10/s, 600/m or 5000/h.`);
  return { points, perMs };
}
