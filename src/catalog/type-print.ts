import { closedHole } from './closed-type.ts';
import { toJsonText } from './expand-path.ts';
import type { Expression, Hole } from './type-expression.ts';
import type { Line } from './type-members.ts';

/** An object that is shown, and the holes that it fills. */
export interface Shown {
  readonly hole: Hole;
  readonly lines: readonly Line[];
  readonly type: Expression | undefined;
  /** Holes it fills; from two on it is a type with a name. */
  uses: number;
}

export interface Layout {
  readonly root: Expression;
  readonly shown: ReadonlyMap<Hole, Shown>;
  /** Chosen descriptions. */
  readonly chosen: ReadonlyMap<Line, string>;
}

interface Printing extends Layout {
  /** Names of types that are used more than once. */
  readonly names: ReadonlyMap<Shown, string>;
  /** Paths of the objects left out so far, by node: the second occurrence refers to the first. */
  readonly closed: Map<object, string>;
}

const SHORT = 100;
/** A type this short is written out wherever it occurs. */
const SHORT_TYPE = 60;

/** The text of a type, then one `type Name = …` for each object that it uses more than once. */
export function printLayout(layout: Layout): string {
  const names = new Map<Shown, string>();
  const printing: Printing = { ...layout, names, closed: new Map() };
  const shared = [...new Set(layout.shown.values())].filter((shown) => shown.uses > 1 && !isShort(shown, printing));
  const taken = new Set<string>();
  for (const shown of shared) names.set(shown, freeName(nameOf(shown.hole), taken));
  const body = printExpression(layout.root, '', printing);
  return [body, ...shared.map((shown) => `type ${names.get(shown)} = ${printShown(shown, '', printing)}`)].join('\n');
}

/** Objects without objects in them that are shorter than what it takes to refer to them. */
function isShort({ lines, type }: Shown, { chosen }: Printing): boolean {
  const isPlain = lines.every((line) => commentOf(line, chosen) === '' && line.type.every(isText));
  const length = lines.reduce((sum, line) => sum + line.key.length + line.type.join('').length + 2, 0);
  return type === undefined && isPlain && length <= SHORT_TYPE;
}

function isText(piece: string | Hole): piece is string {
  return typeof piece === 'string';
}

function nameOf({ name: component, path }: Hole): string {
  const own =
    component
      ?.split('.')
      .at(-1)
      ?.replace(/^nullable[_-]/i, '') ?? '';
  const [last = ''] = /[\p{L}\p{N}_$-]+(?=[^\p{L}\p{N}]*$)/u.exec(path.slice(-100).replace(/\|\d+/g, '')) ?? [];
  const name = (own === '' ? last : own).replace(/[^\p{L}\p{N}_$]+/gu, '_').slice(0, 60);
  const capital = own === '' ? name.charAt(0).toUpperCase() + name.slice(1) : name;
  return /^[\p{L}_$]/u.test(capital) ? capital : `Type${capital}`;
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}_${number}`;
  taken.add(name);
  return name;
}

function printExpression(expression: Expression, indent: string, printing: Printing): string {
  return expression.map((piece) => (isText(piece) ? piece : printHole(piece, indent, printing))).join('');
}

function printHole(hole: Hole, indent: string, printing: Printing): string {
  const shown = printing.shown.get(hole);
  if (shown !== undefined) return printing.names.get(shown) ?? printShown(shown, indent, printing);
  const { node } = hole;
  const first = printing.closed.get(node);
  if (first !== undefined && first !== hole.path && hole.tag === undefined) return `{/* as ${toJsonText(first)} */}`;
  printing.closed.set(node, hole.path);
  return closedHole(hole);
}

function printShown({ lines, type }: Shown, indent: string, printing: Printing): string {
  if (type !== undefined) return printExpression(type, indent, printing);
  const inner = `${indent} `;
  const written = lines.map((line) => ({
    text: line.key + printExpression(line.type, inner, printing),
    comment: commentOf(line, printing.chosen),
  }));
  const isPlain = written.every(({ text, comment }) => comment === '' && !text.includes('\n'));
  const length = written.reduce((sum, { text }) => sum + text.length + 2, 0);
  if (isPlain && length <= SHORT) return `{${written.map(({ text }) => text).join(', ')}}`;
  return `{\n${written.map((member) => inner + withComment(member)).join('\n')}\n${indent}}`;
}

function commentOf(line: Line, chosen: Layout['chosen']): string {
  const description = chosen.get(line) ?? '';
  return [line.limits, description].filter((part) => part !== '').join('; ');
}

/** The comment stands on the first line, where reading begins. */
function withComment({ text, comment }: { readonly text: string; readonly comment: string }): string {
  if (comment === '') return text;
  const [first = '', ...rest] = text.split('\n');
  return [`${first} // ${comment}`, ...rest].join('\n');
}
