import { JsonObject } from './json';

/**
 * An error as the service's API model names it, for example `ConditionalCheckFailedException`.
 * Step Functions puts its own prefix before it; an SDK gives it to the handler as `name`.
 */
export class AwsError extends Error {
  constructor(
    /** The name in the API model. */
    public readonly code: string,
    message: string,
    /** Further members of the error, for example `CancellationReasons`. */
    public readonly fields: JsonObject = {},
  ) {
    super(message);
    this.name = code;
  }
}
