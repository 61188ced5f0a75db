/** What is kept between calls: here in memory, where replicas must share it in a store behind the same three verbs. */
export interface Cache {
  /** Undefined where there is nothing, or it has expired or was dropped to make room. */
  get(key: string): Promise<string | undefined>;
  /** Replaces what is there; gone after `ttlMs` milliseconds. A value too large to be kept is not. */
  set(key: string, value: string, ttlMs: number): Promise<void>;
  delete(key: string): Promise<void>;
}
