/**
 * Works on items, at most so many at a time, and begins with none once the signal has fired. Rejects as soon as `work` does.
 * @returns results in the order of the items; there are fewer where the signal fired
 */
export async function atOnce<T, R>(
  most: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
  signal: AbortSignal,
): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  const line = async () => {
    for (const [index, item] of left) {
      if (signal.aborted) return;
      const result = await work(item);
      results[index] = result;
    }
  };
  await Promise.all(Array.from({ length: most }, line));
  // Items that were not begun have left holes.
  return results.filter(() => true);
}
