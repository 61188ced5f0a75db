import { EXPRESSION_LIMITS, type Expression, isWithinLimits } from '../answer/expression.ts';
import { MOST_PAGES } from '../config.ts';
import { toOneLine } from '../plain-text.ts';
import { isObject, type JsonObject, parseJson } from '../request/json-value.ts';
import { below, type Problem, refusal, show, showName } from '../request/problem.ts';
import { closest } from '../suggest.ts';
import { parseFilling } from './filling.ts';
import { parseExpression } from './parse-expression.ts';
import { ITEM, type Step } from './step.ts';
import { BROKEN, isTemplate, parseTemplate, soleExpression } from './template.ts';

const KEYS = ['id', 'endpoint', 'params', 'body', 'select', 'pages', 'each', 'if'] as const;
type Key = (typeof KEYS)[number];

/** Words for a key that no likeness finds. */
const ALIASES: ReadonlyMap<string, Key> = new Map<string, Key>([
  ['name', 'id'],
  ['operation', 'endpoint'],
  ['operationid', 'endpoint'],
  ['path', 'endpoint'],
  ['url', 'endpoint'],
  ['tool', 'endpoint'],
  ['args', 'params'],
  ['arguments', 'params'],
  ['query', 'params'],
  ['input', 'params'],
  ['data', 'body'],
  ['payload', 'body'],
  ['json', 'body'],
  ['for', 'each'],
  ['loop', 'each'],
  ['when', 'if'],
  ['condition', 'if'],
]);

const MISPLACED: ReadonlyMap<string, string> = new Map([
  ['dry_run', 'stands beside steps, not in one'],
  ['steps', 'steps hold no steps; write them one behind the other, each with its own each'],
]);

/** A list as text that is no JSON, or without its brackets. */
const LIST_TEXT = /^\s*\[\s*(?:\{\{|["\d[{])(?!\s*\])|^[^{[(]*,/;
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
/** JSON text in which a filled-in value could end the string it stands in. */
const JSON_TEXT = /^\s*(\{\s*"|\[\s*["{[])/;

interface Given {
  readonly step: JsonObject;
  readonly pointer: string;
  readonly problems: Problem[];
}

/** One step of the argument, read; undefined where it is no object. Everything that is wrong is added to `problems`. */
export async function parseStep(value: unknown, index: number, problems: Problem[]): Promise<Step | undefined> {
  const pointer = below('/steps', index);
  if (!isObject(value)) {
    problems.push(refusal(pointer, `expected a step {endpoint, …}, got ${show(value, pointer)}`));
    return undefined;
  }
  const given: Given = { step: value, pointer, problems };
  checkKeys(given);
  return Object.freeze({
    index,
    id: readId(given),
    endpoint: readEndpoint(given),
    params: await readParams(given),
    body: await readBody(given),
    select: await readSelect(given),
    pages: readPages(given),
    each: await readEach(given),
    if: await readIf(given),
  });
}

/** The value of a key; null counts as left out, save in a body. */
function memberOf({ step }: Given, key: Key): unknown {
  const value = Object.hasOwn(step, key) ? step[key] : undefined;
  return value === null && key !== 'body' ? undefined : value;
}

function problem({ pointer, problems }: Given, key: string, text: string): undefined {
  problems.push(refusal(below(pointer, key), text));
  return undefined;
}

function expected(given: Given, key: Key, what: string): undefined {
  return problem(given, key, `expected ${what}, got ${show(memberOf(given, key), below(given.pointer, key))}`);
}

function checkKeys(given: Given): void {
  for (const key of Object.keys(given.step)) {
    if (KEYS.some((known) => known === key)) continue;
    const near = ALIASES.get(key.toLowerCase().replace(/[^a-z]/g, '')) ?? closest(key, KEYS, 1)[0];
    const instead =
      near === undefined
        ? `a step has ${KEYS.join(', ')}; what the endpoint takes stands in params or body`
        : `did you mean ${near}?`;
    problem(given, key, MISPLACED.get(key) ?? `is no key of a step; ${instead}`);
  }
}

/** A wrong id is given all the same: what refers to it is not wrong as well. */
function readId(given: Given): string | undefined {
  const id = memberOf(given, 'id');
  if (id === undefined) return undefined;
  if (typeof id !== 'string') return expected(given, 'id', 'a name');
  if (id === ITEM) problem(given, 'id', 'item is the name of each element; take another');
  else if (!IDENTIFIER.test(id)) problem(given, 'id', idFault(id));
  return id;
}

function idFault(id: string): string {
  const proposal = id
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .replace(/^(?=[0-9])/, '_')
    .slice(0, 64);
  const instead = IDENTIFIER.test(proposal) ? `; ${proposal} would do` : '';
  return `expected letters, digits and _, no digit first, got ${show(id, '')}${instead}`;
}

function readEndpoint(given: Given): string {
  const endpoint = memberOf(given, 'endpoint');
  if (endpoint === undefined) problem(given, 'endpoint', 'is missing');
  else if (typeof endpoint !== 'string' || endpoint.trim() === '') expected(given, 'endpoint', 'an id or METHOD /path');
  else if (endpoint.includes('{{'))
    problem(given, 'endpoint', 'takes no template; leave the {name} in the path and give its value in params');
  else return endpoint;
  return '';
}

async function readParams(given: Given): Promise<Readonly<Record<string, unknown>> | undefined> {
  const params = memberOf(given, 'params');
  if (params === undefined || params === '') return undefined;
  const value = typeof params === 'string' ? parseJson(params) : params;
  if (!isObject(value)) {
    expected(given, 'params', 'an object');
    return BROKEN as unknown as Record<string, unknown>;
  }
  return (await parseFilling(value, below(given.pointer, 'params'), given.problems)) as Record<string, unknown>;
}

/** JSON given as text is read before its templates are filled, so that no value can add members to it. */
async function readBody(given: Given): Promise<unknown> {
  const body = memberOf(given, 'body');
  const isText = typeof body === 'string' && body.includes('{{') && JSON_TEXT.test(body);
  const value = isText ? parseJson(body) : body;
  if (isText && value === undefined) {
    problem(given, 'body', 'holds templates in JSON text that cannot be parsed; give the body as a value');
    return BROKEN;
  }
  return parseFilling(value, below(given.pointer, 'body'), given.problems);
}

async function readSelect(given: Given): Promise<Expression | undefined> {
  const select = memberOf(given, 'select');
  if (select === undefined || select === '') return undefined;
  if (typeof select !== 'string') return expected(given, 'select', 'a JMESPath expression');
  if (/\{\{[\s\S]*\}\}/.test(select))
    return problem(given, 'select', 'takes no {{…}}: it is JMESPath over the answer of its own step');
  return readExpressionText(given, 'select', select);
}

function readPages(given: Given): number | undefined {
  const pages = memberOf(given, 'pages');
  if (pages === undefined) return undefined;
  const count = typeof pages === 'string' && /^\d{1,6}$/.test(pages) ? Number(pages) : pages;
  return Number.isSafeInteger(count) && Number(count) >= 1 && Number(count) <= MOST_PAGES
    ? Number(count)
    : expected(given, 'pages', `a number of pages, 1 to ${MOST_PAGES}`);
}

async function readEach(given: Given): Promise<readonly unknown[] | Expression | undefined> {
  const each = memberOf(given, 'each');
  if (each === undefined || each === '') return undefined;
  const list = typeof each === 'string' && each.trim().startsWith('[') ? parseJson(each) : each;
  if (Array.isArray(list))
    return (await parseFilling(list, below(given.pointer, 'each'), given.problems)) as readonly unknown[];
  // of what item would be nothing more is said
  if (typeof each !== 'string') expected(given, 'each', 'a list or a reference to one, such as "{{a.items}}"');
  else if (LIST_TEXT.test(each)) problem(given, 'each', 'is a text; give the list itself, such as [1, "{{a.id}}"]');
  else return (await readReference(given, 'each', each)) ?? [];
  return [];
}

async function readIf(given: Given): Promise<Expression | boolean | undefined> {
  const condition = memberOf(given, 'if');
  if (condition === undefined || condition === '') return undefined;
  if (typeof condition === 'boolean') return condition;
  if (typeof condition !== 'string') return expected(given, 'if', 'a condition such as "{{a.open}}"');
  if (condition === 'true' || condition === 'false') return condition === 'true';
  return readReference(given, 'if', condition);
}

/** `"{{a.b}}"` or `"a.b"`: one expression and nothing else, since a text around it would always be true, and never a list. */
async function readReference(given: Given, key: Key, text: string): Promise<Expression | undefined> {
  if (!text.includes('{{')) return readExpressionText(given, key, text);
  const template = await parseTemplate(text.trim());
  if (typeof template === 'string') return undefined;
  if (!isTemplate(template)) return problem(given, key, template.fault);
  const sole = soleExpression(template);
  return sole ?? problem(given, key, 'must be one {{…}} and nothing else; the whole expression stands inside');
}

async function readExpressionText(given: Given, key: Key, text: string): Promise<Expression | undefined> {
  if (!isWithinLimits(text)) return problem(given, key, `may have ${EXPRESSION_LIMITS}; this one has more`);
  const expression = await parseExpression(text);
  if (!('fault' in expression)) return expression;
  return problem(given, key, `${showName(text)} is no JMESPath: ${toOneLine(expression.fault, 160)}`);
}
