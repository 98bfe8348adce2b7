/** Numbers that look random and are the same for the same seed (mulberry32). */
export class Random {
  private state: number;

  constructor(seed: number | string) {
    this.state = typeof seed === 'number' ? seed >>> 0 : hash(seed);
  }

  /** From 0 up to, not including, 1. */
  public next(): number {
    this.state = (this.state + 0x6D2B79F5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  public between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number from low to high, both included. */
  public whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  public pick<T>(from: readonly T[]): T {
    return from[this.whole(0, from.length - 1)];
  }

  /** This many characters out of the alphabet. */
  public text(length: number, alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'): string {
    // Joined at once: a text that grew character by character is kept as a tree of its parts.
    const characters: string[] = [];
    while (characters.length < length) { characters.push(alphabet[this.whole(0, alphabet.length - 1)]); }
    return characters.join('');
  }

  public uuid(): string {
    const hex = this.text(32, '0123456789abcdef');
    return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join('-');
  }

  /** A generator of its own for one purpose, so that one purpose's numbers do not shift another's. */
  public fork(purpose: string): Random {
    return new Random(`${purpose}:${this.state}`);
  }
}

function hash(text: string): number {
  let value = 2166136261;
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 16777619);
  }
  return value >>> 0;
}
