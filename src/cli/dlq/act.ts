import { complaintAboutService, theFailure } from './look';
import { shellWord } from './plain';
import { answer, complaintAboutTime, DlqCommand, DlqRequest, named, Named, timeOf } from './request';
import { FAILURE_KINDS, FAILURE_STATES, redriveMachineName } from '../../telemetry/contract';
import { FASTEST, MOST_IDS } from '../../telemetry/failures/settings';
import type { FailureItem, RedriveRequest } from '../../telemetry/items';
import { Takes } from '../fleet/request';
import { duration, grouped } from '../words';

const NEEDS = { tenant: "whose failures: the tenant's name, or its account id", reason: 'why; it is kept with who asked for it' } as const;
const LONGEST: Readonly<Record<string, number>> = { reason: 1000, by: 256 };
const RATE = 5;

const complaintsAboutTexts: NonNullable<Takes['complaints']> = ({ values }) => Object.entries(LONGEST)
  .filter(([name, most]) => (values[name] ?? '').length > most)
  .map(([name, most]) => `--${name} must have at most ${grouped(most)} characters, got ${grouped(values[name].length)}`);

/** Gives failures back to the account that they came from. */
export const redrive: DlqCommand = {
  words: [],
  options: { tenant: 'value', id: 'list', service: 'value', rate: 'value', by: 'value', reason: 'value', wait: 'switch' },
  needs: NEEDS,
  complaints: said => {
    const { values: { rate = String(RATE), service }, lists: { id = [] } } = said;
    return [
      ...complaintAboutService(service),
      ...complaintsAboutTexts(said),
      ...Number(rate) >= 0.1 && Number(rate) <= FASTEST ? [] : [`--rate must be how many in a second, from 0.1 to ${FASTEST}, got '${rate}'`],
      ...id.length <= MOST_IDS ? [] : [`--id may be said ${grouped(MOST_IDS)} times, got ${grouped(id.length)}; leave it out for all that are held`],
      ...id.length > 0 && service !== undefined ? ['--id and --service say the same twice; leave one of them out'] : [],
    ];
  },
  run: async request => {
    const { data, values: { tenant, service, rate = String(RATE), reason }, lists: { id: names = [] } } = request;
    const whose = await named(data, tenant);
    const chosen = names.length > 0 ? await chosenOf(request, whose, names) : await heldOf(request, whose, service);
    if (chosen.length === 0) {
      answer(request, { accountId: whose.accountId, redriven: 0 }, () => [`nothing is held of ${whose.tenant}${service === undefined ? '' : `, ${service}`}; what is parked or in doubt has to be named with --id`]);
      return 0;
    }
    const input: RedriveRequest = {
      accountId: whose.accountId, ids: names.length > 0 ? chosen.map(({ id }) => id) : undefined, service,
      perSecond: Number(rate), by: await whoIs(request), reason,
    };
    const run = await data.start(redriveMachineName(data.platform), input);
    tell(request, `${grouped(chosen.length)} of ${whose.tenant}, at ${rate} a second: about ${duration(Math.ceil(chosen.length / Number(rate)))}`);
    return outcome(request, run, whose);
  },
};

/** What is named, or every reason why some of it cannot be given back. */
async function chosenOf(request: DlqRequest, whose: Named, names: readonly string[]): Promise<FailureItem[]> {
  const [found, missing]: [FailureItem[], string[]] = [[], []];
  for (const id of names) {
    try {
      found.push(await theFailure(request, whose, id));
    } catch (error) {
      missing.push((error as Error).message);
    }
  }
  const wrong = [...missing, ...found.flatMap(complaintAbout)];
  if (wrong.length > 0) { throw new Error(wrong.join('\n  ')); }
  return [...new Map(found.map(failure => [failure.id, failure])).values()];
}

function complaintAbout({ id, state, kind }: FailureItem): string[] {
  if (kind === FAILURE_KINDS.custom) { return [`'${id}' is an event of your own, which cannot be given back`]; }
  switch (state) {
    case FAILURE_STATES.redriven: return [`'${id}' was given back, and has not failed again so far`];
    case FAILURE_STATES.refused: return [`'${id}' says that it is of another account than the one that sent it, and is never given back`];
    case FAILURE_STATES.redriving: return [`'${id}' is being given back just now`];
    default: return [];
  }
}

const MOST_HELD = 100_000;

async function heldOf({ data }: DlqRequest, { accountId }: Named, service?: string): Promise<readonly FailureItem[]> {
  const { failures } = await data.failuresOf(accountId, { service }, MOST_HELD);
  return failures.filter(({ state, kind }) => state === FAILURE_STATES.held && kind !== FAILURE_KINDS.custom);
}

/** Has an account say again what it could not hand over for longer than a day. */
export const replay: DlqCommand = {
  words: [],
  options: { 'tenant': 'value', 'tenant-region': 'value', 'from': 'value', 'to': 'value', 'by': 'value', 'reason': 'value', 'wait': 'switch' },
  needs: { ...NEEDS, from: 'since when, such as 2026-03-31T18:00Z or 2d', to: 'until when' },
  complaints: said => {
    const { values: { from, to, 'tenant-region': region }, world } = said;
    const now = world.now();
    const [begin, end] = [from, to].map(text => text === undefined ? undefined : timeOf(text, now));
    return [
      ...complaintAboutTime('from', from, now), ...complaintAboutTime('to', to, now), ...complaintsAboutTexts(said),
      ...begin !== undefined && end !== undefined && begin >= end ? [`--from must be before --to, got '${from}' and '${to}'`] : [],
      ...end !== undefined && Date.parse(end) > now ? [`--to must be over by now, got '${to}'; nothing is archived before it happens`] : [],
      ...region === undefined || /^[a-z]{2,4}(-[a-z]+)+-\d$/.test(region) ? [] : [`--tenant-region must be the name of a Region, such as 'eu-central-1', got '${region}'`],
    ];
  },
  run: async request => {
    const { data, world } = request;
    const { tenant, from, to, reason, 'tenant-region': region = data.region } = request.values;
    const whose = await named(data, tenant);
    const [begin, end] = [from, to].map(text => timeOf(text, world.now())!);
    const run = await data.start(redriveMachineName(data.platform), {
      action: 'replay', accountId: whose.accountId, region, from: begin, to: end, by: await whoIs(request), reason,
    });
    tell(request, `what ${whose.tenant} could not hand over in ${region} from ${begin} to ${end} is said again; what is on record already changes nothing`);
    return outcome(request, run, whose);
  },
};

const whoIs = async ({ data, values: { by } }: DlqRequest): Promise<string> => by ?? data.me();

function tell({ terminal, switches }: DlqRequest, line: string): void {
  if (!switches.has('json')) { terminal.stdout.write(`${line}\n`); }
}

const PAUSE = 2_000;
const UNDER_WAY: ReadonlySet<string> = new Set(['RUNNING', 'PENDING_REDRIVE']);

/** Parts of the answer that somebody has to look at. */
const LEFT = ['kept', 'doubtful', 'refused'] as const;
const WORDS: Readonly<Record<string, string>> = {
  redriven: 'given back', kept: 'not given back, and held as before', doubtful: 'in doubt', parked: 'parked', refused: 'refused', passed: 'left alone',
};

/** What became of it: the run's name at once, or with `--wait` how many were given back. */
async function outcome(request: DlqRequest, run: string, { tenant }: Named): Promise<number> {
  const { data, world, switches } = request;
  if (!switches.has('wait')) {
    answer(request, { run }, () => [`  ${run}`]);
    return 0;
  }
  let stands = await data.run(run);
  while (UNDER_WAY.has(stands.status)) {
    await world.pause(PAUSE);
    stands = await data.run(run);
  }
  const { status, output, error, cause } = stands;
  if (error === 'RedriveRejected') { throw new Error(`refused: ${cause}`); }
  if (status !== 'SUCCEEDED') { throw new Error(`${[error, cause].filter(Boolean).join(': ') || `ended ${status}`}\n  ${run}`); }
  const said = JSON.parse(output ?? '{}') as Readonly<Record<string, number | readonly string[]>>;
  const counts = Object.entries(WORDS).flatMap(([name, words]) => Number(said[name] ?? 0) > 0 ? [`${grouped(Number(said[name]))} ${words}`] : []);
  const left = LEFT.some(name => Number(said[name] ?? 0) > 0);
  answer(request, { run, ...said }, () => [
    ...counts.length > 0 ? [counts.join(', ')] : [],
    ...Array.isArray(said.replays) ? [`replays begun: ${said.replays.join(', ')}`] : [],
    ...left ? [`dlq list --tenant ${shellWord(tenant)} says why`] : [],
  ]);
  return left ? 1 : 0;
}
