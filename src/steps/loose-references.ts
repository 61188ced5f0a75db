import { below, type Problem, refusal } from '../request/problem.ts';
import { ITEM, pointerOf, type Step } from './step.ts';
import { isTemplate } from './template.ts';

/** Whether the answer of a step has a member, by its description. */
export type IsDocumented = (stepId: string, path: readonly string[]) => boolean;

/** `a.title`, `$a.title`, `${a.title}`, `{a.title}`, `<a.title>`: a reference as other languages write it, and nothing else. */
const WHOLE = /^(?:\$\{|\$\.?|\{|<)?\s*(?:steps\.)?([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*|\[\d+\])*)\s*[}>]?$/;
/** `… ${a.title} …` */
const WITHIN = /\$\{\s*(?:steps\.)?([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*|\[\d+\])+)\s*\}/;

/** Texts that name a documented member of an earlier result without `{{…}}`: they would be sent as they stand. */
export function checkLooseReferences(steps: readonly Step[], isDocumented: IsDocumented): readonly Problem[] {
  const before = new Set<string>();
  return steps.flatMap((step) => {
    const problems = [
      ...textsIn(step.params, below(pointerOf(step), 'params')),
      ...textsIn(step.body, below(pointerOf(step), 'body')),
    ]
      .map(({ pointer, text }) => problemOf(text, pointer, { step, before, isDocumented }))
      .filter((problem) => problem !== undefined);
    if (step.id !== undefined) before.add(step.id);
    return problems;
  });
}

interface Placed {
  readonly pointer: string;
  readonly text: string;
}

function textsIn(value: unknown, pointer: string): readonly Placed[] {
  if (typeof value === 'string') return [{ pointer, text: value }];
  if (typeof value !== 'object' || value === null || isTemplate(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => textsIn(member, below(pointer, name)));
}

interface Known {
  readonly step: Step;
  readonly before: ReadonlySet<string>;
  readonly isDocumented: IsDocumented;
}

const LONGEST = 200;

function problemOf(text: string, pointer: string, { step, before, isDocumented }: Known): Problem | undefined {
  if (text.length > LONGEST) return undefined;
  const found = WHOLE.exec(text) ?? WITHIN.exec(text);
  const [all = '', root = '', path = ''] = found ?? [];
  const isMarked = /^[${<]/.test(all);
  if (root === ITEM && step.each !== undefined ? !isMarked && path === '' : !before.has(root)) return undefined;
  const names = [...path.matchAll(/\.(\w+)/g)].map(([, name = '']) => name);
  // a word by itself may be meant as one
  if (names.length === 0 && !isMarked) return undefined;
  if (root !== ITEM && !isDocumented(root, names)) return undefined;
  const reference = `${root}${path}`;
  return refusal(
    pointer,
    `${all} stands here as a text; its value is {{${reference}}}, and the text itself would be {{'${all.replaceAll("'", "\\'")}'}}`,
  );
}
