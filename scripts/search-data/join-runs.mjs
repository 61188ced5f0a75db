// Runs of learning that began by chance in different places agree on what is true and differ in what is not: their vectors side by side,
// brought back to fewer dimensions along the directions in which words differ most (principal components).
const ROUNDS = 200;

/** `{ vectors, places }` of several runs of `each` dimensions as one of `dimensions`. */
export function joinRuns(runs, { each, dimensions }) {
  const scaled = runs.map(({ vectors }) => {
    const squares = vectors.reduce((sum, part) => sum + part * part, 0);
    const length = Math.sqrt((squares * each) / vectors.length);
    return vectors.map((part) => part / length);
  });
  const count = scaled[0].length / each;
  const wide = each * runs.length;
  const row = new Float64Array(wide);
  const read = (word) => {
    for (const [nth, vectors] of scaled.entries())
      for (let d = 0; d < each; d++) row[nth * each + d] = vectors[word * each + d];
    return row;
  };
  const directions = mainDirections(productsOf(read, { count, wide }), { wide, count: dimensions });
  const vectors = new Float32Array(count * dimensions);
  for (let word = 0; word < count; word++) {
    read(word);
    for (const [d, direction] of directions.entries()) vectors[word * dimensions + d] = dot(row, direction);
  }
  const places = runs[0].places.map((_, place) => runs.reduce((sum, run) => sum + run.places[place], 0) / runs.length);
  return { vectors, places };
}

/** The sum of each row's products with itself. */
function productsOf(read, { count, wide }) {
  const products = Array.from({ length: wide }, () => new Float64Array(wide));
  for (let word = 0; word < count; word++) {
    const row = read(word);
    for (let a = 0; a < wide; a++) for (let b = 0; b < wide; b++) products[a][b] += row[a] * row[b];
  }
  return products;
}

/** By power iteration, each at right angles to all before it. */
function mainDirections(matrix, { wide, count }) {
  const found = [];
  for (let nth = 0; nth < count; nth++) {
    let direction = Float64Array.from({ length: wide }, (_, at) => (at % count === nth ? 1 : 0.01));
    for (let round = 0; round < ROUNDS; round++) {
      const next = Float64Array.from(matrix, (row) => dot(row, direction));
      for (const other of found) {
        const along = dot(next, other);
        for (let d = 0; d < wide; d++) next[d] -= along * other[d];
      }
      const length = Math.sqrt(dot(next, next)) || 1;
      direction = next.map((part) => part / length);
    }
    found.push(direction);
  }
  return found;
}

function dot(a, b) {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d] * b[d];
  return sum;
}
