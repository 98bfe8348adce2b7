import { advise, begunBy, ended, exitCodeOf, follow } from './follow';
import { theRelease, theRunning } from './look';
import { answer, FleetCommand, Request } from './request';
import { isOver } from './ways-on';
import { LabelledWish, wished } from './wishes';
import { controlMachineName, PHASES, releaseMachineName, SERVICE_NAME, WISHES } from '../../fleet/contract';

const WHY = 'why; it is kept with who asked for it';

/** What the workflows take. */
const LONGEST: Readonly<Record<string, number>> = { reason: 500, by: 200 };
const complaintsAboutTexts = (values: Request['values']): string[] => Object.entries(LONGEST)
  .filter(([name, most]) => (values[name] ?? '').length > most)
  .map(([name, most]) => `--${name} must have at most ${most} characters, got ${values[name].length}`);
const complaintAboutService = (name: string): string[] => SERVICE_NAME.test(name) ? [] : [`SERVICE must be the name of a service, such as 'orders', got '${name}'`];

/** Brings a version to everybody. */
export const release: FleetCommand = {
  words: ['SERVICE'],
  options: { 'version': 'value', 'reason': 'value', 'may-replace': 'value', 'by': 'value', 'wait': 'switch' },
  complaints: ({ words: [service], values, values: { version } }) => [
    ...complaintAboutService(service),
    ...complaintsAboutTexts(values),
    ...version === undefined || /^[0-9a-f]{16}$/.test(version) ? [] : [`--version must be 16 hexadecimal digits, as 'fleet releases' shows them, got '${version}'`],
  ],
  run: async request => {
    const { data, fleet, words: [service], values: { version, reason = '' } } = request;
    const published = (await fleet.published()).find(each => each.service === service);
    if (!published) { await fleet.service(service); throw new Error(`no version of '${service}' is published; deploy the stack that has its parameter (cdk deploy 'STACK/Fleet/**')`); }
    if (version !== undefined && version !== published.version && !await fleet.knowsVersion(service, version)) {
      throw new Error(`version ${version} of '${service}' was never released and is not the newest published one, ${published.version}; 'fleet releases --service ${service}' lists those that were`);
    }
    const mayReplace = request.values['may-replace']?.split(',').map(id => id.trim()).filter(id => id !== '');
    const input = { service, version, mayReplace, reason, requestedBy: await whoIs(request) };
    const run = await data.start(releaseMachineName(fleet.platform), input);
    const { release: begun } = await begunBy(request, service, run);
    return outcome(request, service, begun, [PHASES.done]);
  },
};

/** What one can wish of a release. */
function wish(action: string, { until, meant }: LabelledWish): FleetCommand {
  return {
    words: ['SERVICE', 'RELEASE?'],
    options: { reason: 'value', by: 'value', wait: 'switch' },
    needs: { reason: WHY },
    complaints: ({ words: [service], values }) => [...complaintAboutService(service), ...complaintsAboutTexts(values)],
    run: async request => {
      const { fleet, words: [service, name] } = request;
      const of = name === undefined ? await theRunning(fleet, service) : await theRelease(fleet, service, name);
      if (isOver(of)) { throw new Error(`release ${of.release} of '${service}' is over: ${of.phase}`); }
      const complaint = wished(action, of);
      if (complaint !== undefined) { throw new Error(complaint); }
      await control(request, { action, service, release: of.release });
      if (!request.switches.has('json')) { request.terminal.stdout.write(`${action} of '${service}' ${of.release} is asked for\n`); }
      return outcome(request, service, of.release, meant, until);
    },
  };
}

export const halt = wish(WISHES.halt, { until: PHASES.halted, meant: [] });
export const resume = wish(WISHES.resume, { meant: [PHASES.done, PHASES.rolledBack] });
export const promote = wish(WISHES.promote, { meant: [PHASES.done] });
export const rollback = wish(WISHES.rollBack, { meant: [PHASES.rolledBack, PHASES.refused] });

/** Leaves a tenant alone with what it has of a service. */
export const pin: FleetCommand = {
  words: ['TENANT', 'SERVICE'],
  options: { reason: 'value', until: 'value', by: 'value' },
  needs: { reason: WHY },
  complaints: ({ words: [, service], values, world }) =>
    [complaintAboutService(service), complaintsAboutTexts(values), complaintsAboutDate(values.until, world.now())]
      .flat(),
  run: request => {
    const { words: [tenantId, service], values: { until } } = request;
    return onTenant(request, { action: 'pin', tenantId, service, until: until === undefined ? undefined : new Date(until).toISOString() }, `${tenantId} keeps what it has of ${service}${until === undefined ? '' : ` until ${until}`}`);
  },
};

export const unpin: FleetCommand = {
  words: ['TENANT', 'SERVICE'],
  options: { reason: 'value', by: 'value' },
  needs: { reason: WHY },
  complaints: ({ words: [, service], values }) => [...complaintAboutService(service), ...complaintsAboutTexts(values)],
  run: async request => {
    const { words: [tenantId, service] } = request;
    return onTenant(request, { action: 'unpin', tenantId, service }, `${tenantId} gets ${service} with the next release, or repair`);
  },
};

/** Puts a tenant into a ring of releases, or out of it. */
export const ring: FleetCommand = {
  words: ['TENANT', 'RING?'],
  options: { reason: 'value', by: 'value' },
  needs: { reason: WHY },
  complaints: ({ words: [, name], values }) => [
    ...name === undefined || /^[a-z][a-z0-9-]{0,39}$/.test(name) ? [] : [`RING must be lower-case letters, digits and hyphens, such as 'canary', got '${name}'`],
    ...complaintsAboutTexts(values),
  ],
  run: request => {
    const { words: [tenantId, name = ''] } = request;
    return onTenant(request, { action: 'ring', tenantId, ring: name }, `${tenantId} is in ${name === '' ? 'no ring' : `ring ${name}`} from the next release on`);
  },
};

/** What can be asked of a tenant. */
interface OfTenant {
  readonly action: string;
  readonly tenantId: string;
  readonly service?: string;
  readonly until?: string;
  readonly ring?: string;
}

/** Asks for something of a tenant; the workflow knows whether there is such a one. */
async function onTenant(request: Request, input: OfTenant, done: string): Promise<number> {
  const { fleet } = request;
  if (input.service !== undefined) { await fleet.service(input.service); }
  await control(request, input);
  answer(request, input, () => [done]);
  return 0;
}

async function control(request: Request, input: object): Promise<void> {
  const { data, fleet, values: { reason } } = request;
  const by = await whoIs(request);
  const said = await ended(request, await data.start(controlMachineName(fleet.platform), { ...input, by, reason }));
  if (said.outcome === 'nothing to do') { throw new Error(`nothing to do: ${said.release ? `release ${String(said.release)} is ${String(said.phase)} by now` : 'somebody was faster'}`); }
}

const whoIs = async ({ data, values: { by } }: Request): Promise<string> => by ?? data.me();

/** How the release stands: now, or with `--wait` once it is over. */
async function outcome(
  request: Request, service: string, name: string, meant: readonly string[], until?: string,
): Promise<number> {
  const waits = request.switches.has('wait');
  const reached = await follow(request, service, name, ({ phase }) => !waits || phase === until);
  if (waits || reached.phase === PHASES.stuck) { advise(request, reached); }
  if (request.switches.has('json')) { answer(request, reached, () => []); }
  return waits ? exitCodeOf(reached, meant) : 0;
}

function complaintsAboutDate(text: string | undefined, now: number): string[] {
  if (text === undefined) { return []; }
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const day = text.slice(0, 10);
  // The 30th of February would be taken for the 2nd of March.
  const time = isTime && new Date(Date.parse(day)).toJSON()?.startsWith(day) ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) { return [`--until must be a day, such as 2026-03-31, or a time, such as 2026-03-31T18:00Z, got '${text}'`]; }
  return time > now ? [] : [`--until must be to come, got '${text}'`];
}
