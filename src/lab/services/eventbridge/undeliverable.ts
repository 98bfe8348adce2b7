/** Why an event cannot be given to a target, by EventBridge's codes for dead letters. No retry helps. */
export class Undeliverable extends Error {
  constructor(public readonly code: string, message: string) {
    super(message);
  }
}
