// The same "random" things every time: a benchmark's answers must not change from run to run.

/** Numbers, picks, ids and dates of one seed (mulberry32). */
export function createRandom(seed) {
  let at = seed >>> 0;
  const next = () => {
    at = (at + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(at ^ (at >>> 15), at | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const int = (from, to) => from + Math.floor(next() * (to - from + 1));
  const pick = (list) => list[int(0, list.length - 1)];
  const text = (alphabet, length) => Array.from({ length }, () => alphabet[int(0, alphabet.length - 1)]).join('');
  return {
    int,
    pick,
    chance: (share) => next() < share,
    hex: (length) => text('0123456789abcdef', length),
    digits: (length) => text('123456789', 1) + text('0123456789', length - 1),
    base62: (length) => text('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', length),
    base36: (length) => text('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', length),
    uuid: () => [8, 4, 4, 4, 12].map((length) => text('0123456789abcdef', length)).join('-'),
    /** ISO 8601 to the second, so many days at the most after a first one. */
    date: (from, days) => isoOf(Date.parse(from) + int(0, days * 86400) * 1000),
  };
}

/** Milliseconds as ISO 8601, without fractions. */
function isoOf(time) {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}
