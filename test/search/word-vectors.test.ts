import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadLearnt } from '../../src/search/learnt.ts';
import { openWordVectors } from '../../src/search/word-vectors.ts';

const here = dirname(fileURLToPath(import.meta.url));
const PLACES = { kind: 1, id: 1, head: 1, path: 1, variables: 1, summary: 1, tags: 1 };

describe('word vectors', () => {
  it('are one digit of base64 a dimension, counted from the middle', () => {
    const { of } = openWordVectors({
      dimensions: 2,
      places: PLACES,
      words: 'cat dog owl',
      vectors: 'A/gfBA',
      steps: [2, 1],
    });
    expect(['cat', 'dog', 'owl', 'eel', ''].map((word) => of(word))).toEqual([
      Float32Array.of(-63, 31.5),
      Float32Array.of(1, -0.5),
      Float32Array.of(-61, -31.5),
      undefined,
      undefined,
    ]);
  });

  it('are shipped in less than 5 MB, sorted, each of its whole length', async () => {
    expect(statSync(join(here, '../../src/search/data/learnt-words.ts')).size).toBeLessThan(5_000_000);
    const { LEARNT_WORDS } = await import('../../src/search/data/learnt-words.ts');
    const words = LEARNT_WORDS.words.split(' ');
    expect(words).toEqual([...words].sort());
    expect(LEARNT_WORDS.vectors.length).toBe(words.length * LEARNT_WORDS.dimensions);
    expect(LEARNT_WORDS.steps.length).toBe(LEARNT_WORDS.dimensions);
  });

  it('bring everyday words near those of APIs', async () => {
    const { of } = (await loadLearnt()).vectors;
    const likeness = (one: string, other: string): number => {
      const [a, b] = [of(one) ?? new Float32Array(), of(other) ?? new Float32Array()];
      return a.reduce((sum, part, at) => sum + part * (b[at] ?? 0), 0) / (Math.hypot(...a) * Math.hypot(...b));
    };
    expect(likeness('codebas', 'repository')).toBeGreaterThan(likeness('codebas', 'invoice'));
    expect(likeness('bill', 'invoice')).toBeGreaterThan(likeness('bill', 'repository'));
    expect(likeness('wipe', '#delete')).toBeGreaterThan(likeness('wipe', '#get*'));
  });
});
