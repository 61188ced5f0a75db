import fc from 'fast-check';
import type { StepResult } from '../../src/steps/outcome.ts';
import type { Resolved } from '../../src/steps/resolve.ts';
import { escapeText } from '../../src/steps/template.ts';

/** Results by id, and `item`. */
type Known = Readonly<Record<string, unknown>>;

/** One value of a step: as `steps` has it, and what it stands for, worked out without JMESPath. */
export interface Part {
  readonly written: unknown;
  readonly meant: (known: Known) => unknown;
}

export interface Plan {
  readonly id: string;
  readonly endpoint: string;
  readonly params: Readonly<Record<string, Part>>;
  readonly body: Part | undefined;
  readonly each: Part | undefined;
  readonly if: Part | undefined;
}

export interface Call {
  readonly endpoint: string;
  readonly params: unknown;
  readonly body: unknown;
}

/** What the upstream answers to a call: the same to the same, with texts that look like templates. */
export function answerTo(endpoint: string, { params, body }: Resolved): Body {
  const text = JSON.stringify([endpoint, params, body]);
  let hash = 7;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 100_003;
  return {
    id: hash,
    name: `{{s0.id}} '"\`}} {{'{{'}} ${hash}`,
    list: [{ k: hash + 1 }, { k: '{{item}}' }, { k: [hash] }],
    no: [],
  };
}

interface Body {
  readonly id: number;
  readonly name: string;
  readonly list: readonly { readonly k: unknown }[];
  readonly no: readonly never[];
}

const NAMES = ['s0', 'constructor', '__proto__', 's3', 's4'];

function literal(value: unknown): Part {
  return { written: escaped(value), meant: () => value };
}

function escaped(value: unknown): unknown {
  if (typeof value === 'string') return escapeText(value);
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name.replaceAll('{', '('), escaped(member)]),
  );
}

const values = fc.oneof(
  fc.constantFrom('x', '{{s0.id}}', '{', '}}', 7, true, { a: ['{{b}}'] }, [1, 'two']),
  fc.string({ unit: fc.constantFrom('{', '}', "'", 'a', '`') }),
);

/** A part of a step after the steps in `before`; `isList` says which of them have `each`. */
function partOf(before: readonly Plan[], hasItem: boolean): fc.Arbitrary<Part> {
  const refs = before.flatMap(({ id, each }): readonly Part[] => {
    const one = each === undefined ? id : `${id}[0]`;
    const bodyIn = (known: Known): Body => (each === undefined ? known[id] : (known[id] as Body[])[0]) as Body;
    return [
      { written: `{{${one}.id}}`, meant: (known) => bodyIn(known).id },
      { written: `a {{ ${one}.name }}{{'}}'}}{`, meant: (known) => `a ${bodyIn(known).name}}}{` },
      { written: [`{{${one}.list[].k}}`], meant: (known) => [bodyIn(known).list.map(({ k }) => k)] },
      { written: { v: `x{{${one}.list}}` }, meant: (known) => ({ v: `x${JSON.stringify(bodyIn(known).list)}` }) },
      { written: `{{ {n: ${one}.id} }}`, meant: (known) => ({ n: bodyIn(known).id }) },
    ];
  });
  const items: readonly Part[] = hasItem
    ? [
        { written: '{{item.k}}', meant: ({ item }) => (item as { k: unknown }).k },
        { written: 'k={{item.k}}', meant: ({ item }) => `k=${textOf((item as { k: unknown }).k)}` },
      ]
    : [];
  const all = [...refs, ...items];
  return all.length === 0 ? values.map(literal) : fc.oneof(values.map(literal), fc.constantFrom(...all));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function eachOf(before: readonly Plan[]): fc.Arbitrary<Part> {
  const lists = before
    .filter(({ each }) => each === undefined)
    .flatMap(({ id }): readonly Part[] => [
      { written: `{{${id}.list}}`, meant: (known) => (known[id] as Body).list },
      { written: `${id}.list[1:]`, meant: (known) => (known[id] as Body).list.slice(1) },
    ]);
  const fixed = literal([{ k: 'a{{' }, { k: 2 }]);
  return fc.constantFrom(fixed, ...lists);
}

function stepAfter(before: readonly Plan[]): fc.Arbitrary<Plan> {
  const id = NAMES[before.length] ?? 's';
  const single = before.find(({ each }) => each === undefined);
  const conditions: readonly (Part | undefined)[] = [
    undefined,
    undefined,
    { written: true, meant: () => true },
    ...(single === undefined
      ? []
      : [{ written: `{{${single.id}.id > \`0\`}}`, meant: (known: Known) => (known[single.id] as Body).id > 0 }]),
  ];
  return fc.option(eachOf(before), { nil: undefined, freq: 2 }).chain((each) => {
    const part = partOf(before, each !== undefined);
    return fc.record({
      id: fc.constant(id),
      endpoint: fc.constantFrom('read', 'write'),
      params: fc.dictionary(fc.constantFrom('p', 'q', 'constructor', '__proto__'), part, { maxKeys: 3 }),
      body: fc.option(part, { nil: undefined }),
      each: fc.constant(each),
      if: fc.constantFrom(...conditions),
    });
  });
}

/** Chains of one to five steps, each made of what the steps before it give. */
export const chains: fc.Arbitrary<readonly Plan[]> = fc
  .integer({ min: 1, max: 5 })
  .chain((length) => grow(fc.constant([]), length));

function grow(plans: fc.Arbitrary<readonly Plan[]>, length: number): fc.Arbitrary<readonly Plan[]> {
  if (length === 0) return plans;
  return grow(
    plans.chain((before) => stepAfter(before).map((step) => [...before, step])),
    length - 1,
  );
}

/** The `steps` argument of a chain, through JSON as a client sends it. */
export function writtenOf(plans: readonly Plan[]): unknown {
  const steps = plans.map(({ id, endpoint, params, body, each, if: condition }) => ({
    id,
    endpoint,
    params: Object.fromEntries(Object.entries(params).map(([name, part]) => [name, part.written])),
    body: body?.written,
    each: each?.written,
    if: condition?.written,
  }));
  return JSON.parse(JSON.stringify(steps));
}

/** The calls of a chain's steps done one by one, by hand. */
export function callsOneByOne(plans: readonly Plan[]): readonly (readonly Call[])[] {
  const known: Record<string, unknown> = Object.create(null);
  return plans.map(({ id, endpoint, params, body, each, if: condition }) => {
    if (condition?.meant(known) === false) return [];
    const items = each === undefined ? [undefined] : (each.meant(known) as readonly unknown[]);
    const calls = items.map((item): Call => {
      const here = Object.assign(Object.create(null), known, { item });
      // assign would call the setter of __proto__ on an ordinary object only
      const filled = Object.entries(params).map(([name, part]) => [name, part.meant(here)] as const);
      return { endpoint, params: Object.fromEntries(filled), body: body?.meant(here) };
    });
    const answers = calls.map((call) => answerTo(endpoint, call as Call & Resolved));
    known[id] = each === undefined ? answers[0] : answers;
    return calls;
  });
}

export function answerResult(value: unknown): StepResult {
  return { value: JSON.parse(JSON.stringify(value)), status: '200 OK · 1 B', isError: false };
}
