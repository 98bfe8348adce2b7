import { invalidInput } from './errors';
import * as inputs from './inputs';
import { Json, JsonObject } from '../../json';
import { page } from '../../pages';

const LARGEST_PAGE = 20;

/** One page of a list, under the name that the API gives it. */
export function paged(name: string, items: readonly object[], parameters: JsonObject): JsonObject {
  inputs.checkPageSize(parameters, LARGEST_PAGE);
  const badToken = () => invalidInput('INVALID_NEXT_TOKEN', 'NextToken must come from the answer to a call before');
  const { items: shown, NextToken } = page(items, parameters, { largest: LARGEST_PAGE, badToken });
  return { [name]: shown as unknown as Json, ...(NextToken && { NextToken }) };
}
