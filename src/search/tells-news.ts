import { stemsOf } from './stem.ts';
import { isStopWord, spellingsOf } from './synonyms.ts';

const EMPTY: ReadonlySet<string> = new Set(
  'all get list create update delete remove retrieve return read replace new given specified existing single specific detail object resource information api endpoint'.split(
    ' ',
  ),
);

/** Whether a text says anything that is not said beside it already: "List repository issues" does not beside `/repos/{repo}/issues`. */
export function tellsNews(text: string, beside: string): boolean {
  const said = new Set(stemsOf(beside).flatMap((word) => [word, ...spellingsOf(word)]));
  return stemsOf(text).some((word) => !EMPTY.has(word) && !isStopWord(word) && !said.has(word));
}
