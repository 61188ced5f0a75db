/** The three forms of RFC 9110 §5.6.7; `Date.parse` alone takes `-1` for a year. */
const DATED = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? [\dA-Z][\w :-]{10,30}(?: GMT)?$/;

/** An HTTP date in milliseconds since 1970, or undefined where it is none. */
export function readHttpDate(text: string | undefined): number | undefined {
  if (text === undefined || !DATED.test(text)) return undefined;
  const at = Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`);
  return Number.isNaN(at) ? undefined : at;
}
