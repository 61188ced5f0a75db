import { countTokens } from '../tokens.ts';
import { isLossless, toJson } from './json.ts';

export interface Cut {
  /** Valid JSON. */
  readonly json: string;
  /** What is missing, one phrase each, most telling first. */
  readonly missing: readonly string[];
}

interface Limits {
  readonly items: number;
  readonly characters: number;
  readonly depth: number;
  readonly members: number;
}

/** From nearly everything to nearly nothing; the first that fits is shown. */
const LADDER: readonly Limits[] = [
  { items: 1000, characters: 2000, depth: 12, members: 400 },
  { items: 300, characters: 500, depth: 10, members: 200 },
  { items: 100, characters: 300, depth: 8, members: 100 },
  { items: 50, characters: 200, depth: 6, members: 80 },
  { items: 30, characters: 160, depth: 5, members: 60 },
  { items: 20, characters: 120, depth: 4, members: 60 },
  { items: 10, characters: 120, depth: 4, members: 50 },
  { items: 5, characters: 100, depth: 4, members: 40 },
  { items: 3, characters: 80, depth: 3, members: 40 },
  { items: 2, characters: 60, depth: 3, members: 30 },
  { items: 1, characters: 60, depth: 2, members: 20 },
  { items: 1, characters: 40, depth: 1, members: 10 },
  { items: 0, characters: 20, depth: 1, members: 5 },
];

/** The biggest part of a value that costs at most `budget` tokens: first items of arrays, beginnings of strings, outer levels of objects; still valid JSON. */
export function cutToBudget(value: unknown, budget: number): Cut {
  const whole = toJsonWithin(value, budget);
  if (whole !== undefined) return { json: whole, missing: [] };
  for (const limits of LADDER) {
    const cut = applyLimits(value, limits, budget);
    if (cut !== undefined) return Array.isArray(value) ? fillItems(value, { limits, budget, cut }) : cut;
  }
  return { json: 'null', missing: ['the whole body'] };
}

/** A text longer than this many characters a token is over the budget without counting. */
const CHARACTERS_PER_TOKEN = 12;

function toJsonWithin(value: unknown, budget: number): string | undefined {
  const json = toJson(value);
  return json.length <= budget * CHARACTERS_PER_TOKEN && countTokens(json) <= budget ? json : undefined;
}

function applyLimits(value: unknown, limits: Limits, budget: number): Cut | undefined {
  const missing = new Map<string, string>();
  // nothing of this many values could fit, and a hostile body may have millions
  const spending = { left: budget * 4 };
  const json = toJsonWithin(shorten(value, { limits, missing, spending, path: '', depth: limits.depth }), budget);
  if (json === undefined || spending.left < 0) return undefined;
  // how many items are missing tells more than which text is shortened
  const isCount = (text: string): boolean => / of \d+ /.test(text);
  const all = [...missing.values()];
  return { json, missing: [...all.filter(isCount), ...all.filter((text) => !isCount(text))] };
}

/** A top-level array gets as many items as fit, not only as many as the ladder's step says. */
function fillItems(
  value: readonly unknown[],
  { limits, budget, cut }: { limits: Limits; budget: number; cut: Cut },
): Cut {
  let best = cut;
  let low = Math.min(limits.items, value.length);
  let high = Math.min(value.length, low * 4 + 4);
  while (low < high) {
    const items = Math.ceil((low + high) / 2);
    const more = applyLimits(value, { ...limits, items }, budget);
    if (more === undefined) high = items - 1;
    else {
      best = more;
      low = items;
    }
  }
  return best;
}

interface Shortening {
  readonly limits: Limits;
  /** By path, so that the same cut in every item is said once. */
  readonly missing: Map<string, string>;
  readonly spending: { left: number };
  readonly path: string;
  readonly depth: number;
}

function shorten(value: unknown, shortening: Shortening): unknown {
  const { spending, limits, missing, path, depth } = shortening;
  if (--spending.left < 0) return null;
  if (typeof value === 'string') {
    if (value.length <= limits.characters) return value;
    missing.set(`${path}#`, `${named(path)} is shortened (${value.length} characters)`);
    return `${value.slice(0, limits.characters)}… (${value.length} characters)`;
  }
  if (typeof value !== 'object' || value === null || isLossless(value)) return value;
  return Array.isArray(value)
    ? shortenArray(value, shortening)
    : shortenObject(value as Readonly<Record<string, unknown>>, { ...shortening, depth });
}

function shortenArray(value: readonly unknown[], shortening: Shortening): unknown {
  const { limits, missing, path, depth } = shortening;
  if (depth <= 0 && value.length > 0) {
    missing.set(path, `${named(path)} is folded`);
    return [`… ${value.length} items`];
  }
  // inner lists get fewer than the outer one
  const most = path === '' ? limits.items : Math.max(1, Math.min(limits.items, 10));
  const shown = value
    .slice(0, Math.min(most, limits.items))
    .map((item) => shorten(item, { ...shortening, path: `${path}[]` }));
  const more = value.length - shown.length;
  if (more > 0) {
    missing.set(path, `${path === '' ? '' : `${named(path)}: `}${more} of ${value.length} items`);
    if (path !== '') shown.push(`… ${more} more`);
  }
  return shown;
}

function shortenObject(value: Readonly<Record<string, unknown>>, shortening: Shortening): unknown {
  const { limits, missing, path, depth } = shortening;
  const keys = Object.keys(value);
  if (depth <= 0 && keys.length > 0) {
    missing.set(path, `${named(path)} is folded`);
    return `… {${keys.slice(0, 3).join(', ')}${keys.length > 3 ? ', …' : ''}}`.slice(0, limits.characters + 10);
  }
  const shown = keys
    .slice(0, limits.members)
    .map(
      (key) =>
        [
          key.slice(0, 200),
          shorten(value[key], { ...shortening, path: path === '' ? key : `${path}.${key}`, depth: depth - 1 }),
        ] as const,
    );
  const more = keys.length - shown.length;
  if (more > 0) missing.set(`${path}{}`, `${more} of ${keys.length} members${path === '' ? '' : ` of ${named(path)}`}`);
  return Object.fromEntries(more > 0 ? [...shown, ['…', `${more} more members`]] : shown);
}

function named(path: string): string {
  return path === '' ? 'the body' : path.replace(/^\[\]\./, '').slice(0, 80);
}
