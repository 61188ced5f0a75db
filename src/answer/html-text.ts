const LONGEST_HTML = 1_000_000;
/** Elements whose content nobody reads, with what ends them. */
const SILENT: ReadonlyMap<string, RegExp> = new Map(
  ['script', 'style', 'noscript', 'template', 'svg', 'iframe'].map((name) => [name, new RegExp(`</${name}`, 'gi')]),
);
/** Elements that begin or end a line. */
const BREAKS =
  /^\/?(br|p|div|li|ul|ol|dl|tr|h[1-6]|title|header|footer|main|section|article|form|table|pre|blockquote|hr|dt|dd)$/;
const CELL = /^t[dh]$/;
const TAG = /<(!--|\/?[a-z][a-z0-9]*)/gi;

/** What a person would read of a page: tags, scripts and styles gone. One pass, linear in the page's length. */
export function htmlText(html: string): string {
  const page = html.slice(0, LONGEST_HTML);
  const shown: string[] = [];
  let at = 0;
  for (;;) {
    TAG.lastIndex = at;
    const found = TAG.exec(page);
    if (found === null) break;
    const name = (found[1] ?? '').toLowerCase();
    shown.push(page.slice(at, found.index), separator(name));
    at = endOfTag(page, found.index, name);
  }
  shown.push(page.slice(at));
  return tidied(withoutEntities(shown.join('')));
}

function separator(name: string): string {
  if (BREAKS.test(name)) return '\n';
  return CELL.test(name) ? '\t' : '';
}

function endOfTag(page: string, at: number, name: string): number {
  if (name === '!--') return after(page, '-->', at);
  const end = after(page, '>', at);
  const closing = SILENT.get(name);
  // `<svg/>` has no content
  if (closing === undefined || page[end - 2] === '/') return end;
  closing.lastIndex = end;
  const closed = closing.exec(page);
  return closed === null ? page.length : after(page, '>', closed.index);
}

function after(page: string, mark: string, from: number): number {
  const found = page.indexOf(mark, from);
  return found < 0 ? page.length : found + mark.length;
}

const ENTITIES: ReadonlyMap<string, string> = new Map(
  Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', hellip: '…', ndash: '–', mdash: '—' }),
);
const LAST_CODE_POINT = 0x10ffff;

function withoutEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hexadecimal, name) => {
    if (name !== undefined) return ENTITIES.get(String(name).toLowerCase()) ?? whole;
    const code = decimal === undefined ? Number.parseInt(String(hexadecimal), 16) : Number(decimal);
    return code <= LAST_CODE_POINT ? String.fromCodePoint(code) : whole;
  });
}

function tidied(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
  return lines.filter((line) => line !== '').join('\n');
}
