import { AwsFailures, FailuresWhereabouts } from './aws';
import { FailureData } from './data';
import { visible } from './plain';
import { answer as answerAsIs, read, Said, Takes } from '../fleet/request';
import { Terminal } from '../terminal';

/** All that a command needs of the world. */
export interface DlqWorld {
  readonly connect: (where: FailuresWhereabouts) => Promise<FailureData>;
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
}

export const DLQ_WORLD: DlqWorld = {
  connect: where => AwsFailures.find(where),
  now: () => Date.now(),
  pause: milliseconds => new Promise(done => { setTimeout(done, milliseconds); }),
};

/** What a command is asked, once its words and options are right. */
export interface DlqRequest extends Said {
  readonly data: FailureData;
  readonly terminal: Terminal;
  readonly world: DlqWorld;
}

export interface DlqCommand extends Takes {
  readonly run: (request: DlqRequest) => Promise<number>;
}

/** Runs a command: complains about all that is wrong before AWS is asked anything. */
export async function serve(
  command: DlqCommand, args: readonly string[], terminal: Terminal, world: DlqWorld,
): Promise<number> {
  const { where, ...said } = read({ ...command, options: { ...command.options, 'platform-profile': 'value' } }, args, world);
  const data = await world.connect({ ...where, platformProfile: said.values['platform-profile'] });
  try {
    return await command.run({ ...said, data, terminal, world });
  } catch (error) {
    // It may name what a tenant has named.
    if (error instanceof Error) { error.message = visible(error.message.split('\n')).join('\n'); }
    throw error;
  }
}

/** The answer: JSON with `--json`, else lines in which a tenant's words do nothing to the terminal. */
export const answer = (request: DlqRequest, thing: unknown, lines: () => readonly string[]): void =>
  answerAsIs(request, thing, () => visible(lines()));

const ACCOUNT = /^\d{12}$/;

/** A tenant, by its name or its account's id. */
export interface Named {
  readonly tenant: string;
  readonly accountId: string;
}

/** The account of a tenant; an error that says what to do where the directory knows none. */
export async function named(data: FailureData, tenant: string): Promise<Named> {
  if (ACCOUNT.test(tenant)) { return { tenant, accountId: tenant }; }
  const accountId = await data.accountOf(tenant);
  if (accountId === undefined) {
    throw new Error(`the directory of platform '${data.platform}' knows no account of a tenant '${tenant}'; 'fleet tenants' lists those that are ready, and an account id, 12 digits, does as well`);
  }
  return { tenant, accountId };
}

const AGO: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A time as people say it: a day, a time with its zone, or how long ago. ISO, or undefined where it is none. */
export function timeOf(text: string, now: number): string | undefined {
  const [, count, unit] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  if (unit !== undefined) { return new Date(now - Number(count) * AGO[unit]).toISOString(); }
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)) { return undefined; }
  const day = text.slice(0, 10);
  // The 30th of February would be taken for the 2nd of March.
  const isDay = new Date(Date.parse(day)).toJSON()?.startsWith(day) ?? false;
  return isDay && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : undefined;
}

export const complaintAboutTime = (option: string, text: string | undefined, now: number): string[] =>
  text === undefined || timeOf(text, now) !== undefined ? []
    : [`--${option} must be a day, such as 2026-03-31, a time, such as 2026-03-31T18:00Z, or how long ago, such as 90m, 2h or 7d, got '${text}'`];
