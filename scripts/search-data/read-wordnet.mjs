// WordNet's synsets: words for one thing, their explanations and examples, and the words for the more general thing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `{ words, explanations, general }` for each synset that is no name; all as lists of stems. */
export function readWordnet(folder, words) {
  const synsets = new Map();
  for (const kind of ['noun', 'verb', 'adj', 'adv']) {
    for (const line of readFileSync(join(folder, `data.${kind}`), 'utf8').split('\n')) {
      if (/^\d{8} /.test(line)) addSynset(line, synsets);
    }
  }
  return [...synsets.values()].flatMap(({ names, gloss, general }) => {
    if (names.every((name) => /^[A-Z0-9]/.test(name))) return [];
    const stems = names.map(words).filter((each) => each.length > 0);
    if (stems.length === 0) return [];
    return [
      {
        words: stems,
        explanations: gloss
          .split(/;\s*/)
          .map((part) => words(part).slice(0, 24))
          .filter((part) => part.length >= 2),
        general: general
          .flatMap((key) => synsets.get(key) ?? [])
          .map((other) => [...new Set(other.names.flatMap(words))]),
      },
    ];
  });
}

/** One line of a data file, see WordNet's wndb(5). */
function addSynset(line, synsets) {
  const [head, gloss = ''] = line.split(' | ');
  const fields = head.split(' ');
  const count = Number.parseInt(fields[3], 16);
  const names = Array.from({ length: count }, (_, at) => fields[4 + 2 * at].replace(/\(.*\)/, '').replaceAll('_', ' '));
  const pointers = Number(fields[4 + 2 * count]);
  const general = [];
  for (let at = 0; at < pointers; at++) {
    const [symbol, offset, kind] = fields.slice(5 + 2 * count + 4 * at);
    // hypernym, similar adjective, derivationally related form
    if (symbol === '@' || symbol === '&' || symbol === '+') general.push(offset + kind);
  }
  synsets.set(fields[0] + (fields[2] === 's' ? 'a' : fields[2]), { names, gloss, general });
}
