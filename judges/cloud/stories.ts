import { Fault, Json, JsonObject } from '../../src/lab';

/** A story that is played in both clouds. */
export interface CloudStory {
  readonly name: string;
  /** Requests that come together; the next ones come when the runs of these are over. */
  readonly rounds: readonly (readonly Json[])[];
  /** What goes wrong by plan: only what both clouds can be told. */
  readonly misfortunes?: readonly Extract<Fault, { kind: 'creation' | 'stack' | 'error' }>[];
  /** An account that another team has. */
  readonly outsider?: { readonly name: string; readonly email: string };
  /** Who comes first is chance where many come at once: then what came of it is compared, not the way. */
  readonly compare: 'everything' | 'what came of it';
  /** How the tenants end. */
  readonly ends: Readonly<Record<string, 'ready' | 'failed' | 'rejected'>>;
}

const ask = (tenantId: string, more: JsonObject = {}): JsonObject => ({ tenantId, requestedBy: 'jane', reason: 'signed up', ...more });

const BO = { name: 'Bo', title: 'CFO', email: 'bo@acme.example', phone: '+49 30 1234' };
const CROWD = Array.from({ length: 40 }, (_, at) => `crowd-${at + 1}`);

/** In the order in which they are played. Each has tenants of its own. */
export const STORIES: readonly CloudStory[] = [
  { name: 'a fresh tenant', rounds: [[ask('fresh')]], compare: 'everything', ends: { fresh: 'ready' } },
  {
    name: 'a sandbox tenant that asks for everything but quotas',
    rounds: [[ask('sandy', {
      displayName: 'Sandy Inc.', stage: 'sandbox', features: ['sso', 'analytics'], parameters: { region: 'eu' }, tags: { segment: 'gold' }, contacts: { billing: BO },
    })]],
    compare: 'everything', ends: { sandy: 'ready' },
  },
  {
    name: 'the same request twice, one after the other', rounds: [[ask('twice')], [ask('twice')]], compare: 'everything', ends: { twice: 'ready' },
  },
  {
    name: 'another request for a tenant that is ready', rounds: [[ask('other')], [ask('other', { stage: 'sandbox' })]],
    compare: 'everything', ends: { other: 'ready' },
  },
  {
    name: 'two requests at once for one tenant', rounds: [[ask('double'), ask('double')]], compare: 'what came of it', ends: { double: 'ready' },
  },
  {
    name: 'the address of an account of somebody else', rounds: [[ask('taken', { email: 'owner@taken.example.com' })]],
    outsider: { name: 'elsewhere', email: 'owner@taken.example.com' }, compare: 'everything', ends: { taken: 'failed' },
  },
  {
    name: "another tenant's address", rounds: [[ask('first', { email: 'us@shared.example.com' })], [ask('second', { email: 'us@shared.example.com' })]],
    compare: 'everything', ends: { first: 'ready', second: 'rejected' },
  },
  {
    name: 'an address that AWS refuses', rounds: [[ask('refused', { email: 'bad@refused.example.com' })]], compare: 'everything', ends: { refused: 'failed' },
    misfortunes: [{ kind: 'creation', reason: 'INVALID_ADDRESS', mentions: 'bad@refused.example.com' }],
  },
  {
    name: 'an internal failure of Organizations, then success', rounds: [[ask('internal')]], compare: 'everything', ends: { internal: 'ready' },
    misfortunes: [{ kind: 'creation', reason: 'INTERNAL_FAILURE', mentions: 'internal' }],
  },
  {
    // How often the root is looked through hangs on how long the creation takes.
    name: 'the answer of CreateAccount is lost', rounds: [[ask('lost')]], compare: 'what came of it', ends: { lost: 'ready' },
    misfortunes: [{ kind: 'error', service: 'organizations', action: 'createAccount', error: 'ServiceException', when: 'after', mentions: 'lost' }],
  },
  {
    name: 'a baseline that fails, and the tenant asked for again', rounds: [[ask('based')], [ask('based')]], compare: 'everything', ends: { based: 'ready' },
    misfortunes: [{ kind: 'stack', reason: 'role quota exceeded', mentions: 'based' }],
  },
  {
    name: 'requests that cannot be right', compare: 'everything',
    rounds: [[
      ask('Upper-Case'), ask('x'), { requestedBy: 'jane' }, ask('wrong-stage', { stage: 'prod' }), ask('wrong-feature', { features: ['teleport'] }),
      ask('wrong-field', { colour: 'red' }), ask('wrong-tags', { tags: { 'aws:x': 'y' } }), ask('wrong-contacts', { contacts: { billing: { name: 'Bo' } } }),
      ask('wrong-quotas', { quotas: [{ serviceCode: 'lambda' }] }), ask('wrong-email', { email: 'nobody' }), ask('wrong-text', { displayName: 7 }),
      ask('wrong-parameters', { parameters: { size: 7 } }),
    ]],
    ends: Object.fromEntries([
      'Upper-Case', 'x', 'wrong-stage', 'wrong-feature', 'wrong-field', 'wrong-tags', 'wrong-contacts', 'wrong-quotas', 'wrong-email', 'wrong-text',
      'wrong-parameters',
    ].map(each => [each, 'rejected'])),
  },
  {
    name: '40 tenants at once', rounds: [CROWD.map(each => ask(each))], compare: 'what came of it',
    ends: Object.fromEntries(CROWD.map(each => [each, 'ready'])),
  },
];

/** On the platform that has a readiness probe, with everything in one account. */
export const PROBING: readonly CloudStory[] = [
  { name: 'a readiness probe that says yes', rounds: [[ask('yes')]], compare: 'everything', ends: { yes: 'ready' } },
  { name: 'a readiness probe that says no', rounds: [[ask('no', { parameters: { probe: 'no' } })]], compare: 'everything', ends: { no: 'failed' } },
];

/** On the platform with strict guardrails, AWS Config and GuardDuty, in two Regions. */
export const SECURED: readonly CloudStory[] = [
  { name: 'a tenant that is watched', rounds: [[ask('watched')]], compare: 'everything', ends: { watched: 'ready' } },
  {
    name: 'a baseline that fails in two Regions, and the watched tenant asked for again', compare: 'everything',
    rounds: [[ask('tried', { stage: 'sandbox' })], [ask('tried', { stage: 'sandbox' })]], ends: { tried: 'ready' },
    misfortunes: [{ kind: 'stack', reason: 'no bucket for the recorder', mentions: 'tried' }],
  },
];

/** All tenants of a story, and what its requests say of themselves where they name none. */
export const tenantsOf = (story: CloudStory): ReadonlySet<string> => new Set(Object.keys(story.ends));
