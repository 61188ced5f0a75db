import type { JsonObject } from './json-object.ts';

const NAMES: readonly string[] = ['id', 'uuid', 'number'];

/** Ids for the item that is made after `created` others, in the manner of the sample's own: 1042 → 1043, `tok_09` → `tok_10`. At least `id`. */
export function nextIds(sample: JsonObject, created: number): JsonObject {
  const names = NAMES.filter((name) => ['string', 'number'].includes(typeof ownMember(sample, name)));
  const entries = names.map((name) => [name, nextId(ownMember(sample, name), created + 1)]);
  return { id: String(created + 1), ...Object.fromEntries(entries) };
}

function ownMember(value: JsonObject, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function nextId(sample: unknown, step: number): string | number {
  if (typeof sample === 'number') return Math.trunc(sample) + step;
  const text = String(sample);
  const uuid = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-)[0-9a-f]{12}$/i.exec(text);
  if (uuid !== null) return `${uuid[1]}${step.toString(16).padStart(12, '0')}`;
  const digits = /\d{1,15}$/.exec(text.slice(-15))?.[0];
  if (digits === undefined) return `${text}-${step}`;
  const next = String(Number(digits) + step).padStart(digits.length, '0');
  return text.slice(0, -digits.length) + next;
}
