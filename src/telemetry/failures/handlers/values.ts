import { AttributeValue } from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;

/** An object as DynamoDB has it: of texts, numbers and such objects. What is undefined is left out. */
export function itemOf(values: object): Item {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, valueOf(value)]));
}

function valueOf(value: unknown): AttributeValue {
  switch (typeof value) {
    case 'string': return { S: value };
    case 'number': return { N: String(value) };
    default: return { M: itemOf(value as object) };
  }
}

/** The way back. */
export function objectOf<T>(item: Item): T {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)])) as T;
}

function plain({ S, N, M }: AttributeValue): unknown {
  return S ?? (N === undefined ? M && objectOf(M) : Number(N));
}

/** `SET` of these attributes, whatever they are called, with conditions beside it. */
export function setting(
  values: Readonly<Record<string, unknown>>, condition: string, given: Readonly<Record<string, unknown>> = {},
) {
  const names = Object.keys(values).filter(name => values[name] !== undefined);
  const asked = condition.match(/#\w+/g) ?? [];
  return {
    UpdateExpression: `SET ${names.map(name => `#${name} = :${name}`).join(', ')}`,
    ConditionExpression: condition,
    ExpressionAttributeNames: Object.fromEntries([...names.map(name => `#${name}`), ...asked].map(name => [name, name.slice(1)])),
    ExpressionAttributeValues: itemOf(Object.fromEntries([
      ...names.map(name => [`:${name}`, values[name]]), ...Object.entries(given).map(([name, value]) => [`:${name}`, value]),
    ])),
  };
}
