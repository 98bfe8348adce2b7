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

export const FLAG: Field = { must: 'be true or false', fits: value => typeof value === 'boolean' };

const matching = (pattern: RegExp, must: string): Field => ({ must, fits: value => typeof value === 'string' && pattern.test(value) });

export const ACCOUNT = matching(/^\d{12}$/, 'be a text of 12 digits');

export const HASH = matching(/^[0-9a-f]{1,64}$/, 'be the beginning of a SHA-256 in hexadecimal, in small letters');

export const MOMENT: Field = {
  must: 'be a moment such as 2026-01-05T10:00:00Z',
  fits: value => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(value) && !Number.isNaN(Date.parse(value)),
};

/** AWS does not say what its services do with their events while the default bus is away. */
export const NAMED_BUS = matching(/^(?!default$)[.\-_A-Za-z0-9]{1,256}$/, "be the name of a bus other than 'default'");
