// What is learnt from: batches of [question's words, endpoint's words], each question to be told from the other pairs of its batch.
// An endpoint's words come with the place they stand in, numbered as PLACES.
import { splitList } from './everyday-lists.mjs';

export const PLACES = ['kind', 'id', 'head', 'path', 'variables', 'summary', 'tags'];
const NAMED = 5;
const OF_ONE_API = 64;
const BATCH = 160;
/** So many of the paraphrases are as short as keywords. */
const BRIEF = 0.3;
const EFFECT_KINDS = {
  delete: ['#delete'],
  create: ['#post*'],
  read: ['#get1', '#get*'],
  list: ['#get*'],
  search: ['#get*'],
  update: ['#put', '#patch', '#post1'],
};

/** A function that gives the next batch. `shares` are those of each kind of pair; `numbers` takes words to the numbers known. */
export function createBatches(sources, { shares, numbers, questionNumbers, inApis, random }) {
  const { pick, some, chance } = createChoice(random);
  const operations = byApi(sources.operations, numbers);
  const fields = sources.fields
    .map((pair) => pair.map(numbers))
    .filter(([text, name]) => text.length > 1 && name.length > 0);
  const tags = sources.tags
    .map((pair) => pair.map(numbers))
    .filter(([text, name]) => text.length > 1 && name.length > 0);
  const synsets = readSynsets(sources.wordnet, numbers);
  const usual = synsets.filter(({ words }) => words.some((word) => word.some((each) => inApis[each] > 0)));
  const nouns = sources.nouns
    .map((line) => line.split(' | ').map((side) => splitList(side, questionNumbers)))
    .filter(([names, said]) => names.length > 0 && said.length > 0);
  const verbs = sources.verbs.map((line) => {
    const [effects, names, said] = line.split(' | ');
    const kinds = effects.split(' ').flatMap((effect) => EFFECT_KINDS[effect]);
    return {
      kinds: kinds.flatMap((kind) => numbers([kind])),
      names: splitList(names, questionNumbers),
      said: splitList(said, questionNumbers),
    };
  });
  const everyday = everydayOf(nouns, verbs);
  const saidOfKind = groupSaid(verbs);
  const pickApi = weightedPick(
    operations.map((api) => Math.min(api.length, 300) ** 0.75),
    random,
  );
  const placed = (words, place) => words.map((word) => [word, place]);
  const without = (words, others, hidden) => words.filter((word) => !others.has(word) || random() > hidden);

  const endpointWords = (operation, withSummary) =>
    PLACES.flatMap((place, at) => (place === 'summary' && !withSummary ? [] : placed(operation[place], at)));

  /** A sentence of the description, or the summary, mostly without the words that the endpoint has too: these teach nothing. */
  const describing = (operation) => {
    const bySummary = operation.sentences.length === 0 || (operation.summary.length > 0 && chance(0.25));
    const endpoint = endpointWords(operation, !bySummary);
    const own = new Set(endpoint.map(([word]) => word));
    const text = bySummary ? operation.summary : pick(operation.sentences);
    return [without(text, own, chance(0.7) ? 1 : 0.3), endpoint];
  };

  /** The summary in everyday words, with some words of other things among them as sentences have them. */
  const inEverydayWords = (operation) => {
    const text = operation.summary.length > 0 ? operation.summary : operation.id;
    const question = [];
    for (let at = 0; at < text.length && at < 10; at++) {
      const two = everyday.get(`${text[at]} ${text[at + 1]}`);
      const one = everyday.get(String(text[at]));
      if (two !== undefined && chance(0.8)) {
        question.push(...pick(two));
        at++;
      } else if (one !== undefined && chance(0.85)) question.push(...pick(one));
      else if (chance(0.3)) question.push(text[at]);
    }
    if (question.length === 0) return [question, []];
    const said = saidOfKind.get(operation.kind[0]);
    if (said !== undefined && chance(everyday.has(String(text[0])) ? 0.25 : 0.7)) question.push(...pick(pick(said)));
    for (let more = chance(0.5) ? 0 : Math.floor(random() * 5); more > 0; more--) {
      const { explanations } = pick(usual);
      if (explanations.length > 0) question.push(pick(pick(explanations)));
    }
    return [question, endpointWords(operation, chance(0.8))];
  };

  /** A few words of its name or summary in everyday words, as people type keywords. */
  const inBrief = (operation) => {
    const named = [...new Set([...operation.head, ...(chance(0.5) ? operation.summary : operation.id)])];
    const question = [];
    for (const word of some(named, 1 + Math.floor(random() * 3))) {
      const said = everyday.get(String(word));
      if (said !== undefined) question.push(...pick(said));
      else if (chance(0.3)) question.push(word);
    }
    const said = saidOfKind.get(operation.kind[0]);
    if (question.length > 0 && said !== undefined && chance(0.5)) question.push(...pick(pick(said)));
    return [question, endpointWords(operation, chance(0.8))];
  };

  const fromOperations = (toPair) => {
    const pairs = [];
    while (pairs.length < BATCH) {
      for (const operation of some(operations[pickApi()], OF_ONE_API)) {
        const pair = toPair(operation);
        if (pair[0].length > 0) pairs.push(pair);
      }
    }
    return pairs;
  };

  const fromFields = () =>
    Array.from({ length: 5 }, () => {
      const list = chance(0.15) && tags.length > 200 ? tags : fields;
      const at = Math.floor(random() * (list.length - 200));
      return some(list.slice(at, at + 150), 32).map(([text, name]) => [
        without(text, new Set(name), 0.7),
        placed(name, NAMED),
      ]);
    }).flat();

  const fromWordnet = () =>
    Array.from({ length: BATCH }, () => {
      const { words, explanations, general } = pick(chance(0.6) ? usual : synsets);
      const meant = pick(words);
      const others = words.filter((word) => word !== meant);
      const draw = random();
      let text = explanations[0] ?? [];
      if (explanations.length > 0 && draw < 0.6) text = pick(explanations);
      else if (others.length > 0 && draw < 0.9) text = pick(others);
      else if (general.length > 0) text = pick(general);
      return [without(text, new Set(meant), 1), placed(meant, NAMED)];
    });

  const fromEveryday = () => {
    const pairs = [];
    const seen = new Set();
    for (let tries = 0; tries < 400 && pairs.length < 120; tries++) {
      const verb = chance(0.25) ? pick(verbs) : undefined;
      const line = verb === undefined ? pick(nouns) : undefined;
      const meant = pick(line?.[0] ?? verb.names);
      const key = line === undefined ? verb : meant.join(' ');
      if (seen.has(key)) continue;
      seen.add(key);
      if (line === undefined) pairs.push([pick(verb.said), [[pick(verb.kinds), 0], ...placed(meant, NAMED)]]);
      else {
        const text = [...pick(line[1]), ...(chance(0.3) ? pick(line[1]) : [])];
        pairs.push([without(text, new Set(meant), 1), placed(meant, NAMED)]);
      }
    }
    return pairs;
  };

  const makers = {
    everyday: fromEveryday,
    paraphrases: () => fromOperations((operation) => (chance(BRIEF) ? inBrief(operation) : inEverydayWords(operation))),
    wordnet: fromWordnet,
    fields: fromFields,
    descriptions: () => fromOperations(describing),
  };
  const chosen = weightedPick(
    Object.keys(makers).map((name) => shares[name]),
    random,
  );
  const names = Object.keys(makers);
  return () => makers[names[chosen()]]().filter(([question]) => question.length > 0);
}

function byApi(operations, numbers) {
  const apis = new Map();
  for (const operation of operations) {
    const numbered = { ...operation, kind: numbers([operation.kind]) };
    for (const place of PLACES.slice(1)) numbered[place] = numbers(operation[place]);
    numbered.sentences = operation.sentences.map(numbers).filter((sentence) => sentence.length >= 2);
    if (numbered.sentences.length === 0 && numbered.summary.length === 0) continue;
    apis.set(operation.file, [...(apis.get(operation.file) ?? []), numbered]);
  }
  return [...apis.values()].filter((api) => api.length >= 6);
}

function readSynsets(wordnet, numbers) {
  const some = (lists, least) => lists.map(numbers).filter((list) => list.length >= least);
  return wordnet
    .map(({ words, explanations, general }) => ({
      words: some(words, 1),
      explanations: some(explanations, 2),
      general: some(general, 1),
    }))
    .filter(({ words, explanations }) => words.length > 0 && (explanations.length > 0 || words.length > 1));
}

/** Everyday words by the API's word or two words. */
function everydayOf(nouns, verbs) {
  const everyday = new Map();
  for (const [names, said] of [...nouns, ...verbs.map((verb) => [verb.names, verb.said])]) {
    for (const name of names) everyday.set(name.join(' '), [...(everyday.get(name.join(' ')) ?? []), ...said]);
  }
  return everyday;
}

function groupSaid(verbs) {
  const groups = new Map();
  for (const { kinds, said } of verbs) for (const kind of kinds) groups.set(kind, [...(groups.get(kind) ?? []), said]);
  return groups;
}

function createChoice(random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const some = (list, count) => {
    const left = list.slice();
    for (let at = 0; at < count && at < left.length; at++) {
      const other = at + Math.floor(random() * (left.length - at));
      [left[at], left[other]] = [left[other], left[at]];
    }
    return left.slice(0, count);
  };
  return { pick, some, chance: (share) => random() < share };
}

function weightedPick(weights, random) {
  let sum = 0;
  const sums = weights.map((weight) => {
    sum += weight;
    return sum;
  });
  return () => {
    const wanted = random() * sum;
    return sums.findIndex((each) => wanted < each);
  };
}
