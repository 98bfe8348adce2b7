import { merge } from './merge';
import { Statement } from '../statement';

/** As short as a policy can be written: the API and CloudFormation keep white space, and count it. */
export function minified(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: merge(statements).map(singles) });
}

/** A list of one may be written without its brackets. */
function singles(value: unknown): unknown {
  if (Array.isArray(value)) { return value.length === 1 ? value[0] : value; }
  if (value === null || typeof value !== 'object') { return value; }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, singles(inner)]));
}
