/** How often a client that asked for progress hears that its call still runs, in milliseconds. */
const POST_EVERY_MS = 1000;

/** Gives what `work` gives; until then `post` is told the seconds so far, each second, as progress that only grows (MCP 2026-07-28, Progress). */
export async function keepPosted<T>(work: Promise<T>, post: (seconds: number) => Promise<void>): Promise<T> {
  const started = performance.now();
  const timer = setInterval(() => {
    // a client that has gone needs no progress, and its call ends by its signal
    post(Math.round((performance.now() - started) / 100) / 10).catch(() => clearInterval(timer));
  }, POST_EVERY_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
