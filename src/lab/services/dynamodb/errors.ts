import { AwsError } from '../../aws-error';
import { Quotas } from '../../quotas';

/** What AWS answers to a request that its rules refuse. */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

/** What AWS answers to a request whose JSON has another shape than the API model's. */
export function malformed(message: string): AwsError {
  return new AwsError('SerializationException', message);
}

/** Most complaints about a parameter's value start with the same words. */
export function invalidParameter(message: string): AwsError {
  return invalid(`One or more parameter values were invalid: ${message}`);
}

/** Not an answer of AWS, but the end of what the lab knows. Nothing in a workflow can catch it by name. */
export function unmodelled(what: string): Error {
  return new Error(`the lab does not model ${what}`);
}

/** The service's limits, read once since they do not change during a run. */
export interface Limits {
  readonly batchGetBytes: number;
  readonly batchGetItems: number;
  readonly batchWriteItems: number;
  readonly expressionBytes: number;
  readonly globalIndexes: number;
  readonly inOperands: number;
  readonly itemBytes: number;
  readonly nesting: number;
  readonly numberDigits: number;
  readonly numberLargestExponent: number;
  readonly numberSmallestExponent: number;
  readonly pageBytes: number;
  readonly partitionKeyBytes: number;
  readonly readUnitBytes: number;
  readonly sortKeyBytes: number;
  readonly transactionActions: number;
  readonly transactionBytes: number;
  readonly transactionTokenMinutes: number;
  readonly updateOperators: number;
  readonly writeUnitBytes: number;
}

export function limitsFrom(quotas: Quotas): Limits {
  const value = (name: keyof Limits) => quotas.value(`dynamodb.${name}`);
  return {
    batchGetBytes: value('batchGetBytes'),
    batchGetItems: value('batchGetItems'),
    batchWriteItems: value('batchWriteItems'),
    expressionBytes: value('expressionBytes'),
    globalIndexes: value('globalIndexes'),
    inOperands: value('inOperands'),
    itemBytes: value('itemBytes'),
    nesting: value('nesting'),
    numberDigits: value('numberDigits'),
    numberLargestExponent: value('numberLargestExponent'),
    numberSmallestExponent: value('numberSmallestExponent'),
    pageBytes: value('pageBytes'),
    partitionKeyBytes: value('partitionKeyBytes'),
    readUnitBytes: value('readUnitBytes'),
    sortKeyBytes: value('sortKeyBytes'),
    transactionActions: value('transactionActions'),
    transactionBytes: value('transactionBytes'),
    transactionTokenMinutes: value('transactionTokenMinutes'),
    updateOperators: value('updateOperators'),
    writeUnitBytes: value('writeUnitBytes'),
  };
}
