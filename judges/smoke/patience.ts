import { setTimeout as sleep } from 'timers/promises';

/** How often it is looked, in seconds. */
const LOOK = 3;

/** Looks until there is something, or the time is over. */
export async function until<T>(
  stop: AbortSignal, what: string, seconds: number, look: () => Promise<T | undefined>,
): Promise<T> {
  const pause = () => sleep(LOOK * 1000, undefined, { signal: stop });
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause()) {
    const seen = await look();
    if (seen !== undefined) { return seen; }
  }
  throw new Error(`it took longer than ${seconds} s until ${what}`);
}

/** Organizations refuses to change two things at once. */
export async function patiently<T>(work: () => Promise<T>, tries = 10): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const again = ['ConcurrentModificationException', 'TooManyRequestsException', 'OperationInProgressException'];
    if (tries === 0 || !again.includes((error as Error).name)) { throw error; }
    await sleep(LOOK * 1000);
    return patiently(work, tries - 1);
  }
}
