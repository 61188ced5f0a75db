import type { Schema } from '../catalog/schema.ts';
import { closest } from '../suggest.ts';
import { admits, admittedBy, type Candidates, candidatesOf, shapeOf, typeOf } from './candidates.ts';
import { isObject, type JsonObject, parseJson, toNumber } from './json-value.ts';
import { below, type Problem, refusal, show, showName } from './problem.ts';

/** What a walk over a value finds out on the way. */
export interface Findings {
  readonly problems: Problem[];
  /** Corrections, one sentence each. */
  readonly notes: string[];
}

export interface CoerceOptions {
  readonly pointer: string;
  readonly findings: Findings;
  /** Only look for what must never be sent; change nothing. */
  readonly asIs?: boolean;
  /** The value travels as plain text, so that `"7"` for an integer is no correction: the same text is sent. */
  readonly asText?: boolean;
}

/**
 * The value with the corrections whose meaning is certain: `"5"` for an integer, one item for a list, JSON text for an object,
 * another casing of an enum value. Each is noted. Whole numbers beyond 2^53 have lost digits before they came here and are refused.
 */
export function coerce(value: unknown, candidates: Candidates, options: CoerceOptions): unknown {
  const { pointer, findings } = options;
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    const text = `${value} is beyond 2^53 and has lost digits on its way here; send it as a string`;
    findings.problems.push(refusal(pointer, text));
    return value;
  }
  const meant = options.asIs === true ? value : converted(value, candidates);
  if (meant !== value && !(options.asText === true && isSameText(value, meant))) noteCorrection(value, meant, options);
  if (Array.isArray(meant)) return coerceItems(meant, candidates, options);
  return isObject(meant) ? coerceMembers(meant, candidates, options) : meant;
}

const MOST_NOTES = 100;

function isSameText(value: unknown, meant: unknown): boolean {
  return typeof value !== 'object' && typeof meant !== 'object' && String(value) === String(meant);
}

function noteCorrection(value: unknown, meant: unknown, { pointer, findings }: CoerceOptions): void {
  if (findings.notes.length > MOST_NOTES) return;
  const wrapped = Array.isArray(meant) && meant.length === 1 && meant[0] === value;
  const text = wrapped ? 'sent as a list of one' : `read as ${show(meant, pointer)}`;
  findings.notes.push(`${pointer}: ${show(value, pointer)} ${text}`);
}

function coerceItems(list: readonly unknown[], candidates: Candidates, options: CoerceOptions): unknown {
  const { items, prefixItems } = shapeOf(candidates);
  let changed: unknown[] | undefined;
  for (const [index, item] of list.entries()) {
    const meant = coerce(item, prefixItems[index] ?? items, { ...options, pointer: below(options.pointer, index) });
    if (meant === item) continue;
    changed ??= [...list];
    changed[index] = meant;
  }
  return changed ?? list;
}

function coerceMembers(object: JsonObject, candidates: Candidates, options: CoerceOptions): unknown {
  const { properties, extra, namesAll } = shapeOf(candidates);
  const { pointer, findings } = options;
  const unknown: string[] = [];
  const changed = new Map<string, unknown>();
  for (const name of Object.keys(object)) {
    const at = below(pointer, name);
    // it means something else to many parsers (CWE-1321), and nobody describes it
    if (name === '__proto__') findings.problems.push(refusal(at, 'is not allowed as a name'));
    const described = properties.get(name);
    if (described === undefined && namesAll) unknown.push(name);
    const meant = coerce(object[name], described ?? extra, { ...options, pointer: at });
    if (meant !== object[name]) changed.set(name, meant);
  }
  if (unknown.length > 0 && options.asIs !== true) noteUnknown(unknown, properties, options);
  return changed.size === 0 ? object : Object.fromEntries([...Object.entries(object), ...changed]);
}

/** A schema that is closed refuses them in validation; where it is open they are sent, which may be a mistake. */
function noteUnknown(
  unknown: readonly string[],
  properties: ReadonlyMap<string, unknown>,
  options: CoerceOptions,
): void {
  const named = unknown.slice(0, 5).map((name) => {
    const [near] = closest(name, properties.keys(), 1);
    return near === undefined ? showName(name) : `${showName(name)} (did you mean ${near}?)`;
  });
  const more = unknown.length > named.length ? ` and ${unknown.length - named.length} more` : '';
  options.findings.notes.push(`${options.pointer}: not described, sent as given: ${named.join(', ')}${more}`);
}

function converted(value: unknown, candidates: Candidates): unknown {
  const admitted = admittedBy(candidates);
  if (admitted === 'any') return value;
  const type = typeOf(value);
  if (admits(candidates, type)) return typeof value === 'string' ? withCasing(value, candidates) : value;
  if (typeof value === 'string') return fromText(value, candidates);
  const isNumeric = type === 'integer' || type === 'number';
  if (admits(candidates, 'string') && (isNumeric || type === 'boolean')) return String(value);
  return admits(candidates, 'array') && type !== 'null' ? asList(value, candidates) : value;
}

/** What a text means where no text is admitted; the text itself where that is not certain. */
function fromText(text: string, candidates: Candidates): unknown {
  if (admits(candidates, 'integer') && /^-?(0|[1-9]\d{0,400})$/.test(text)) return toNumber(text);
  if (admits(candidates, 'number') && /^-?(0|[1-9]\d{0,400})(\.\d{1,400})?([eE][+-]?\d{1,3})?$/.test(text)) {
    const number = Number(text);
    if (Number.isFinite(number)) return number;
  }
  if (admits(candidates, 'boolean') && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (admits(candidates, 'null') && text === 'null') return null;
  const looksNested = /^\s*[[{]/.test(text);
  const parsed = looksNested ? parseJson(text) : undefined;
  if (parsed !== undefined && admits(candidates, typeOf(parsed))) return parsed;
  return admits(candidates, 'array') ? asList(text, candidates) : text;
}

/** A list of the one value; `a,b` becomes two where the items can be nothing that holds a comma. */
function asList(value: unknown, candidates: Candidates): unknown {
  const { items } = shapeOf(candidates);
  if (typeof value !== 'string' || !value.includes(',')) return [value];
  const parts = value.split(',').map((part) => part.trim());
  const values = listedTexts(items);
  if (values !== undefined) return !values.has(value) && parts.every((part) => values.has(part)) ? parts : [value];
  const mayHoldComma = items.length === 0 || admits(items, 'string');
  return !mayHoldComma && parts.every((part) => typeof fromText(part, items) !== 'string') ? parts : [value];
}

/** The enum value that differs from `text` in casing only, if it is the only one. */
function withCasing(text: string, candidates: Candidates): string {
  const values = listedTexts(candidates);
  return values === undefined || values.has(text) ? text : (values.withCasing(text) ?? text);
}

interface ListedTexts {
  has(text: string): boolean;
  withCasing(text: string): string | undefined;
}

/** More than this is not looked at: a description can list one long text many times over by aliases. */
const MOST_CHARACTERS = 1_000_000;
const MOST_STEPS = 2000;

const listed = new WeakMap<Candidates, { readonly values: ListedTexts | undefined }>();

function listedTexts(candidates: Candidates): ListedTexts | undefined {
  const known = listed.get(candidates) ?? { values: toListedTexts(candidates) };
  listed.set(candidates, known);
  return known.values;
}

function toListedTexts(candidates: Candidates): ListedTexts | undefined {
  const values = new Set<string>();
  const isListed = collectEnum(candidates, 5, { values, steps: MOST_STEPS, characters: MOST_CHARACTERS });
  if (!isListed || values.size === 0) return undefined;
  const folded = new Map<string, string | undefined>();
  for (const value of values) {
    const key = value.toLowerCase();
    folded.set(key, folded.has(key) ? undefined : value);
  }
  return { has: (text) => values.has(text), withCasing: (text) => folded.get(text.toLowerCase()) };
}

interface Collecting {
  readonly values: Set<string>;
  steps: number;
  characters: number;
}

/** Gathers the texts that are allowed; whether every candidate that admits a text lists them. */
function collectEnum(candidates: Candidates, levels: number, collecting: Collecting): boolean {
  return candidates.every((schema) => {
    if (collecting.steps-- <= 0) return false;
    return schema.enum === undefined ? collectArms(schema, levels, collecting) : collectTexts(schema.enum, collecting);
  });
}

function collectTexts(allowed: readonly unknown[], collecting: Collecting): boolean {
  for (const value of allowed) {
    if (typeof value !== 'string' || collecting.values.has(value)) continue;
    collecting.characters -= value.length;
    if (collecting.characters < 0) return false;
    collecting.values.add(value);
  }
  return true;
}

function collectArms({ allOf, anyOf, oneOf }: Schema, levels: number, collecting: Collecting): boolean {
  const arms = [...allOf, ...anyOf, ...oneOf].filter((arm) => admits(candidatesOf(arm), 'string'));
  return arms.length > 0 && arms.length <= 50 && levels > 0 && collectEnum(arms, levels - 1, collecting);
}
