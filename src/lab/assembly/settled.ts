import { Cloud } from '../cloud';

/** Lets virtual time run until nobody wants anything any more, and gives what the work came to. */
export async function settled<T>(cloud: Cloud, work: Promise<T>): Promise<T> {
  const pending = Symbol('pending');
  const outcome = work.then(value => () => value, error => () => { throw error; });
  await cloud.clock.run();
  const result = await Promise.race([outcome, Promise.resolve(pending)]);
  if (typeof result === 'symbol') { throw new Error('the work waits for something that will never happen'); }
  return result();
}
