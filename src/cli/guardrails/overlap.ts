/** Fields of an ARN. Colons beyond the fifth belong to the last. */
const FIELDS = 6;

/** Whether there is an ARN that fits both: wildcards of an ARN do not reach over its first five colons. */
export function overlap(one: string, other: string): boolean {
  if (one === '*' || other === '*') { return true; }
  const [left, right] = [fields(one), fields(other)];
  return left.every((field, at) => meet(field, right[at]));
}

function fields(arn: string): string[] {
  const parts = arn.split(':');
  const first = parts.slice(0, FIELDS - 1);
  const last = parts.length < FIELDS ? '*' : parts.slice(FIELDS - 1).join(':');
  return [...first, ...Array<string>(FIELDS - 1 - first.length).fill('*'), last];
}

/** Whether there is a text that fits both patterns. */
function meet(one: string, other: string): boolean {
  // Of each pair of rests, from the shortest on, whether they meet.
  let below: boolean[] = [];
  for (let i = one.length; i >= 0; i--) {
    const row: boolean[] = [];
    for (let j = other.length; j >= 0; j--) {
      const [a, b] = [one[i], other[j]];
      if (a === undefined && b === undefined) {
        row[j] = true;
      } else if (a === '*' || b === '*') {
        row[j] = (a !== undefined && (a === '*' || b === '*') && (below[j] ?? false)) || (b !== undefined && (row[j + 1] ?? false));
      } else {
        row[j] = a !== undefined && b !== undefined && (a === b || a === '?' || b === '?') && below[j + 1];
      }
    }
    below = row;
  }
  return below[0];
}
