import type { Remain } from './remains.ts';

/** A body that was not shown whole, with secrets taken out, as a cache can hold it. */
export interface KeptBody {
  /** JSON text. */
  readonly json: string;
  /** What was not shown yet when page n was read; page 0 is what the first answer left out. */
  readonly pages: readonly (readonly Remain[])[];
}

/** Keeps a body for reading on; gives the cursor for its page `page`, undefined where it cannot be kept. */
export type Keep = (body: KeptBody) => Promise<string | undefined>;
