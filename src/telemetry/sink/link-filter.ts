/**
 * The filters of a link, as AWS writes them: equal, one of a list, or beginning with something.
 *
 * @see https://docs.aws.amazon.com/OAM/latest/APIReference/API_LogGroupConfiguration.html
 */

/** What links take: characters of a filter, and the ANDs and ORs in it. */
const LONGEST = 2000;
const MOST_OPERANDS = 5;

/** What no namespace and no log group is called. A filter that lets everything through must be one all the same. */
const NOTHING = "'-'";

type Term = 'Namespace' | 'LogGroupName';

/** The namespaces of a list, in which a `*` at the end stands for anything. */
export function namespaceFilter(namespaces: readonly string[]): string {
  const exact = namespaces.filter(each => !each.endsWith('*'));
  return filterOf('Namespace', exact, namespaces.filter(each => each.endsWith('*')).map(each => each.slice(0, -1)));
}

/** The log groups whose names begin so. */
export function logGroupFilter(prefixes: readonly string[]): string {
  return filterOf('LogGroupName', [], prefixes.map(each => each.replace(/\*$/, '')));
}

function filterOf(term: Term, exact: readonly string[], beginnings: readonly string[]): string {
  if (beginnings.includes('')) { return `${term} != ${NOTHING}`; }
  const quoted = exact.map(each => `'${each}'`).join(', ');
  const parts = [
    ...exact.length > 0 ? [`${term} IN (${quoted})`] : [],
    ...beginnings.map(each => `${term} LIKE '${each}%'`),
  ];
  return parts.length > 0 ? parts.join(' OR ') : `${term} = ${NOTHING}`;
}

/** What is wrong with a filter. */
export function complaintsAboutFilter(prop: string, filter: string): string[] {
  const operands = filter.split(/ OR (?=Namespace|LogGroupName)/).length - 1;
  return [
    ...operands > MOST_OPERANDS
      ? [`'${prop}' must come to at most ${MOST_OPERANDS + 1} beginnings of names, got ${operands + 1}; a link takes no more, so name what they have in common, or '*'`] : [],
    ...filter.length > LONGEST
      ? [`'${prop}' must come to a filter of at most ${LONGEST} characters, got ${filter.length}; use beginnings of names, such as 'AWS/*'`] : [],
  ];
}
