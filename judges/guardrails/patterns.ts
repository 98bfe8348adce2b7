/** Whether there is a text that fits both patterns, of which `*` is anything and `?` one character. */
export function overlap(one: string, other: string): boolean {
  if (one === '' && other === '') { return true; }
  if (one.startsWith('*')) { return overlap(one.slice(1), other) || other !== '' && overlap(one, other.slice(1)); }
  if (other.startsWith('*')) { return overlap(other, one); }
  if (one === '' || other === '') { return false; }
  return (one[0] === other[0] || one[0] === '?' || other[0] === '?') && overlap(one.slice(1), other.slice(1));
}

/** Whether two patterns may mean the same resource. Its first five parts end at their colons. */
export function sameArn(one: string, other: string): boolean {
  const [parts, others] = [one, other].map(arn => arn.split(':'));
  const rest = (all: readonly string[]) => all.slice(5).join(':');
  return parts.slice(0, 5).every((part, at) => overlap(part, others[at] ?? '')) && overlap(rest(parts), rest(others));
}
