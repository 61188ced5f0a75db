// Word vectors by which a question and the endpoint it means point the same way. A word's vector is its GloVe vector, weighted by the
// word and turned by one matrix for all words, plus a part of its own: so words that no description uses move with those that are used.
// A text's vector is the sum of its words' vectors. Each question of a batch has to tell its endpoint from all others of the batch
// (softmax over cosines); AdaGrad, one rate a word.
import { GLOVE } from './choose-words.mjs';
import { PLACES } from './training-pairs.mjs';

const SHARPNESS = 1 / 0.08;
const RATE = 0.05;
const LARGEST_BATCH = 220;
const TINY = 1e-6;
/** What turns a text less than this is not counted. */
const LEAST_SLOPE = 1e-5;

/** `{ vectors, places }`: the words' vectors one after the other, and how much a word counts at each place of an endpoint. */
export function train({ glove, weights, kinds, nextBatch, dimensions, steps, random, log }) {
  const count = weights.length;
  const model = {
    glove,
    dimensions,
    weight: Float32Array.from(weights),
    turn: Float32Array.from(
      { length: dimensions * GLOVE },
      () => ((random() + random() + random() - 1.5) * 2) / Math.sqrt(GLOVE),
    ),
    own: Float32Array.from({ length: count * dimensions }, () => (random() - 0.5) * 0.02),
    places: Float32Array.from([1, 1, 1.2, 0.6, 0.3, 1, 0.6]),
  };
  for (const kind of kinds) for (let d = 0; d < dimensions; d++) model.own[kind * dimensions + d] = random() - 0.5;
  const seen = {
    weight: new Float32Array(count).fill(TINY),
    own: new Float32Array(count).fill(TINY),
    turn: new Float32Array(model.turn.length).fill(TINY),
    places: new Float32Array(PLACES.length).fill(TINY),
  };
  let loss;
  for (let step = 1; step <= steps; step++) {
    const batch = nextBatch().slice(0, LARGEST_BATCH);
    if (batch.length < 8) continue;
    const found = improve(model, seen, batch, RATE * (1 - (0.9 * step) / steps));
    loss = loss === undefined ? found : loss * 0.98 + found * 0.02;
    if (step % 500 === 0) log(`step ${step}: loss ${loss.toFixed(3)}`);
  }
  return { vectors: wordVectors(model), places: [...model.places] };
}

/** One step on one batch; the loss before it. */
function improve(model, seen, batch, rate) {
  const questions = sumTexts(
    model,
    batch.map(([words]) => words.map((word) => [word, -1])),
  );
  const endpoints = sumTexts(
    model,
    batch.map(([, words]) => words),
  );
  const loss = compare(questions, endpoints, model.dimensions);
  const change = {
    turn: new Float32Array(model.turn.length),
    places: new Float32Array(PLACES.length),
    words: new Map(),
  };
  collect(model, questions, change);
  collect(model, endpoints, change);
  apply(model, seen, change, rate);
  return loss;
}

/** Each text's direction, and what is needed to know how it came about. */
function sumTexts({ glove, weight, turn, own, places, dimensions }, texts) {
  return texts.map((words) => {
    const raw = new Float32Array(GLOVE);
    const unit = new Float32Array(dimensions);
    for (let nth = 0; nth < words.length; nth++) {
      const [word, place] = words[nth];
      const times = place < 0 ? 1 : places[place];
      const weighed = times * weight[word];
      for (let k = 0, at = word * GLOVE; k < GLOVE; k++, at++) raw[k] += weighed * glove[at];
      for (let d = 0, at = word * dimensions; d < dimensions; d++, at++) unit[d] += times * own[at];
    }
    let square = 0;
    for (let d = 0; d < dimensions; d++) {
      unit[d] += dot(turn, d * GLOVE, raw, GLOVE);
      square += unit[d] * unit[d];
    }
    const length = Math.sqrt(square) || TINY;
    for (let d = 0; d < dimensions; d++) unit[d] /= length;
    return { words, raw, unit, length, pull: new Float32Array(dimensions) };
  });
}

/** Of a row of a matrix and a vector; four sums at once, since each addition waits for the one before it. */
function dot(matrix, from, vector, length) {
  let [a, b, c, e] = [0, 0, 0, 0];
  for (let k = 0, at = from; k < length; k += 4, at += 4) {
    a += matrix[at] * vector[k];
    b += matrix[at + 1] * vector[k + 1];
    c += matrix[at + 2] * vector[k + 2];
    e += matrix[at + 3] * vector[k + 3];
  }
  return a + b + (c + e);
}

/** The mean loss; notes in each text how it should turn. */
function compare(questions, endpoints, dimensions) {
  const count = questions.length;
  const shares = new Float32Array(count);
  let loss = 0;
  for (let right = 0; right < count; right++) {
    const question = questions[right];
    let largest = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < count; at++) {
      shares[at] = dot(question.unit, 0, endpoints[at].unit, dimensions) * SHARPNESS;
      if (shares[at] > largest) largest = shares[at];
    }
    let total = 0;
    for (let at = 0; at < count; at++) {
      shares[at] = Math.exp(shares[at] - largest);
      total += shares[at];
    }
    loss -= Math.log(shares[right] / total + 1e-12) / count;
    for (let at = 0; at < count; at++) {
      const slope = ((shares[at] / total - (at === right ? 1 : 0)) * SHARPNESS) / count;
      if (Math.abs(slope) < LEAST_SLOPE) continue;
      addTo(question.pull, endpoints[at].unit, slope);
      addTo(endpoints[at].pull, question.unit, slope);
    }
  }
  return loss;
}

function addTo(sum, vector, times) {
  for (let d = 0; d < sum.length; d++) sum[d] += times * vector[d];
}

/** How turn, places, weights and own parts should change for the texts to turn as they should. */
function collect({ glove, weight, turn, own, places, dimensions }, texts, change) {
  const back = new Float32Array(GLOVE);
  for (const { words, raw, unit, length, pull } of texts) {
    const along = dot(pull, 0, unit, dimensions);
    back.fill(0);
    for (let d = 0; d < dimensions; d++) {
      pull[d] = (pull[d] - along * unit[d]) / length;
      turnBack({ turn, change: change.turn, raw, back }, d * GLOVE, pull[d]);
    }
    for (let nth = 0; nth < words.length; nth++) {
      const [word, place] = words[nth];
      const times = place < 0 ? 1 : places[place];
      let row = change.words.get(word);
      if (row === undefined) {
        row = new Float32Array(dimensions + 1);
        change.words.set(word, row);
      }
      let byOwn = 0;
      for (let d = 0, at = word * dimensions; d < dimensions; d++, at++) {
        row[d] += times * pull[d];
        byOwn += own[at] * pull[d];
      }
      const byGlove = dot(glove, word * GLOVE, back, GLOVE);
      row[dimensions] += times * byGlove;
      if (place >= 0) change.places[place] += byOwn + weight[word] * byGlove;
    }
  }
}

function turnBack({ turn, change, raw, back }, from, pull) {
  for (let k = 0, at = from; k < GLOVE; k++, at++) {
    change[at] += pull * raw[k];
    back[k] += pull * turn[at];
  }
}

function apply(model, seen, change, rate) {
  const { dimensions } = model;
  for (const [word, row] of change.words) {
    let square = 0;
    for (let d = 0; d < dimensions; d++) square += row[d] * row[d];
    seen.own[word] += square / dimensions;
    const scaled = rate / Math.sqrt(seen.own[word]);
    for (let d = 0; d < dimensions; d++) model.own[word * dimensions + d] -= scaled * row[d];
    seen.weight[word] += row[dimensions] ** 2;
    const lighter = (0.5 * rate * row[dimensions]) / Math.sqrt(seen.weight[word]);
    model.weight[word] = Math.max(0.02, model.weight[word] - lighter);
  }
  for (let at = 0; at < change.turn.length; at++) {
    seen.turn[at] += change.turn[at] ** 2;
    model.turn[at] -= (0.2 * rate * change.turn[at]) / Math.sqrt(seen.turn[at]);
  }
  for (let at = 0; at < change.places.length; at++) {
    seen.places[at] += change.places[at] ** 2;
    model.places[at] = Math.max(0.05, model.places[at] - (0.2 * rate * change.places[at]) / Math.sqrt(seen.places[at]));
  }
}

function wordVectors({ glove, weight, turn, own, dimensions }) {
  return Float32Array.from({ length: own.length }, (_, at) => {
    const word = Math.floor(at / dimensions);
    const d = at % dimensions;
    let sum = 0;
    for (let k = 0; k < GLOVE; k++) sum += turn[d * GLOVE + k] * glove[word * GLOVE + k];
    return weight[word] * sum + own[at];
  });
}
