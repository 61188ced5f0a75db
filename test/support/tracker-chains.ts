import fc from 'fast-check';
import jmespath from 'jmespath';

/** A text with expressions in it, as a chain has it; kept apart from its text so that filling it in needs no parser. */
interface Filled {
  readonly [MARK]: true;
  readonly parts: readonly (string | { readonly expression: string })[];
}

const MARK = Symbol('filled');

function filledWith(parts: Filled['parts']): Filled {
  return { [MARK]: true, parts };
}

function isFilled(value: unknown): value is Filled {
  return typeof value === 'object' && value !== null && MARK in value;
}

/** One step over the tracker: values may hold `Filled` wherever a template stands. */
export interface PlannedStep {
  readonly id: string;
  readonly endpoint: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
  readonly select?: string | undefined;
  readonly pages?: number | undefined;
  readonly each?: unknown;
  readonly if?: unknown;
}

type Kind = 'issue' | 'issues' | 'numbers' | 'overview' | 'comment' | 'nothing' | 'picture';
interface Known {
  readonly id: string;
  readonly kind: Kind;
  /** One result for each element. */
  readonly isMany: boolean;
}

type Draw = <T>(arbitrary: fc.Arbitrary<T>) => T;

const sole = (expression: string): Filled => filledWith([{ expression }]);

const TITLES = [
  'plain',
  '{{s0.number}}',
  'it\'s "so" `odd`',
  'emoji 🎈 ünïcode',
  'bad title',
  '__proto__',
  '}}{{',
  '7',
];
const LABELS = [[], ['a'], ['{{x}}', 'b'], ['constructor']];

/** Chains of one to six steps over the tracker: reads and writes, fed by each other in every way, failing ones too. */
export function drawChain(draw: Draw): readonly PlannedStep[] {
  const length = draw(fc.integer({ min: 1, max: 6 }));
  const steps: PlannedStep[] = [];
  const known: Known[] = [];
  for (let index = 0; index < length; index++) {
    const drawn = drawStep(`s${index}`, known, draw);
    steps.push(drawn.step);
    known.push(drawn.known);
  }
  return steps;
}

function drawStep(id: string, known: readonly Known[], draw: Draw): { step: PlannedStep; known: Known } {
  const pick = <T>(...choices: readonly T[]): T => draw(fc.constantFrom(...choices));
  const chance = (share: number): boolean => draw(fc.integer({ min: 1, max: 100 })) <= share;
  const list = chance(35) ? drawEach(known, pick) : undefined;
  const { item } = list ?? {};
  const isMany = list !== undefined;
  const number = (): unknown => pick(...numbers(known), ...itemNumbers(item), ...itemNumbers(item), 1, 2, '3', 10, 12);
  const text = (): unknown => pick(...TITLES.map(escaped), ...texts(known), ...itemTexts(item));
  const labels = (): unknown => pick(...LABELS.map((some) => some.map(escaped)), ...lists(known));
  const condition = chance(20) ? pick<unknown>(true, false, ...conditions(known), ...itemConditions(item)) : undefined;
  const common = { id, each: list?.written, if: condition };
  const made = (step: Omit<PlannedStep, 'id' | 'each' | 'if'>, kind: Kind) => ({
    step: { ...common, ...step },
    known: { id, kind, isMany },
  });
  switch (pick('list', 'get', 'create', 'update', 'delete', 'comment', 'overview', 'picture', 'put')) {
    case 'list': {
      const params = pick<Record<string, unknown> | undefined>(undefined, { state: 'open' }, { state: 'closed' });
      const select = pick(undefined, undefined, '[].number', "[?state=='open']", '[:2]');
      const pages = pick(undefined, 1, 2, 5);
      return made({ endpoint: 'listIssues', params, select, pages }, select === '[].number' ? 'numbers' : 'issues');
    }
    case 'get':
      return made({ endpoint: pick('getIssue', 'GET /issues/{number}'), params: { number: number() } }, 'issue');
    case 'create':
      return made(
        { endpoint: 'createIssue', body: { title: text(), ...(chance(50) ? { labels: labels() } : {}) } },
        'issue',
      );
    case 'update': {
      const change = pick<Record<string, unknown>>(
        { state: 'closed' },
        { state: 'open' },
        { title: text() },
        { labels: labels() },
        { state: sole(pick(...states(known), "'closed'")) },
      );
      return made({ endpoint: 'updateIssue', params: { number: number() }, body: change }, 'issue');
    }
    case 'delete':
      return made({ endpoint: 'deleteIssue', params: { number: number() } }, 'nothing');
    case 'comment':
      return made({ endpoint: 'addComment', params: { number: number() }, body: { text: text() } }, 'comment');
    case 'overview':
      return made({ endpoint: 'getOverview' }, 'overview');
    case 'picture':
      return made({ endpoint: 'getPicture' }, 'picture');
    default: {
      const [picture] = known.filter(({ kind, isMany: isList }) => kind === 'picture' && !isList);
      const file = picture === undefined ? { $base64: 'aGVsbG8=' } : sole(picture.id);
      return made({ endpoint: 'putPicture', body: { file } }, 'nothing');
    }
  }
}

/** A list to be done for each of, and what its elements are. */
interface List {
  readonly written: unknown;
  readonly item: 'number' | 'issue' | 'text' | undefined;
}

function drawEach(known: readonly Known[], pick: <T>(...choices: readonly T[]) => T): List {
  const lists = known.flatMap(({ id, kind, isMany }): readonly List[] => {
    const issues = (expression: string): readonly List[] => [
      { written: sole(expression), item: 'issue' },
      { written: `${expression}[].number`, item: 'number' },
      { written: sole(` ${expression} | [?state=='open'] | [:3] `), item: 'issue' },
      { written: sole(`${expression}|[?number > \`1000000\`]`), item: 'issue' },
    ];
    if (kind === 'overview' && !isMany) return issues(`${id}.data.items`);
    if (kind === 'issues') return issues(isMany ? `${id}[]` : id);
    if (kind === 'issue') return isMany ? issues(id) : [{ written: [sole(`${id}.number`), 4], item: 'number' }];
    return kind === 'numbers' && !isMany ? [{ written: id, item: 'number' }] : [];
  });
  return pick<List>(
    { written: [3, 1, 2, 5, 4], item: 'number' },
    { written: [2, 11, 3], item: 'number' },
    { written: [], item: 'number' },
    { written: ['one', escaped('{{two}}'), 'bad three', 'four'], item: 'text' },
    ...lists,
    ...lists,
  );
}

const numbers = (known: readonly Known[]): readonly unknown[] =>
  known.flatMap(({ id, kind, isMany }) => {
    const one = isMany ? `${id}[0]` : id;
    if (kind === 'issue') return [sole(`${one}.number`), filledWith([{ expression: ` to_string(${one}.number)` }])];
    if (kind === 'issues') return [sole(`${one}[0].number`), sole(`${one}[-1].number`), sole(`${one}[99].number`)];
    if (kind === 'numbers') return [sole(`${one}[1]`), sole(`max(${one})`)];
    if (kind === 'overview') return [sole(`${one}.data.total`), sole(`${one}.data.items[2].number`)];
    return kind === 'comment' ? [sole(`${one}.on`)] : [];
  });

const texts = (known: readonly Known[]): readonly unknown[] =>
  known.flatMap(({ id, kind, isMany }) => {
    const one = isMany ? `${id}[0]` : id;
    if (kind !== 'issue') return kind === 'numbers' ? [filledWith(['all: ', { expression: one }])] : [];
    return [
      sole(`${one}.title`),
      filledWith(['see #', { expression: `${one}.number` }, ': ', { expression: `${one}.title` }, '!']),
      filledWith(['whole: ', { expression: one }]),
      filledWith([{ expression: `{ "}}": ${one}.owner.login, b: '}}' }` }, '}']),
    ];
  });

const lists = (known: readonly Known[]): readonly unknown[] =>
  known.flatMap(({ id, kind, isMany }) =>
    kind === 'issue' && !isMany ? [sole(`${id}.labels`), [sole(`${id}.title`), 'and']] : [],
  );

const states = (known: readonly Known[]): readonly string[] =>
  known.flatMap(({ id, kind, isMany }) => (kind === 'issue' ? [isMany ? `${id}[0].state` : `${id}.state`] : []));

const conditions = (known: readonly Known[]): readonly unknown[] =>
  known.flatMap(({ id, kind, isMany }) => {
    if (kind === 'issue' && !isMany) return [sole(`${id}.state == 'open'`), `${id}.labels`, sole(`${id}.title`)];
    return kind === 'issues' && !isMany ? [sole(`length(${id}) > \`3\``), `${id}[?state=='closed']`] : [];
  });

function itemNumbers(item: List['item']): readonly unknown[] {
  if (item === 'number') return [sole('item')];
  return item === 'issue' ? [sole('item.number')] : [];
}

function itemTexts(item: List['item']): readonly unknown[] {
  if (item === undefined) return [];
  return [...(item === 'text' ? [sole('item')] : []), filledWith(['of ', { expression: 'item' }])];
}

function itemConditions(item: List['item']): readonly unknown[] {
  if (item === 'number') return [sole('item > `2`')];
  return item === 'issue' ? [sole("item.state == 'open'"), sole('item.number != `2`')] : [];
}

/** A text that means itself. */
function escaped(text: string): Filled | string {
  return text.includes('{{') ? filledWith([text]) : text;
}

/** A chain as the `steps` argument has it. */
export function writtenChain(steps: readonly PlannedStep[]): readonly Record<string, unknown>[] {
  return JSON.parse(JSON.stringify(steps.map((step) => written(step)))) as Record<string, unknown>[];
}

function written(value: unknown): unknown {
  if (isFilled(value))
    return value.parts
      .map((part) => (typeof part === 'string' ? part.replaceAll('{{', `{{'{{'}}`) : `{{${part.expression}}}`))
      .join('');
  if (Array.isArray(value)) return value.map(written);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, written(member)]));
}

/** A reference that yields nothing. */
export class Nothing extends Error {}

/** A planned value with everything filled in from results by id, and `item`. Throws `Nothing`. */
export function fill(value: unknown, scope: Readonly<Record<string, unknown>>): unknown {
  if (isFilled(value)) {
    const [only] = value.parts;
    if (value.parts.length === 1 && typeof only === 'object') return search(only.expression, scope);
    return value.parts
      .map((part) => (typeof part === 'string' ? part : textOf(search(part.expression, scope))))
      .join('');
  }
  if (Array.isArray(value)) return value.map((member) => fill(member, scope));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fill(member, scope)]));
}

function search(expression: string, scope: Readonly<Record<string, unknown>>): unknown {
  let value: unknown;
  try {
    value = jmespath.search(scope, expression.trim());
  } catch {
    throw new Nothing(expression);
  }
  if (value === null || value === undefined) throw new Nothing(expression);
  return value;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Whether a step's `if` holds. Throws `Nothing` where it cannot be asked. */
export function holds(condition: unknown, scope: Readonly<Record<string, unknown>>): boolean {
  if (condition === undefined) return true;
  if (typeof condition === 'boolean') return condition;
  try {
    const value: unknown = jmespath.search(scope, expressionOf(condition).trim());
    if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
    return value !== null && value !== undefined && value !== false && value !== '';
  } catch (error) {
    throw new Nothing(String(error));
  }
}

function expressionOf(condition: unknown): string {
  if (!isFilled(condition)) return String(condition);
  const [only] = condition.parts;
  return typeof only === 'object' ? only.expression : '';
}

/** What a step is done for each of. Throws `Nothing` where that is no list. */
export function itemsOf(each: unknown, scope: Readonly<Record<string, unknown>>): readonly unknown[] {
  const list = typeof each === 'string' ? search(each, scope) : fill(each, scope);
  if (!Array.isArray(list)) throw new Nothing('no list');
  return list;
}

/** Whether an `if` is asked for each element. */
export function isAboutItem(condition: unknown): boolean {
  return /\bitem\b/.test(expressionOf(condition));
}
