import { lazy } from '../lazy.ts';
import { type Phrases, readPhrases } from './everyday-action.ts';
import { openWordVectors, type WordVectors } from './word-vectors.ts';

/** What was learnt offline about words. */
export interface Learnt {
  readonly vectors: WordVectors;
  readonly phrases: Phrases;
}

/** Read when the first question needs it: it weighs more than everything else together. */
export const loadLearnt = lazy(async (): Promise<Learnt> => {
  const [{ LEARNT_WORDS }, { EVERYDAY_VERBS }] = await Promise.all([
    import('./data/learnt-words.ts'),
    import('./data/everyday-verbs.ts'),
  ]);
  return { vectors: openWordVectors(LEARNT_WORDS), phrases: readPhrases(EVERYDAY_VERBS) };
});
