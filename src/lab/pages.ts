import { JsonObject } from './json';

export interface PageRules {
  /** The most items a page may have; also the number when the caller does not say. */
  readonly largest: number;
  /** How the service answers a token that it never gave out. */
  readonly badToken: () => Error;
}

/** The items from where `NextToken` points, and the token of the next page while there is one. */
export function page<T>(
  items: readonly T[], parameters: JsonObject, rules: PageRules,
): { items: T[]; NextToken?: string } {
  const token = parameters.NextToken ?? undefined;
  const start = token === undefined ? 0 : positionIn(token, rules);
  const size = Math.min(typeof parameters.MaxResults === 'number' ? parameters.MaxResults : rules.largest, rules.largest);
  const end = start + size;
  return {
    items: items.slice(start, end),
    ...(end < items.length && { NextToken: Buffer.from(`page:${end}`).toString('base64') }),
  };
}

function positionIn(token: unknown, rules: PageRules): number {
  const text = typeof token === 'string' ? Buffer.from(token, 'base64').toString() : '';
  const position = /^page:(\d+)$/.exec(text)?.[1];
  if (position === undefined) { throw rules.badToken(); }
  return Number(position);
}
