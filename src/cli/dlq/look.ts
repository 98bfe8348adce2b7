import { Found } from './data';
import { shellWord } from './plain';
import { answer, complaintAboutTime, DlqCommand, DlqRequest, named, Named, timeOf } from './request';
import { SERVICE_NAME } from '../../fleet/contract';
import { FAILURE_KINDS, FAILURE_STATES, FailureState, MOST_REDRIVES } from '../../telemetry/contract';
import type { FailureItem } from '../../telemetry/items';
import { tally } from '../fleet/standing';
import { tableLines } from '../fleet/table';
import { grouped } from '../words';

const STATES: readonly string[] = Object.values(FAILURE_STATES);

/** What somebody has to look at. */
const OPEN: readonly FailureState[] = [
  FAILURE_STATES.held, FAILURE_STATES.parked, FAILURE_STATES.inDoubt, FAILURE_STATES.redriving, FAILURE_STATES.refused,
];

const MOST = { least: 1, most: 10_000, otherwise: 50 };

/** Of one tenant so many are looked through. */
const MOST_OF_TENANT = 10_000;

export const complaintAboutService = (name: string | undefined): string[] => name === undefined || SERVICE_NAME.test(name) || name === 'unknown' ? []
  : [`--service must be the name of a service, such as 'orders', or 'unknown', got '${name}'`];

export const list: DlqCommand = {
  words: [],
  options: { tenant: 'value', service: 'value', state: 'value', since: 'value', most: 'value' },
  complaints: ({ values: { service, state, since, most }, world }) => [
    ...complaintAboutService(service),
    ...state === undefined || STATES.includes(state) ? [] : [`--state must be ${STATES.map(each => `'${each}'`).join(', ')}, got '${state}'`],
    ...complaintAboutTime('since', since, world.now()),
    ...most === undefined || /^\d+$/.test(most) && Number(most) >= MOST.least && Number(most) <= MOST.most ? []
      : [`--most must be a whole number from ${MOST.least} to ${grouped(MOST.most)}, got '${most}'`],
  ],
  run: async request => {
    const { values: { tenant, state } } = request;
    const whose = tenant === undefined ? undefined : await named(request.data, tenant);
    const { failures, more } = await found(request, whose);
    answer(request, { failures, more }, () => [
      ...failures.flatMap(failure => rowsOf(failure, whose)),
      ...failures.length === 0 ? [`nothing ${state === undefined ? 'that waits for anybody' : `that is ${state}`}${whose ? `, of ${whose.tenant}` : ''}`] : ['', summaryOf(failures, more)],
    ]);
    return 0;
  },
};

async function found({ data, values, world }: DlqRequest, whose?: Named): Promise<Found> {
  const { service, state, since, most = String(MOST.otherwise) } = values;
  const states = state === undefined ? OPEN : [state as FailureState];
  const wanted = { service, since: since === undefined ? undefined : timeOf(since, world.now()) };
  const pages = whose ? [await data.failuresOf(whose.accountId, wanted, MOST_OF_TENANT)]
    : await Promise.all(states.map(each => data.failuresIn(each, wanted, Number(most))));
  const all = pages.flatMap(({ failures }) => failures).filter(each => states.includes(each.state))
    .sort((a, b) => b.at.localeCompare(a.at));
  return { failures: all.slice(0, Number(most)), more: all.length > Number(most) || pages.some(({ more }) => more) };
}

const WIDTH = 100;

/**
 * Three lines: who and when, what, why. Ids of failed executions and objects are long. Whoever asked for a tenant knows
 * whose they are, also where the directory did not when they came.
 */
function rowsOf(failure: FailureItem, whose?: Named): string[] {
  const { tenantId, accountId, service, kind, state, at, redrives, region, id, reason } = failure;
  const again = redrives === 0 ? '' : `, failed again ${redrives} of ${MOST_REDRIVES} times`;
  return [
    [tenantId ?? whose?.tenant ?? accountId, service, kind, state, `${at.slice(0, 16).replace('T', ' ')} UTC`].join('  '),
    `    ${id}`,
    `    ${shortened(`${region}${again}: ${reason}`, WIDTH - 4)}`,
  ];
}

const shortened = (text: string, most: number): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
};

function summaryOf(failures: readonly FailureItem[], more: boolean): string {
  const counts = tally(failures, ({ state }) => state).map(({ what, count }) => `${grouped(count)} ${what}`);
  return `${counts.join(', ')}${more ? '; there are more: name a tenant, a service, --since, or --most' : ''}`;
}

export const show: DlqCommand = {
  words: ['TENANT', 'ID'],
  options: {},
  run: async request => {
    const { data, words: [tenant, id] } = request;
    const whose = await named(data, tenant);
    const failure = await theFailure(request, whose, id);
    const body = await bodyOf(request, failure);
    answer(request, { ...failure, ...body.text !== undefined && { body: body.text } }, () => [
      ...rowsOf(failure, whose).slice(0, 1),
      ...tableLines(['', ''], fieldsOf(failure)).slice(1).map(line => `  ${line}`),
      '',
      ...body.lines,
      '',
      ...waysOn(failure, whose.tenant, data.platform),
    ]);
    return 0;
  },
};

/** The failure of that id, or of the one id that begins so; an error that says what there is otherwise. */
export async function theFailure({ data }: Pick<DlqRequest, 'data'>, { tenant, accountId }: Named, id: string): Promise<FailureItem> {
  const exact = await data.failure(accountId, id);
  if (exact) { return exact; }
  const { failures } = await data.failuresOf(accountId, {}, MOST_OF_TENANT);
  const alike = failures.filter(each => each.id.startsWith(id));
  if (alike.length === 1) { return (await data.failure(accountId, alike[0].id))!; }
  throw new Error(alike.length > 1 ? `${grouped(alike.length)} failures of '${tenant}' begin with '${id}'; say more of it, such as '${alike[0].id}'`
    : `there is no failure '${id}' of '${tenant}'; ${failures.length === 0 ? 'there is none of it at all' : `'dlq list --tenant ${shellWord(tenant)}' lists those that wait, with --state redriven those that were given back`}`);
}

const FIELDS: readonly (readonly [string, keyof FailureItem])[] = [
  ['id', 'id'], ['account', 'accountId'], ['Region', 'region'], ['version', 'version'], ['ring', 'ring'], ['failed', 'what'], ['trace', 'traceId'], ['request', 'requestId'], ['received', 'receivedAt'],
  ['changed', 'changedAt'], ['redriven by', 'redrivenBy'], ['because', 'redriveReason'], ['in run', 'redriveRun'], ['reason', 'reason'],
];

const fieldsOf = (failure: FailureItem): string[][] => [
  ...FIELDS.filter(([, name]) => failure[name] !== undefined).map(([what, name]) => [what, String(failure[name])]),
  ['forgotten', new Date(failure.expiresAt * 1000).toISOString()],
];

/** What would be given back. */
async function bodyOf(
  { data }: DlqRequest, { body, bodyAt, accountId }: FailureItem,
): Promise<{ text?: string; lines: string[] }> {
  if (body !== undefined) { return { text: body, lines: pretty(body) }; }
  if (!bodyAt) { return { lines: ['it has no payload'] }; }
  const { bucket, key, bytes, accountId: owner } = bodyAt;
  if (owner !== undefined) { return { lines: [`its payload, ${grouped(bytes)} bytes, lies in the tenant's own account ${accountId}: s3://${bucket}/${key}`] }; }
  const text = await data.file(key);
  return text === undefined ? { lines: [`its payload in s3://${bucket}/${key} is gone, or not yours to read`] } : { text, lines: pretty(text) };
}

function pretty(body: string): string[] {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2).split('\n');
  } catch {
    // It is kept as it came.
    return body.split('\n');
  }
}

/** What a person can do about it now. */
function waysOn({ id, state, kind, tenantId }: FailureItem, tenant: string, platform: string): string[] {
  const of = platform === 'tenants' ? '' : ` --platform ${shellWord(platform)}`;
  const redrive = `  npx cdk-account-per-tenant dlq redrive --tenant ${shellWord(tenantId ?? tenant)} --id ${shellWord(id)} --reason WHY${of}`;
  if (kind === FAILURE_KINDS.custom) { return ['It is an event of your own: it is kept, and cannot be given back.']; }
  switch (state) {
    case FAILURE_STATES.held: return ['Once the cause is mended, give it back to its account:', redrive];
    case FAILURE_STATES.parked: return [`It failed again each of ${MOST_REDRIVES} times. If you know why it will not do so again:`, redrive];
    case FAILURE_STATES.inDoubt: return ['Whether it was given back is not known. Look in the account whether it was done; if not, or if twice does no harm:', redrive];
    case FAILURE_STATES.redriving: return ['A run is at it.'];
    case FAILURE_STATES.redriven: return ['It was given back, and has not failed again so far.'];
    default: return ['It says that it is of another account than the one that sent it, and is never given back. Find out who put it on the bus.'];
  }
}
