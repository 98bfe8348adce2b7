import { AwsError } from '../../aws-error';
import { Json } from '../../json';
import { Quotas } from '../../quotas';

/** Whether what has this name is shared. */
export type Filter = (name: string) => boolean;

/** What a filter says to share all, and to take away a filter that was there. */
export const EVERYTHING = '*';

const TOKEN = /\s*(?:'([^']*)'|(!=|=|\(|\)|,)|([A-Za-z]+))/y;

interface Token { readonly kind: 'text' | 'sign' | 'word' | 'end'; readonly value: string }

/**
 * The filter of a link, such as `Namespace IN ('AWS/Lambda') OR Namespace LIKE 'Orders%'`. `AND` binds closer than
 * `OR`, which AWS does not say.
 *
 * https://docs.aws.amazon.com/OAM/latest/APIReference/API_MetricConfiguration.html
 */
export function filterOf(text: Json | undefined, term: 'Namespace' | 'LogGroupName', quotas: Quotas): Filter {
  const refuse = (why: string): never => {
    throw new AwsError('InvalidParameterException', `The filter ${JSON.stringify(text)} is not accepted: ${why}.`);
  };
  const most = quotas.value('oam.filterCharacters');
  if (typeof text !== 'string' || text === '' || text.length > most) { return refuse(`it is a text of 1 to ${most} characters`); }
  const tokens = tokensOf(text) ?? refuse(`it has ${term}, =, !=, LIKE, NOT LIKE, IN, NOT IN, AND, OR and values in single quotation marks`);
  const operands = tokens.filter(({ kind, value }) => kind === 'word' && (value === 'AND' || value === 'OR')).length;
  const limit = quotas.value('oam.operandsPerFilter');
  if (operands > limit) { refuse(`it has more than ${limit} of AND and OR`); }
  let at = 0;
  const take = (kind: Token['kind'], ...values: string[]): string => {
    const token = tokens[at++];
    return token.kind === kind && (values.length === 0 || values.includes(token.value)) ? token.value
      : refuse(`there is ${token.kind === 'end' ? 'an end' : JSON.stringify(token.value)} where ${values.join(' or ') || 'a value in single quotation marks'} should be`);
  };
  const isNext = (value: string) => tokens[at].kind !== 'text' && tokens[at].value === value;
  const prefix = (): string => {
    const value = take('text');
    return /^[^%]+%$/.test(value) ? value.slice(0, -1) : refuse(`LIKE looks for a beginning that ends with its only %, not for '${value}'`);
  };
  const list = (): string[] => {
    take('sign', '(');
    const values = [take('text')];
    while (take('sign', ',', ')') === ',') { values.push(take('text')); }
    return values;
  };
  const comparison = (): Filter => {
    take('word', term);
    if (isNext('=')) { at++; return equals(take('text')); }
    if (isNext('!=')) { at++; return not(equals(take('text'))); }
    const word = take('word', 'LIKE', 'IN', 'NOT');
    const kind = word === 'NOT' ? take('word', 'LIKE', 'IN') : word;
    const found = kind === 'LIKE' ? startsWith(prefix()) : isOneOf(list());
    return word === 'NOT' ? not(found) : found;
  };
  const all = (): Filter => {
    const parts = [comparison()];
    while (isNext('AND')) { at++; parts.push(comparison()); }
    return name => parts.every(part => part(name));
  };
  const parts = [all()];
  while (isNext('OR')) { at++; parts.push(all()); }
  take('end');
  return name => parts.some(part => part(name));
}

const equals = (wanted: string): Filter => name => name === wanted;
const startsWith = (wanted: string): Filter => name => name.startsWith(wanted);
const isOneOf = (wanted: readonly string[]): Filter => name => wanted.includes(name);
const not = (filter: Filter): Filter => name => !filter(name);

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  const reader = new RegExp(TOKEN);
  while (text.slice(reader.lastIndex).trim() !== '') {
    const found = reader.exec(text);
    if (!found) { return undefined; }
    const [, quoted, sign, word] = found;
    tokens.push(quoted !== undefined ? { kind: 'text', value: quoted }
      : sign !== undefined ? { kind: 'sign', value: sign } : { kind: 'word', value: word });
  }
  return [...tokens, { kind: 'end', value: '' }];
}
