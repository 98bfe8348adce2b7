/** A value of DynamoDB. */
export interface Value {
  readonly S?: string;
  readonly N?: string;
  readonly BOOL?: boolean;
  readonly SS?: readonly string[];
  readonly L?: readonly Value[];
  readonly M?: Readonly<Record<string, Value>>;
}

/** What an item says, without its types. A set of texts is a set. */
export function plain<T>(item: Readonly<Record<string, unknown>>): T {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value as Value)])) as T;
}

function plainValue({ S, N, BOOL, SS, L, M }: Value): unknown {
  if (N !== undefined) { return Number(N); }
  if (SS) { return new Set(SS); }
  if (L) { return L.map(plainValue); }
  return M ? plain(M) : S ?? BOOL;
}
