/** What the promise gives, or an error once `ms` milliseconds have passed. That it may still be fulfilled later troubles nobody. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const wait = (mayWaitAgain: boolean): void => {
      const from = performance.now();
      timer = setTimeout(() => {
        // a timer that is late says that this process was busy, not that the other side was slow
        if (mayWaitAgain && performance.now() - from > ms * 1.5) wait(false);
        // what has already arrived is read before
        else setImmediate(() => reject(new Error(`no answer within ${ms} ms`)));
      }, ms);
    };
    wait(true);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
