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
  // (as in `a != null`: written without backquotes, these are fields that nothing has)
  return [...names].filter((name) => !['null', 'true', 'false'].includes(name));
}

/** The same as paths from the value itself: `items[?status.phase == 'x'].metadata.name` reads `items.status.phase` and `items.metadata.name`. */
export function pathsIn(expression) {
  const paths = [];
  follow(jmespath.compile(expression), [], paths);
  return paths.filter(
    (path) => !paths.some((other) => other.length > path.length && path.every((name, at) => other[at] === name)),
  );
}

function follow(node, at, paths) {
  if (node === null || typeof node !== 'object') return at;
  const { type, children = [] } = node;
  if (type === 'Field') {
    paths.push([...at, node.name]);
    return [...at, node.name];
  }
  if (/^(Subexpression|Pipe|IndexExpression|Projection|ValueProjection)$/.test(type))
    return follow(children[1], follow(children[0], at, paths), paths);
  if (type === 'FilterProjection') {
    const items = follow(children[0], at, paths);
    follow(children[2], items, paths);
    return follow(children[1], items, paths);
  }
  if (type === 'MultiSelectHash') {
    for (const child of children) follow(child.value, at, paths);
    return at;
  }
  if (type === 'Function') {
    const first = follow(children[0], at, paths);
    for (const child of children.slice(1)) follow(child, child.type === 'ExpressionReference' ? first : at, paths);
    return first;
  }
  const ends = type === 'Literal' ? [] : children.map((child) => follow(child, at, paths));
  return ends[0] ?? at;
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
