/** A value computed at first use and kept. `compute` must not throw, else it runs again at the next use. */
export function lazy<T>(compute: () => T): () => T {
  let held: { readonly value: T } | undefined;
  return () => {
    held ??= { value: compute() };
    return held.value;
  };
}
