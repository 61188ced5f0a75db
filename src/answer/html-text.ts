const LONGEST_HTML = 1_000_000;
/** Elements whose content nobody reads. */
const SILENT = /^(script|style|noscript|template|svg|iframe)$/;
/** Elements that end a line. */
const BREAKS = /^\/?(br|p|div|li|ul|ol|tr|h[1-6]|title|section|article|table|pre|blockquote|hr|dt|dd)$/;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['#39', "'"],
]);

/** What a person would read of a page: tags, scripts and styles gone. One pass, linear in the page's length. */
export function htmlText(html: string): string {
  const text = html.slice(0, LONGEST_HTML);
  const lower = text.toLowerCase();
  const out: string[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('<', at);
    if (open < 0) break;
    out.push(text.slice(at, open));
    at = open + 1;
    if (text.startsWith('!--', at)) {
      at = after(text, '-->', at);
      continue;
    }
    const end = text.indexOf('>', at);
    if (end < 0) break;
    const [name = ''] = /^\/?[a-z][a-z0-9]*/.exec(lower.slice(at, at + 20)) ?? [];
    at = SILENT.test(name) ? after(lower, `</${name}`, end) : end + 1;
    if (SILENT.test(name)) at = after(text, '>', at);
    out.push(BREAKS.test(name) ? '\n' : ' ');
  }
  out.push(text.slice(at).includes('<') ? '' : text.slice(at));
  return out
    .join('')
    .replace(/&(#39|[a-z]{2,6});/g, (whole, name: string) => ENTITIES.get(name) ?? whole)
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}
