import { AwsError } from '../../aws-error';

/**
 * The reason travels as a member of its own, as in the API model. It is kept out of the message on purpose: what
 * Step Functions shows of an error is its name and its message, so a workflow cannot count on reading the reason there.
 */
export function invalidInput(reason: string, message: string): AwsError {
  return new AwsError('InvalidInputException', message, { Reason: reason });
}

/** A limit that is reached, or a rule that forbids. See `invalidInput` for the reason. */
export function constraint(reason: string, message: string): AwsError {
  return new AwsError('ConstraintViolationException', message, { Reason: reason });
}

export function accountNotFound(id: string): AwsError {
  return new AwsError('AccountNotFoundException', `no account ${id} is in this organization`);
}
