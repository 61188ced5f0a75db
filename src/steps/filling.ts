import { below, type Problem, refusal, showName } from '../request/problem.ts';
import { BROKEN, isTemplate, parseTemplate, type Template } from './template.ts';

/** Where a template stands: a JSON pointer into the arguments. */
export interface Placed {
  readonly pointer: string;
  readonly template: Template;
}

/** A JSON value with each string that holds `{{…}}` read as a template; what is wrong with one is added to `problems`. */
export async function parseFilling(value: unknown, pointer: string, problems: Problem[]): Promise<unknown> {
  if (typeof value === 'string') return parseText(value, pointer, problems);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const [index, item] of value.entries()) items.push(await parseFilling(item, below(pointer, index), problems));
    return items;
  }
  const members: [string, unknown][] = [];
  for (const [name, member] of Object.entries(value)) {
    const inner = below(pointer, name);
    if (/\{\{[\s\S]*\}\}/.test(name))
      problems.push(refusal(inner, `only values may hold templates; ${showName(name)} is a member's name`));
    members.push([name, await parseFilling(member, inner, problems)]);
  }
  return Object.fromEntries(members);
}

/** All templates in a value, with where they stand. */
export function templatesIn(filling: unknown, pointer: string): readonly Placed[] {
  if (isTemplate(filling)) return [{ pointer, template: filling }];
  if (typeof filling !== 'object' || filling === null) return [];
  return Object.entries(filling).flatMap(([name, member]) => templatesIn(member, below(pointer, name)));
}

async function parseText(text: string, pointer: string, problems: Problem[]): Promise<unknown> {
  const parsed = await parseTemplate(text);
  if (typeof parsed !== 'object' || isTemplate(parsed)) return parsed;
  problems.push(refusal(pointer, parsed.fault));
  return BROKEN;
}

/** What becomes of the strings of a value. */
export interface Filler {
  readonly text: (text: string) => unknown;
  readonly template: (template: Template, pointer: string) => unknown;
}

/** The value with every string and every template replaced; a value that comes in this way is not looked into. */
export function mapFilling(filling: unknown, pointer: string, filler: Filler): unknown {
  if (typeof filling === 'string') return filler.text(filling);
  if (typeof filling !== 'object' || filling === null) return filling;
  if (isTemplate(filling)) return filler.template(filling, pointer);
  if (Array.isArray(filling)) return filling.map((item, index) => mapFilling(item, below(pointer, index), filler));
  const members = Object.entries(filling);
  return Object.fromEntries(members.map(([name, member]) => [name, mapFilling(member, below(pointer, name), filler)]));
}
