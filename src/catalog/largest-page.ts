import { partsOf } from './flatten.ts';
import { toProse } from './prose.ts';
import type { Schema } from './schema.ts';

/** A page of more is a number type's own end, not a promise. */
const LARGEST = 100_000;
const LONGEST_TEXT = 600;
const NUMBER = /[^\p{L}\p{N}\s]{0,2}(\d[\d,]{0,8})(?![\d.]*\s*(?:days?|hours?|minutes?|seconds?)\b)/u.source;
const FILLER =
  /(?:\s*(?:values?|is|are|of|to|can|be|allowed|acceptable|permitted|supported|limit|page|size|count|[:=()–-]))*\s*/
    .source;

/** Ways to say it: `between 1 and 100`, `maximum is 1000`, `max: 100`, `200 max`, `up to 50`. */
const WAYS: readonly RegExp[] = [
  new RegExp(
    `\\b(?:between|from|ranges?|values)\\b\\D{0,20}\\d[\\d,]{0,8}\\W{0,3}(?:and|to|-|–|,)\\W{0,3}${NUMBER}`,
    'iu',
  ),
  new RegExp(`\\bmax(?:imum)?\\b\\.?${FILLER}${NUMBER}`, 'iu'),
  /(\d[\d,]{0,8})\s+max\b/i,
  new RegExp(
    `(?:\\b(?:up to|at most|no (?:more|larger|greater|higher) than|exceed|less than or equal to)|<=|≤)\\s*${NUMBER}`,
    'iu',
  ),
];

/** The largest page that may be asked for, from the schema of the input that says how large, else from the words about it. */
export function largestPage(schema: Schema | undefined, description: string): number | undefined {
  const parts = schema === undefined ? [] : partsOf(schema);
  const limit = parts.findLast(({ maximum }) => maximum !== undefined)?.maximum;
  const fallback = parts.findLast((part) => typeof part.default === 'number')?.default;
  const isPage = (count: number): boolean => count >= 1 && count <= LARGEST && !(Number(fallback) > count);
  if (limit !== undefined) return isPage(limit) ? limit : undefined;
  const text = toProse(description || (schema?.description ?? ''), LONGEST_TEXT);
  const said = WAYS.map((way) => way.exec(text)?.[1]).find((found) => found !== undefined);
  const count = Number(said?.replaceAll(',', ''));
  return isPage(count) ? count : undefined;
}
