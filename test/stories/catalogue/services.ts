import { byHand } from '../by-hand';
import { closed, opened, orders, pinned, released, servicesIn, tenantHas, upgraded, users, VERSION } from '../fleet';
import { traceOf } from '../platform';
import { Played, Story, tenant } from '../story';
import { unheard } from './crashes';
import { moveTo } from './operators';
import { SsmRoom } from '../../../src/lab/services/ssm/ssm-room';

const shape = 'serving' as const;
const both = released(orders, users);
const ofUsers = 'cdk-account-per-tenant-tenants-service-users';
const again = (after: number) => ({ ...tenant('acme'), after });
const nobodyIsNamed = ({ lab }: Played) => expect(servicesIn(lab).flatMap(({ installing }) => installing)).toEqual([]);
const brought = ({ calls }: Played) => calls('cloudformation', 'createStackInstances').map(call => String(call.parameters.StackSetName).split('-').pop());
const hasNo = ({ lab, record }: Played, service: string) => {
  expect(tenantHas(lab, service, 'acme')?.version).toBeUndefined();
  expect(lab.cloud.room<SsmRoom>('ssm').value(record('acme').accountId, 'us-east-1', traceOf(service))).toBeUndefined();
};
const hours = 3600;

/** New tenants get the services that there are, and stay out of the way of releases. */
export const services: Story[] = [
  {
    name: 'a service whose stack fails costs the tenant its account for now, and no release waits for it', shape, asks: [tenant('acme')], deeds: [both],
    faults: [{ kind: 'stack', reason: 'the table is there already', stackSet: ofUsers }], ends: { acme: 'failed' },
    check: played => {
      expect(played.record('acme')).toMatchObject({ error: 'ServiceFailed' });
      expect(played.record('acme').cause).toMatch(/^bringing the service users: operation \S+ ended (FAILED|SUCCEEDED): the table is there already/);
      expect(brought(played)).toEqual(['baseline', 'users']);
      hasNo(played, 'users');
      nobodyIsNamed(played);
    },
  },
  {
    name: 'the same request again brings what is missing', shape, asks: [tenant('acme'), again(2 * hours)], deeds: [both],
    faults: [{ kind: 'stack', reason: 'the table is there already', stackSet: ofUsers }], ends: { acme: 'ready' }, check: nobodyIsNamed,
  },
  {
    name: 'a service that a release keeps closed for more than twelve hours is not waited for any longer', shape, asks: [tenant('acme')], ends: { acme: 'failed' },
    deeds: [released(users, { ...orders, open: false, running: '000007' })],
    check: played => {
      expect(played.record('acme')).toMatchObject({ error: 'ServiceClosed' });
      expect(played.record('acme').cause).toMatch(/^waiting for the service orders: for 12 hours .* release 000007 has not proven .*'fleet status'.* make the same request again$/);
      // One transition a look.
      expect(played.path().filter(state => state === 'Is the service open?')).toHaveLength(1);
      expect(played.calls('dynamodb', 'getItem').length).toBeLessThan(250);
      hasNo(played, 'orders');
      nobodyIsNamed(played);
    },
  },
  {
    name: 'once its release is over, the same request makes the tenant ready', shape, asks: [tenant('acme'), again(14 * hours)], ends: { acme: 'ready' },
    deeds: [released(users, { ...orders, open: false, running: '000007' }), opened(13 * hours, 'orders')], check: nobodyIsNamed,
  },
  {
    name: 'a service that is closed although no release has it is waited for, and said to be so', shape, asks: [tenant('acme')], ends: { acme: 'failed' },
    deeds: [released({ ...users, open: false })],
    check: ({ record }) => expect(record('acme').cause).toContain('since its item in the directory is not open'),
  },
  {
    name: 'two services come, in their order, and the directory says in which version', shape, asks: [tenant('acme')], deeds: [both], ends: { acme: 'ready' },
    check: played => {
      const { record, history, lab } = played;
      expect(brought(played)).toEqual(['baseline', 'users', 'orders']);
      const { accountId } = record('acme');
      expect(tenantHas(lab, 'orders', 'acme')).toEqual({
        pk: 'SERVICE#orders', sk: 'TENANT#acme', service: 'orders', tenantId: 'acme', accountId, version: VERSION, release: 'enrolment', status: 'current',
        at: expect.stringMatching(/^\d{4}-/),
      });
      expect(history('acme').pop()).toMatchObject({ became: 'ready', services: `users ${VERSION}, orders ${VERSION}` });
      nobodyIsNamed(played);
    },
  },
  {
    name: 'the ring and the tags of a tenant are on its record, for releases to choose by', shape, asks: [tenant('acme', { ring: 'canary', tags: { segment: 'gold' } }), tenant('beta')],
    deeds: [released(users)], ends: { acme: 'ready', beta: 'ready' },
    check: ({ record, path }) => {
      expect([record('acme'), record('beta')]).toMatchObject([{ ring: 'canary', tags: '{"segment":"gold"}' }, { ring: '', tags: '{}' }]);
      expect(path()).not.toContain('Is the service open?');
    },
  },
  {
    name: 'while a release has a service closed the tenant waits, and gets it when it is open', shape, asks: [tenant('acme')], ends: { acme: 'ready' },
    deeds: [released(users, orders), closed(60, 'users'), opened(3 * hours, 'users')],
    check: played => {
      expect(played.path().filter(state => state === 'Begin to install')).toHaveLength(3);
      expect(Date.parse(played.record('acme').readyAt) - Date.parse(played.record('acme').requestedAt)).toBeGreaterThan(3 * hours * 1000);
      nobodyIsNamed(played);
    },
  },
  {
    name: 'an account that somebody moves while its tenant waits gets its service all the same', shape, asks: [tenant('acme')], ends: { acme: 'ready' },
    deeds: [released(users), closed(60, 'users'), { after: hours, what: moveTo('root') }, opened(3 * hours, 'users')],
  },
  {
    name: 'should Step Functions not retry what an expression finds in an answer, it is still waited for the release', shape, asks: [tenant('acme')], ends: { acme: 'ready' },
    lab: { states: { retriesEvaluationErrors: false } }, deeds: [released(users), closed(60, 'users'), opened(1800, 'users')],
    check: ({ path }) => expect(path().filter(state => state === 'Give its release time').length).toBeGreaterThan(1),
  },
  {
    name: 'a service that was never released is left to its first release', shape, asks: [tenant('acme')], ends: { acme: 'ready' },
    deeds: [released(users, { ...orders, open: false, neverGood: true, neverHeld: true })],
    check: played => {
      expect(brought(played)).toEqual(['baseline', 'users']);
      hasNo(played, 'orders');
    },
  },
  {
    name: 'a first release that is under way is not waited for: it takes the tenant along', shape, asks: [tenant('acme')], ends: { acme: 'ready' },
    deeds: [released(users, { ...orders, open: false, neverGood: true, running: '000001' })],
    check: played => {
      expect(brought(played)).toEqual(['baseline', 'users']);
      nobodyIsNamed(played);
    },
  },
  {
    name: 'a pin that was there before stays', shape, asks: [tenant('acme')], deeds: [both, pinned('users', 'acme')], ends: { acme: 'ready' },
    check: ({ lab }) => expect(tenantHas(lab, 'users', 'acme')).toMatchObject({ pin: '{}', version: VERSION }),
  },
  {
    name: 'a release that waits for a tenant whose run was killed does not keep the next run from it', shape, asks: [tenant('acme')], deeds: [both],
    faults: [{ kind: 'kill', inState: 'Bring the service' }], ends: { acme: 'ready' }, check: nobodyIsNamed,
  },
  {
    name: 'the same, and the release has closed the service in the meantime', shape, asks: [tenant('acme')], ends: { acme: 'ready' },
    deeds: [released({ ...users, open: false, running: '000002', installing: ['acme'] })], check: nobodyIsNamed,
  },
  {
    name: 'an account that is too young for a service gets it later', shape, asks: [tenant('acme')], deeds: [both], ends: { acme: 'ready' },
    faults: [{ kind: 'stack', reason: 'SubscriptionRequired: your account is not subscribed', stackSet: ofUsers, times: 2 }],
    check: played => {
      expect(brought(played)).toEqual(['baseline', 'users', 'users', 'users', 'orders']);
      nobodyIsNamed(played);
    },
  },
  {
    name: 'a run that died before it brought the service and is redriven looks first, and goes on', shape, asks: [tenant('acme')], ends: { acme: 'ready' },
    faults: [{ kind: 'kill', inState: 'Bring the service' }, unheard],
    deeds: [both, { after: 3 * hours, what: byHand('redriveExecution') }],
    check: played => {
      expect(played.path()).toContain('Has this run the record before it brings a service?');
      expect(played.lab.states.executions()).toHaveLength(1);
      nobodyIsNamed(played);
    },
  },
  {
    name: 'the same, where it died before it was named', shape, asks: [tenant('acme')], ends: { acme: 'ready' },
    faults: [{ kind: 'kill', inState: 'Begin to install' }, unheard],
    deeds: [both, { after: 3 * hours, what: byHand('redriveExecution') }], check: nobodyIsNamed,
  },
  {
    name: 'a run that is redriven after another one made the tenant ready brings nothing, also when a release is under way', shape, ends: { acme: 'ready' },
    asks: [tenant('acme'), again(hours)], faults: [{ kind: 'kill', inState: 'Bring the service' }, unheard],
    deeds: [both, closed(3 * hours, 'users'), { after: 4 * hours, what: byHand('redriveExecution') }, opened(8 * hours, 'users')],
    check: played => {
      expect(played.path().pop()).toBe('Another run has it');
      expect(brought(played)).toEqual(['baseline', 'baseline', 'users', 'orders']);
      nobodyIsNamed(played);
    },
  },
  {
    name: 'a run that is redriven while it looks after the service, after another one made the tenant ready, notes nothing', shape, ends: { acme: 'ready' },
    asks: [tenant('acme'), again(hours)], faults: [{ kind: 'kill', inState: 'Is the service there?' }, unheard],
    deeds: [both, upgraded(3 * hours, 'users', 'acme', 'fedcba9876543210'), { after: 4 * hours, what: byHand('redriveExecution') }],
    check: played => {
      const [first, second] = played.lab.states.executions();
      expect(played.path(first.arn)).toContain('Note the service');
      expect(tenantHas(played.lab, 'users', 'acme')?.version).toBe('fedcba9876543210');
      expect(played.record('acme').run).toBe(second.arn);
      expect(played.path().pop()).toBe('Another run has it');
      nobodyIsNamed(played);
    },
  },
];

/** The states of the step, as a tenant comes to them who waits for one service and gets two, and how often that is. */
const WAY: readonly (readonly [string, number])[] = [
  ['Which services are there?', 1], ['Is there another service?', 3], ['Begin to install', 3], ['Is the service open?', 1], ['May it be brought now?', 1],
  ['Bring the service', 2], ['Give the service time', 2], ['How is the service?', 2], ['Is the service there?', 2], ['Note the service', 2],
];

export const killed: Story[] = WAY.flatMap(([inState, times]) => (['before', 'after'] as const).flatMap(when => Array.from({ length: times }, (_, skip): Story => ({
  name: `a run that is killed ${when} '${inState}', at visit ${skip + 1}, is taken up, and all comes as it should`, shape,
  asks: [tenant('acme')], ends: { acme: 'ready' }, deeds: [released(users, orders), closed(60, 'users'), opened(2 * hours, 'users')],
  faults: [{ kind: 'kill', inState, when, skip }],
  check: played => {
    played.lab.expectFaultsApplied();
    nobodyIsNamed(played);
    expect(played.history('acme').pop()?.services).toBe(`users ${VERSION}, orders ${VERSION}`);
  },
}))));
