/**
 * Why DynamoDB cancels a transaction with which nothing is wrong: somebody else writes one of its items, or there is
 * no capacity for it.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export const PASSING = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'] as const;

/** What DynamoDB says when one of so many items, counted from 0, is why it cancels a transaction. */
export function cancelled(code: typeof PASSING[number], at: number, items: number): string {
  const codes = Array.from({ length: items }, (_, item) => item === at ? code : 'None');
  return `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`;
}
