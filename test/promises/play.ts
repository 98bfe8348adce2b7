import { Weather } from './weather';
import { Ask, CONTENTS, Deed, EDITS, tenantName, tenantsOf, World } from './world';
import { Entry, Expressions, isObject, Json, JsonObject, Lab } from '../../src/lab';
import { Execution } from '../../src/lab/services/states/executions';
import { landOf, view } from '../stories/play';
import { Played } from '../stories/story';

/** What there is to judge of a world. */
export interface History {
  readonly world: World;
  readonly played: Played;
  readonly entries: readonly Entry[];
  /** What the directory said when a run came to its call of CreateAccount. */
  readonly sights: readonly Sight[];
  /** Who had no answer when all was quiet, and asked once more. */
  readonly askedAgain: readonly string[];
  /** Whether all came to rest. */
  readonly quiet: boolean;
}

export interface Sight {
  readonly at: string;
  readonly execution: string;
  readonly tenantId: string;
  /** The address on record; none without a record. */
  readonly email?: string;
  /** Whose address it is. */
  readonly owner?: string;
}

const HALF_AN_HOUR = 30 * 60_000;
/** Two days: longer than anybody may stand in line before it is looked after. */
const LONGEST = 96;
const ANSWERS: readonly string[] = ['TenantReady', 'TenantFailed', 'TenantRejected'];

/** What somebody with all rights may meet, and shrugs off. */
const SHRUGGED = /NotRedrivable|DoesNotExist|NotFound|ConditionalCheckFailed|ConstraintViolation|TooManyRequests|Duplicate/;

/** All worlds have the same platform. */
const expressions = new Expressions();

/** Plays a world until all is quiet, lets those ask once more who have no answer, and plays on. */
export async function playWorld(world: World, assembly: string): Promise<History> {
  const weather = new Weather(world.faults);
  const [fromSeconds, toSeconds] = world.creationSeconds;
  const organizations = { creation: { kind: 'uniform', fromSeconds, toSeconds } } as const;
  const { seed } = world;
  const lab = new Lab({ accountQuota: 1000, seed, faults: weather, organizations, states: { expressions } });
  await lab.deploy(assembly);
  const entries: Entry[] = [];
  lab.cloud.journal.listen(entry => entries.push(entry));
  const played = view(lab, entries, lab.only('AWS::StepFunctions::StateMachine', 'Enrolment').ref);
  const sights = watch(played);
  const { clock } = lab.cloud;
  const start = clock.now();
  weather.begin();
  for (const each of world.asks) { clock.at(start + each.after * 1000, () => { ask(played, each); }); }
  for (const each of world.deeds) {
    clock.at(start + each.after * 1000, () => { clock.background(act(played, each)); });
  }
  lab.events.startSchedules(start + LONGEST * HALF_AN_HOUR);
  await lab.play(start + Math.max(...[...world.asks, ...world.deeds].map(({ after }) => after)) * 1000 + 1000);
  await untilQuiet(played);
  weather.end();
  const answered = new Set(ANSWERS.flatMap(name => played.events(name)).map(({ tenantId }) => String(tenantId)));
  const askedAgain = tenantsOf(world).filter(tenantId => !answered.has(tenantId));
  const unanswered = world.asks.filter((each, index) => askedAgain.includes(tenantName(each.who))
    && world.asks.findIndex(({ who: other }) => other === each.who) === index);
  for (const { who, contents } of unanswered) {
    ask(played, { who, after: 0, contents, way: 'over the bus', times: 1 });
  }
  const quiet = await untilQuiet(played);
  return { world, played, entries, sights, askedAgain, quiet };
}

function ask({ lab, machineArn }: Played, { who, contents, way, times }: Ask): void {
  const others = CONTENTS[contents];
  const detail = {
    tenantId: tenantName(who), displayName: `Tenant ${who}`, requestedBy: 'jane', reason: 'signed up',
    ...others, ...'email' in others && { email: `${who}-${others.email}` },
  } as unknown as JsonObject;
  for (let time = 0; time < times; time++) {
    if (way === 'straight to the workflow') {
      lab.states.start(machineArn, detail);
    } else {
      lab.cloud.clock.background(lab.putEvents(lab.only('AWS::Events::EventBus'), [{ Source: 'test', DetailType: 'TenantRequested', Detail: JSON.stringify(detail) }]));
    }
  }
}

/** Somebody with all rights does what stands in the world, as far as it can be done. */
async function act(played: Played, deed: Deed): Promise<void> {
  const { lab, machineArn, record } = played;
  const call = async (account: string, service: string, action: string, parameters: JsonObject) => {
    try {
      await lab.cloud.call(lab.operator({ account, region: 'us-east-1' }), service, action, parameters);
    } catch (error) {
      if (!SHRUGGED.test((error as Error).name)) { throw error; }
    }
  };
  const platform = machineArn.split(':')[4];
  const tenantId = tenantName(deed.who);
  const runs = runsOf(lab, tenantId);
  switch (deed.what) {
    case 'stops its run':
      for (const run of runs.filter(({ status }) => status === 'RUNNING').slice(0, 1)) { await call(platform, 'sfn', 'stopExecution', { ExecutionArn: run.arn }); }
      break;
    case 'redrives its dead run':
      for (const run of runs.filter(({ status }) => status !== 'RUNNING' && status !== 'SUCCEEDED').slice(0, 1)) { await call(platform, 'sfn', 'redriveExecution', { ExecutionArn: run.arn }); }
      break;
    case 'moves its account': {
      const account = accountsOf(lab, tenantId)[0];
      const [from, to] = [account && lab.organization.parentOf(account), landOf(lab)[deed.to]];
      if (account && from !== to) {
        await call(lab.cloud.managementAccount, 'organizations', 'moveAccount', { AccountId: account, SourceParentId: from!, DestinationParentId: to });
      }
      break;
    }
    case 'edits its record': {
      if (record(tenantId).state === undefined) { break; }
      const [UpdateExpression, names, value] = EDITS[deed.so];
      await call(platform, 'dynamodb', 'updateItem', {
        TableName: lab.only('AWS::DynamoDB::Table', 'Directory').ref, Key: { pk: { S: `TENANT#${tenantId}` }, sk: { S: 'RECORD' } }, UpdateExpression,
        ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])), ExpressionAttributeValues: { ':v': { S: value } },
      });
      break;
    }
    case 'makes accounts for another team':
      for (let number = 0; number < deed.calls; number++) {
        await call(lab.cloud.managementAccount, 'organizations', 'createAccount', { AccountName: 'other team', Email: `other-${deed.after}-${number}@other.example.com` });
      }
  }
}

/** Notes what the directory knows each time that a run comes to CreateAccount. */
function watch({ lab, items }: Played): Sight[] {
  const sights: Sight[] = [];
  lab.cloud.journal.listen(entry => {
    if (entry.type !== 'transition' || entry.event !== 'entered' || entry.state !== 'Create account') { return; }
    const tenantId = tenantIn(lab.states.execution(entry.execution));
    const all = items();
    const email = all.find(({ pk, sk }) => pk === `TENANT#${tenantId}` && sk === 'RECORD')?.email;
    const owner = all.find(({ pk }) => pk === `EMAIL#${email?.toLowerCase()}`)?.tenantId;
    sights.push({ at: entry.at, execution: entry.execution, tenantId, email, owner });
  });
  return sights;
}

async function untilQuiet(played: Played): Promise<boolean> {
  for (let step = 0; step < LONGEST; step++) {
    await played.lab.play(played.lab.cloud.clock.now() + HALF_AN_HOUR);
    if (isQuiet(played)) { return true; }
  }
  return false;
}

/** Nobody runs, waits or holds a place, and every record says how it ended. */
function isQuiet({ lab, items, line }: Played): boolean {
  const { holders, waiting } = line();
  return holders.length + waiting.length === 0 && lab.states.executions().every(({ status }) => status !== 'RUNNING')
    && items().every(({ pk, sk, state }) => !pk.startsWith('TENANT#') || sk !== 'RECORD' || state === 'ready' || state === 'failed');
}

export const TENANT_TAG = 'cdk-account-per-tenant:tenant';

/** The accounts that were ever made for a tenant. */
export const accountsOf = (lab: Lab, tenantId: string): string[] =>
  lab.organization.accounts().filter(({ tags }) => tags.get(TENANT_TAG) === tenantId).map(({ id }) => id);

export const runsOf = (lab: Lab, tenantId: string): Execution[] =>
  lab.states.executions().filter(execution => tenantIn(execution) === tenantId);

function tenantIn({ input }: Pick<Execution, 'input'>): string {
  const request = JSON.parse(input) as Json;
  return isObject(request) ? String(request.tenantId) : 'nobody';
}
