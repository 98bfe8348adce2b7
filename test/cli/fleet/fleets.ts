import { hex, MemoryFleet, planOf, waveSpec } from './memory';
import { listKey, PHASES } from '../../../src/fleet/contract';
import type { UnhealthyTenant } from '../../../src/telemetry/items';

const ACCOUNT = (number: number) => String(333333333000 + number);

/** Of one of two services, a release is in its second of three waves; who has what, is as mixed as can be. */
export function rolling(): MemoryFleet {
  const data = new MemoryFleet()
    .service('users', { order: 1 }).service('orders', { order: 2, number: 7, running: '000007', open: true })
    .publish('users', hex('a')).publish('orders', hex('b'))
    .release('users', '000001')
    .release('orders', '000006', { version: hex('a'), phase: PHASES.done })
    .release('orders', '000007', {
      phase: PHASES.rolling, wave: 1, before: JSON.stringify({ version: hex('a'), template: 'https://a' }),
      waves: [
        { name: 'canary', tenants: 2, status: 'passed', startedAt: '2026-03-02T10:10:00Z', bakedUntil: '2026-03-02T10:50:00Z', endedAt: '2026-03-02T10:50:10Z', succeeded: 2, failed: 0, readings: ['the alarm orders-errors is OK'] },
        { name: '10 percent', tenants: 10, status: 'rolling', startedAt: '2026-03-02T11:55:00Z' },
        { name: 'everyone', tenants: 20, status: 'to come' },
      ],
      log: [
        { at: '2026-03-02T10:00:00Z', by: 'arn:aws:sts::222222222222:assumed-role/Operator/jane@example.com', what: 'asked for: a fix' },
        { at: '2026-03-02T10:50:10Z', by: 'release', what: 'wave canary has passed' },
      ],
    })
    .put('SERVICE#orders', `VERSION#${hex('c')}`, { template: 'https://c' });
  const current = { users: { version: hex('a'), status: 'current' } } as const;
  return data
    .tenant('acme', ACCOUNT(1), { ...current, orders: { version: hex('b'), status: 'current', release: '000007' } })
    .tenant('bolt', ACCOUNT(2), { ...current, orders: { version: hex('a'), status: 'failed', reason: 'Resource handler returned message: "quota"', release: '000006' } })
    .tenant('core', ACCOUNT(3), { ...current, orders: { version: hex('c'), status: 'current', pinned: { by: 'jane', reason: 'waits for a fix', at: '2026-02-01T00:00:00Z', until: '2026-04-01T00:00:00Z' } } })
    .tenant('dune', ACCOUNT(4), { ...current, orders: { version: hex('a'), status: 'current', pinned: { by: 'jane', reason: 'over', at: '2026-02-01T00:00:00Z', until: '2026-03-01T00:00:00Z' } } })
    .tenant('edge', ACCOUNT(5), current)
    .tenant('flux', ACCOUNT(6), { users: { version: hex('9'), status: 'current' } }, 'suspended');
}

/** A release on whose way back two accounts did not come back, of 30,000. */
export function stuck(tenants = 60): MemoryFleet {
  const failed = Math.floor(tenants / 20);
  const data = new MemoryFleet().service('orders', { number: 7, running: '000007', open: false }).publish('orders', hex('b'))
    .release('orders', '000007', {
      phase: PHASES.stuck, wave: 1, before: JSON.stringify({ version: hex('a'), template: 'https://a' }), changedAt: '2026-03-02T11:50:00Z',
      because: `wave 10 percent: ${failed} of ${tenants} failed, and 5 may: Resource handler returned message: "<quota> exceeded"; and 2 of ${tenants} did not come back`,
      plan: planOf('orders', { waves: [waveSpec('canary', { alarms: ['orders-errors'], gates: [{ name: 'smoke', kind: 'function', arn: 'arn' }] }), waveSpec('10 percent'), waveSpec('everyone')] }),
      waves: [
        { name: 'canary', tenants: 2, status: 'passed', startedAt: '2026-03-02T10:10:00Z', bakedUntil: '2026-03-02T10:50:00Z', endedAt: '2026-03-02T10:50:10Z', succeeded: 2, failed: 0, readings: ['the alarm orders-errors is OK', 'smoke says healthy: 12 orders placed'] },
        { name: '10 percent', tenants, status: 'failed', startedAt: '2026-03-02T10:50:20Z', endedAt: '2026-03-02T11:20:00Z' },
        { name: 'everyone', tenants: 9 * tenants, status: 'to come' },
      ],
      log: [
        { at: '2026-03-02T10:00:00Z', by: 'arn:aws:sts::222222222222:assumed-role/Operator/jane@example.com', what: 'asked for: a fix <b>now</b>' },
        { at: '2026-03-02T10:05:00Z', by: 'release', what: `planned: canary 2, 10 percent ${tenants}, everyone ${9 * tenants}` },
        { at: '2026-03-02T10:50:10Z', by: 'release', what: 'wave canary has passed: the alarm orders-errors is OK, smoke says healthy: 12 orders placed' },
        { at: '2026-03-02T11:20:00Z', by: 'release', what: 'goes back: wave 10 percent failed' },
        { at: '2026-03-02T11:50:00Z', by: 'release', what: `is stuck: ${'AWordThatNoBrowserBreaksByItself'.repeat(3)}` },
      ],
    });
  const name = (number: number) => `tenant-${String(number).padStart(5, '0')}`;
  for (let number = 1; number <= tenants; number++) {
    const version = number <= 2 ? hex('b') : hex('a');
    data.tenant(name(number), ACCOUNT(number), { orders: { version, status: number <= 2 ? 'stuck' : 'current', reason: number <= 2 ? 'UPDATE_ROLLBACK_FAILED' : undefined } });
  }
  const failure = (number: number, kind: string, reason: string) => ({ tenantId: name(number), accountId: ACCOUNT(number), kind, region: 'us-east-1', reason });
  const file = (list: string, answer: object, failures: object[]) => data.files.set(listKey('orders', '000007', `${list}-failures`, 'json'), JSON.stringify({ operation: 'x', answer, failures }));
  const own = Array.from({ length: failed }, (_, index) => failure(index + 1, 'own', `Resource handler returned message: "<quota> exceeded in ${ACCOUNT(index + 1)}"`));
  file('wave-2', { succeeded: tenants - failed - 1, failed, internal: 1, cancelled: 0, stuck: 0, reasons: [] }, [...own, failure(tenants, 'internal', 'Internal Failure')]);
  file('wave-2-again-1', { succeeded: 1, failed: 0, internal: 0, cancelled: 0, stuck: 0, reasons: [] }, []);
  file('back', { succeeded: tenants, failed: 2, internal: 0, cancelled: 0, stuck: 2, reasons: [] }, [1, 2].map(number => failure(number, 'stuck', 'the stack is in UPDATE_ROLLBACK_FAILED: The following resource(s) failed to update: [Orders7A1B]')));
  data.files.set(listKey('orders', '000007', 'preview', 'json'), JSON.stringify({
    accounts: ['us-east-1', 'eu-central-1'].map(region => ({
      tenantId: name(1), accountId: ACCOUNT(1), region,
      changes: [
        { action: 'Modify', logicalId: 'ApiFunction3F2A', type: 'AWS::Lambda::Function', replacement: 'False' },
        { action: 'Modify', logicalId: 'QueueA1', type: 'AWS::SQS::Queue', replacement: 'Conditional' },
        { action: 'Remove', logicalId: 'OldRole', type: 'AWS::IAM::Role', replacement: '' },
      ],
    })),
  }));
  return data;
}

/** The fleet of `rolling`, with a central place that looks at tenants. */
export function withHealth(data = rolling(), accountId = ACCOUNT(2)): MemoryFleet {
  data.put('TELEMETRY', 'TENANT#core', { tenantId: 'core', accountId: ACCOUNT(3), tier: 'dormant', applied: 'dormant' });
  const unhealthy: UnhealthyTenant[] = [{
    tenantId: 'bolt', accountId, region: 'eu-central-1', since: '2026-03-02T11:20:00.000Z',
    invocations: 100, errors: 30, throttles: 0, functionName: 'orders_Worker', service: 'orders', likelyRelease: 'orders/000007',
  }];
  data.healthRecords = {
    cells: [{
      cell: 0, at: '2026-03-02T11:50:00.000Z', tenants: 4, covered: 3,
      unseen: JSON.stringify([ACCOUNT(4)]), unhealthy: JSON.stringify(unhealthy),
    }],
    held: [accountId, accountId, ACCOUNT(5)],
    more: false,
  };
  return data;
}
