import { CloudStory } from '../stories';

/** A release of a service that is played in both clouds. */
export interface ReleaseStory {
  readonly name: string;
  /** The version of `orders` that is published before. Without it, nothing is published. */
  readonly publish?: string;
  /** How the alarm is from now on. */
  readonly alarm?: 'OK' | 'ALARM';
  readonly service: 'users' | 'orders';
  /** How the release ends. */
  readonly phase: 'done' | 'rolled back';
  /** What each tenant has of each service then. */
  readonly has: Readonly<Record<string, string>>;
}

/** Stories of a fleet follow one another: each goes on with what the ones before have left. */
export type Chapter = CloudStory | ReleaseStory;

export const isRelease = (chapter: Chapter): chapter is ReleaseStory => 'phase' in chapter;

const ask = (tenantId: string, more: object = {}) => ({ tenantId, requestedBy: 'jane', reason: 'signed up', ...more });

export const FLEET: readonly Chapter[] = [
  {
    name: 'tenants before there are services', rounds: [[ask('canary-1', { ring: 'canary' }), ask('steady-1'), ask('steady-2')]],
    compare: 'what came of it', ends: { 'canary-1': 'ready', 'steady-1': 'ready', 'steady-2': 'ready' },
  },
  { name: 'the first release of a service', alarm: 'OK', service: 'users', phase: 'done', has: { users: '1' } },
  { name: 'the first release of a service with a function', service: 'orders', phase: 'done', has: { users: '1', orders: '1' } },
  { name: 'a second version', publish: '2', service: 'orders', phase: 'done', has: { users: '1', orders: '2' } },
  {
    name: 'a third version, against which the canary\'s alarm speaks', publish: '3', alarm: 'ALARM', service: 'orders', phase: 'rolled back',
    has: { users: '1', orders: '2' },
  },
  { name: 'a tenant who comes after a release was taken back', rounds: [[ask('late')]], compare: 'everything', ends: { late: 'ready' } },
  { name: 'the third version again, once all is well', alarm: 'OK', service: 'orders', phase: 'done', has: { users: '1', orders: '3' } },
];

/** All tenants that have been asked for up to a chapter. */
export const tenantsUpTo = (chapter: Chapter): string[] =>
  FLEET.slice(0, FLEET.indexOf(chapter) + 1).flatMap(each => isRelease(each) ? [] : Object.keys(each.ends));
