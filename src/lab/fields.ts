/** What a value must be, in words and as a check. */
export interface Field {
  readonly must: string;
  readonly fits: (value: unknown) => boolean;
}

export const TEXT: Field = { must: 'be a text that is not empty', fits: value => typeof value === 'string' && value !== '' };

export const WHOLE = (least: number): Field => ({
  must: `be a whole number from ${least} on`, fits: value => Number.isSafeInteger(value) && Number(value) >= least,
});

export const ONE_OF = (...words: string[]): Field => ({
  must: `be one of ${words.join(', ')}`, fits: value => words.includes(value as string),
});
