// JMESPath in tasks: what an expression reads, and what it gives.
import jmespath from 'jmespath';

/** `search`, with null for nothing. */
export function pickFrom(value, expression) {
  return jmespath.search(value, expression) ?? null;
}

/** Names of the fields that an expression reads; names that it gives itself are none. */
export function fieldsIn(expression) {
  const names = new Set();
  visit(jmespath.compile(expression), names);
  return [...names];
}

/** Names that an expression gives to what it picks: `{id: id}`. */
export function namesGiven(expression) {
  const names = new Set();
  const look = (node) => {
    if (Array.isArray(node)) return node.forEach(look);
    if (node === null || typeof node !== 'object') return;
    if (node.type === 'KeyValuePair') names.add(node.name);
    for (const inner of [node.children, node.value]) look(inner);
  };
  look(jmespath.compile(expression));
  return [...names];
}

function visit(node, names) {
  if (Array.isArray(node)) {
    for (const each of node) visit(each, names);
    return;
  }
  if (node === null || typeof node !== 'object') return;
  if (node.type === 'Literal') return;
  if (node.type === 'Field') names.add(node.name);
  visit(node.children, names);
  if (node.type === 'KeyValuePair') visit(node.value, names);
}

/** The names at the beginning of an expression's paths: of earlier steps, and `item`. */
export function rootsIn(expression) {
  const roots = new Set();
  collectRoots(jmespath.compile(expression), roots);
  return [...roots];
}

function collectRoots(node, roots) {
  if (node === null || typeof node !== 'object') return;
  const { type, children = [] } = node;
  if (type === 'Field') roots.add(node.name);
  else if (type === 'Literal' || type === 'ExpressionReference') return;
  else if (type === 'Subexpression' || type === 'IndexExpression' || type === 'Pipe') collectRoots(children[0], roots);
  else if (/Projection$/.test(type)) collectRoots(children[0], roots);
  else if (type === 'MultiSelectHash') for (const child of children) collectRoots(child.value, roots);
  else for (const child of children) collectRoots(child, roots);
}
