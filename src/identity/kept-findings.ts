import { LRUCache } from 'lru-cache';
import type { Clock } from './clock.ts';
import type { Finding } from './finding.ts';

/** What was found out about tokens, under their hashes, for a while. */
export interface KeptFindings {
  get(key: string): Finding | undefined;
  /** Not kept where `forMs` is not above 0. */
  set(key: string, finding: Finding, forMs: number): void;
}

interface Kept {
  readonly finding: Finding;
  readonly until: number;
}

const MOST_CALLERS = 5000;
/** Room of its own: inventing tokens must push no caller out. */
const MOST_INVALID = 1000;

export function createFindings({ elapsedMs }: Clock): KeptFindings {
  const callers = new LRUCache<string, Kept>({ max: MOST_CALLERS });
  const others = new LRUCache<string, Kept>({ max: MOST_INVALID });
  return {
    get: (key) => {
      const found = callers.get(key) ?? others.get(key);
      return found !== undefined && found.until > elapsedMs() ? found.finding : undefined;
    },
    set: (key, finding, forMs) => {
      callers.delete(key);
      others.delete(key);
      if (forMs > 0) ('caller' in finding ? callers : others).set(key, { finding, until: elapsedMs() + forMs });
    },
  };
}
