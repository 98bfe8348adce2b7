import { World } from './world';

const ask = { who: 1, after: 0, contents: 'same', way: 'over the bus', times: 1 } as const;
const others = { who: 1, what: 'makes accounts for another team' } as const;

export interface Witness {
  readonly name: string;
  readonly world: World;
  /** How long it may take until somebody is ready, in seconds. Without the protection, the sweeper has to help. */
  readonly within?: number;
  /** The error with which its tenant fails. It becomes ready when nothing is said. */
  readonly fails?: string;
}

const five = [1, 2, 3, 4, 5].map(who => ({ ...ask, who }));
const late = (inState: string, action: string, seconds: number, times: number) => ({ kind: 'late', service: 'dynamodb', action, inState, seconds, times } as const);
const twice = (inState: string) => ({ kind: 'twice', service: 'dynamodb', action: 'transactWriteItems', inState } as const);

/**
 * Worlds in which one protection alone stands between a tenant and a failure. All of their tenants become ready, unless
 * it is said otherwise.
 */
export const witnesses: readonly Witness[] = [
  {
    name: 'CreateAccount answers an error nobody knows, and AWS is still at it when the second request has ended',
    world: {
      seed: 4, creationSeconds: [5, 300], asks: [ask], deeds: [],
      faults: [{ kind: 'error', service: 'organizations', action: 'createAccount', error: 'InternalFailure', when: 'after' }],
    },
  },
  {
    name: 'another team has all five creations under way for five minutes',
    world: {
      seed: 1, creationSeconds: [300, 300], faults: [], asks: [{ ...ask, after: 40 }],
      deeds: [
        { ...others, after: 0, calls: 3 }, { ...others, after: 10, calls: 1 }, { ...others, after: 20, calls: 1 },
      ],
    },
  },
  {
    name: 'somebody is called while on the way to sleep', within: 400,
    world: { seed: 1, creationSeconds: [100, 100], deeds: [], asks: [...five, { ...ask, who: 6, after: 2 }], faults: [late('Stand in line', 'updateItem', 130, 1)] },
  },
  {
    name: 'somebody comes between the look at the line and the giving back of all places', within: 500,
    world: { seed: 1, creationSeconds: [290, 290], deeds: [], asks: [...five, { ...ask, who: 6, after: 330 }], faults: [late('Give the place back', 'updateItem', 50, 5)] },
  },
  {
    name: 'five who hand their places on at once', within: 900,
    world: {
      seed: 1, creationSeconds: [290, 290], deeds: [],
      asks: [...five, ...[6, 7, 8, 9, 10].map(who => ({ ...ask, who, after: 2 }))],
      faults: [late('Hand the place on', 'transactWriteItems', 50, 5)],
    },
  },
  {
    name: 'somebody falls asleep between the look at the line and the handing on', within: 400,
    world: {
      seed: 1, creationSeconds: [100, 100], deeds: [], asks: [...five, { ...ask, who: 6, after: 2 }],
      faults: [late('Stand in line', 'updateItem', 112, 1), late('Hand the place on', 'transactWriteItems', 30, 1)],
    },
  },
  {
    name: 'a place is handed on twice, since the answer was lost', within: 400,
    world: { seed: 1, creationSeconds: [100, 100], deeds: [], asks: [...five, { ...ask, who: 6, after: 2 }], faults: [twice('Hand the place on')] },
  },
  {
    name: 'every change of the record is made twice, since the answer was lost',
    world: { seed: 1, creationSeconds: [30, 30], deeds: [], asks: [ask], faults: ['Begin to create', 'Write the account down', 'Mark it ready'].map(twice) },
  },
  {
    name: 'a stack fails, and the operation succeeds', fails: 'BaselineFailed',
    world: { seed: 1, creationSeconds: [30, 30], deeds: [], asks: [ask], faults: [{ kind: 'stack', reason: 'no' }] },
  },
  {
    name: 'a run that is redriven after another one was asked for other contents',
    world: {
      seed: 1, creationSeconds: [30, 30],
      asks: [ask, { ...ask, after: 3000, contents: 'other' }], deeds: [{ who: 1, after: 5000, what: 'redrives its dead run' }],
      faults: [
        { kind: 'kill', inState: 'Write the facts' },
        { kind: 'error', service: 'ssm', action: 'putParameter', inState: 'Write the facts', error: 'AccessDeniedException', times: 6 },
      ],
    },
  },
  {
    name: 'an account was made, its run failed before it was written down, and the next request has another address',
    world: {
      seed: 1, creationSeconds: [30, 30], deeds: [], asks: [ask, { ...ask, after: 3000, contents: 'another address' }],
      faults: [{ kind: 'error', service: 'organizations', action: 'describeCreateAccountStatus', inState: 'How is the account?', error: 'AccessDeniedException', times: 61 }],
    },
  },
  {
    name: 'a run dies when it has recorded a failure, and has told nobody', fails: 'INVALID_EMAIL',
    world: {
      seed: 1, creationSeconds: [30, 30], deeds: [], asks: [ask],
      faults: [{ kind: 'creation', reason: 'INVALID_EMAIL' }, { kind: 'crash', service: 'dynamodb', action: 'transactWriteItems', inState: 'Record the failure' }],
    },
  },
  {
    name: 'a run dies when it has asked for a quota',
    world: {
      seed: 1, creationSeconds: [30, 30], deeds: [], asks: [{ ...ask, contents: 'a quota' }],
      faults: [{ kind: 'crash', service: 'servicequotas', action: 'requestServiceQuotaIncrease', inState: 'Ask for a quota' }],
    },
  },
];
