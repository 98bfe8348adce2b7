import { guardrailsParameterName, landParameterName, promotedParameterName, stampMachineName } from '../../../src/organization/contract';
import { byHand } from '../by-hand';
import { Deed, Played, Story, tenant } from '../story';

const [A, B, C] = ['a', 'b', 'c'].map(letter => letter.repeat(16));
const GUARDRAILS = guardrailsParameterName('tenants');
const HOUR = 3600;

/** Somebody changes a parameter of the management account, or removes it. */
const say = (Name: string, Value?: string): Deed['what'] => lab => {
  const operator = lab.operator({ account: '111111111111', region: 'us-east-1' });
  return Value === undefined ? lab.cloud.call(operator, 'ssm', 'deleteParameter', { Name })
    : lab.cloud.call(operator, 'ssm', 'putParameter', { Name, Value, Type: 'String', Overwrite: true });
};
const hold = (digest: string, ...trial: string[]) => say(GUARDRAILS, JSON.stringify({ digest, trial }));
const promote = (digest: string) => say(promotedParameterName('tenants'), JSON.stringify({ digest }));

const setState = (state: string): Deed['what'] => lab => {
  const table = lab.only('AWS::DynamoDB::Table', 'Directory');
  return lab.cloud.call(lab.operator(table), 'dynamodb', 'updateItem', {
    TableName: table.ref, Key: { pk: { S: 'TENANT#acme' }, sk: { S: 'RECORD' } },
    UpdateExpression: 'SET #state = :state', ExpressionAttributeNames: { '#state': 'state' }, ExpressionAttributeValues: { ':state': { S: state } },
  });
};

/** Somebody does not want to wait for the next day. */
const stamp: Deed['what'] = (lab, { machineArn }) => lab.states.start(machineArn.replace(/[^:]+$/, stampMachineName('tenants')));

const stamps = ({ lab }: Played) => lab.states.executions().filter(({ machine }) => machine.arn.endsWith('-stamp'));
const said = (played: Played) => stamps(played).map(({ output }) => JSON.parse(output ?? 'null') as unknown);
const noted = ({ history }: Played, tenantId: string) =>
  history(tenantId).flatMap(({ became, guardrails: digest }) => digest === undefined ? [] : [`${became} ${digest}`]);

/** One deed each hour, the first of them at once. */
const hourly = (...deeds: Deed['what'][]): Deed[] => deeds.map((what, at) => ({ after: at * HOUR, what }));

/** Which guardrails hold for whom, and since when. */
export const guardrails: Story[] = [
  {
    name: 'who becomes ready is told which guardrails hold, and has them noted; when others hold, that is noted once',
    shape: 'probing', asks: [tenant('acme'), { ...tenant('acme'), after: 4 * HOUR }], ends: { acme: 'ready' },
    deeds: hourly(hold(A), hold(B), stamp, stamp),
    check: played => {
      expect(noted(played, 'acme')).toEqual([`ready ${A}`, `guardrails ${B}`]);
      const told = played.events('TenantReady').map(({ guardrails: digest, repeated }) => [digest, repeated]);
      expect(told).toEqual([[A, false], [B, true]]);
      expect(played.history('acme').pop()).toMatchObject({ by: 'stamp', run: stamps(played)[0].arn });
      const { since, at } = played.history('acme').pop()!;
      expect(Math.round((Date.parse(at) - Date.parse(since)) / 60_000)).toBe(60);
      expect(said(played)).toEqual([{ noted: 1, left: 0 }, { noted: 0, left: 0 }]);
    },
  },
  {
    name: 'what changes while a tenant is being made ready is noted the next day, and since when',
    shape: 'probing', asks: [tenant('acme')], ends: { acme: 'ready' }, sweepHours: 25, lab: { organizations: { creation: { kind: 'fixed', seconds: 20 } } },
    deeds: [{ after: 0, what: hold(A) }, { after: 60, what: hold(B) }],
    check: played => {
      const [ready, later] = played.history('acme').slice(-2);
      expect([ready.became, ready.guardrails, later.became, later.guardrails]).toEqual(['ready', A, 'guardrails', B]);
      expect([later.since < ready.at, ready.at < later.at]).toEqual([true, true]);
    },
  },
  {
    name: 'where guardrails are tried in the sandbox first, production has them noted when they are promoted',
    shape: 'probing', asks: [tenant('dev', { stage: 'sandbox' }), tenant('acme')], ends: { dev: 'ready', acme: 'ready' },
    deeds: hourly(hold(A, 'sandbox'), stamp, promote(A), stamp, hold(B, 'sandbox'), stamp, promote(B), hold(C), stamp),
    check: played => {
      expect(noted(played, 'dev')).toEqual([`ready ${A}`, `guardrails ${B}`, `guardrails ${C}`]);
      expect(noted(played, 'acme')).toEqual(['ready ', `guardrails ${A}`, `guardrails ${C}`]);
      expect(said(played)).toEqual([0, 1, 1, 2].map(count => ({ noted: count, left: 0 })));
    },
  },
  {
    name: 'who comes into the sandbox while guardrails are tried has these, and who comes into production those that are promoted',
    shape: 'probing', asks: [tenant('dev', { stage: 'sandbox' }), tenant('acme')], ends: { dev: 'ready', acme: 'ready' },
    deeds: [{ after: 0, what: promote(A) }, { after: 0, what: hold(B, 'sandbox') }],
    check: played => expect([noted(played, 'dev'), noted(played, 'acme')]).toEqual([[`ready ${B}`], [`ready ${A}`]]),
  },
  {
    name: 'guardrails that are tried in the sandbox change nothing of what is noted for production',
    shape: 'probing', asks: [tenant('dev', { stage: 'sandbox' }), tenant('acme')], ends: { dev: 'ready', acme: 'ready' },
    deeds: hourly(hold(A), hold(B, 'sandbox'), stamp),
    check: played => expect([noted(played, 'dev'), noted(played, 'acme')]).toEqual([[`ready ${A}`, `guardrails ${B}`], [`ready ${A}`]]),
  },
  {
    name: 'without guardrails nothing is noted, and the daily run ends after its first look',
    shape: 'probing', asks: [tenant('acme')], ends: { acme: 'ready' }, deeds: [{ after: HOUR, what: stamp }],
    check: played => {
      expect(noted(played, 'acme')).toEqual(['ready ']);
      expect(played.events('TenantReady')[0].guardrails).toBe('');
      expect(played.path(stamps(played)[0].arn)).toEqual(['Which guardrails hold?', 'Are there any?', 'Noted']);
    },
  },
  ...['none', '{"digest":"aaaaaaaaaaaaaaaa","trial":["sandbox"}', '{"digest":7,"trial":[]}', '[]', `{"digest":"${A}","trial":["",]}`].map((value): Story => ({
    name: `a parameter that says ${value} stops nobody, and nothing is noted`, shape: 'probing', asks: [tenant('acme')], ends: { acme: 'ready' },
    deeds: hourly(say(GUARDRAILS, value), stamp),
    check: played => expect([noted(played, 'acme'), said(played)]).toEqual([['ready '], [{ noted: 0, left: 0 }]]),
  })),
  {
    name: 'spaces in a parameter do not matter', shape: 'probing', asks: [tenant('acme')], ends: { acme: 'ready' },
    deeds: [{ after: 0, what: say(GUARDRAILS, `{ "digest": "${A}",\n  "trial": [ "sandbox", "production" ] }\n`) }],
    check: played => expect(noted(played, 'acme')).toEqual([`ready ${A}`]),
  },
  {
    name: 'whoever cannot be written has it noted by the next run', shape: 'probing', asks: [tenant('acme')], ends: { acme: 'ready' },
    faults: [{ kind: 'error', service: 'dynamodb', action: 'transactWriteItems', inState: 'Note it for some', error: 'TransactionCanceledException', times: 6 }],
    deeds: hourly(() => undefined, hold(A), stamp, stamp),
    check: played => {
      expect(said(played)).toEqual([{ noted: 0, left: 1 }, { noted: 1, left: 0 }]);
      expect(noted(played, 'acme')).toEqual(['ready ', `guardrails ${A}`]);
    },
  },
  {
    name: 'of two runs at once, one notes it', shape: 'probing', asks: [tenant('acme')], ends: { acme: 'ready' },
    faults: [{ kind: 'late', service: 'dynamodb', action: 'transactWriteItems', inState: 'Note it for some', seconds: 30, when: 'before' }],
    deeds: [{ after: HOUR, what: hold(A) }, { after: 2 * HOUR, what: stamp }, { after: 2 * HOUR + 10, what: stamp }],
    check: played => {
      expect(said(played)).toEqual([{ noted: 0, left: 1 }, { noted: 1, left: 0 }]);
      expect(noted(played, 'acme')).toEqual(['ready ', `guardrails ${A}`]);
    },
  },
  {
    name: 'who is not ready any more when it is written is left as it is', shape: 'probing', asks: [tenant('acme')], ends: { acme: 'ready' },
    faults: [{ kind: 'late', service: 'dynamodb', action: 'transactWriteItems', inState: 'Note it for some', seconds: 30, when: 'before' }],
    deeds: [
      ...hourly(() => undefined, hold(A), stamp),
      { after: 2 * HOUR + 10, what: setState('onboarding') }, { after: 2 * HOUR + 300, what: setState('ready') },
    ],
    check: played => expect([said(played), noted(played, 'acme')]).toEqual([[{ noted: 0, left: 1 }], ['ready ']]),
  },
  {
    name: 'a run that is redriven after others were noted does not bring the old ones back', shape: 'probing', asks: [tenant('acme')], ends: { acme: 'ready' },
    faults: [{ kind: 'error', service: 'dynamodb', action: 'transactWriteItems', inState: 'Note it for some', error: 'AccessDeniedException', times: 6 }],
    deeds: hourly(() => undefined, hold(A), stamp, hold(B), stamp, byHand('redriveExecution', 1)),
    check: played => {
      expect(stamps(played).map(({ status }) => status)).toEqual(['FAILED', 'SUCCEEDED']);
      expect(noted(played, 'acme')).toEqual(['ready ', `guardrails ${B}`]);
    },
  },
  {
    name: 'where nobody says which unit is which, the tenant fails and the cause names the parameter', asks: [tenant('acme')], ends: { acme: 'failed' },
    leavesInRoot: 'nobody knows the unit for quarantine', deeds: [{ after: 0, what: say(landParameterName('tenants')) }],
    check: ({ record }) => expect(record('acme').cause).toMatch(/^reading the organizational units: .*the parameter \/cdk-account-per-tenant\/tenants\/organization is missing in the management account/),
  },
];
