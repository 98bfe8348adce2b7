/** Why an event cannot be given to a target, by the error codes that EventBridge writes into dead letters. No retry helps. */
export class Undeliverable extends Error {
  constructor(public readonly code: string, message: string) {
    super(message);
  }
}
