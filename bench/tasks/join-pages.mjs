// Pages read one by one, as one value of a page's shape.

/** Where the items of a page are, as names from the outside in; undefined where there is no list. */
export function listPath(value, depth = 2) {
  if (Array.isArray(value)) return [];
  if (value === null || typeof value !== 'object' || depth === 0) return undefined;
  const paths = Object.entries(value).flatMap(([name, held]) => {
    const inner = listPath(held, depth - 1);
    return inner === undefined ? [] : [[name, ...inner]];
  });
  return paths.sort((a, b) => itemsAt(value, b).length - itemsAt(value, a).length || a.length - b.length)[0];
}

export function itemsAt(value, path) {
  const held = path.reduce((at, name) => at?.[name], value);
  return Array.isArray(held) ? held : [];
}

export function joinPages(pages) {
  const [first] = pages;
  const path = listPath(first);
  if (pages.length < 2 || path === undefined) return first;
  return withItems(
    first,
    path,
    pages.flatMap((page) => itemsAt(page, path)),
  );
}

function withItems(value, [name, ...others], items) {
  return name === undefined ? items : { ...value, [name]: withItems(value[name], others, items) };
}
