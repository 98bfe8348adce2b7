/** So many items are written at once. */
const AT_ONCE = 50;

/** Does something with each of many, a few at a time. */
export async function inParallel<T>(
  items: readonly T[], work: (item: T) => Promise<void>, atOnce = AT_ONCE,
): Promise<void> {
  const left = items.values();
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, async () => {
    for (const item of left) { await work(item); }
  }));
}

/** In parts of at most so many. */
export const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
