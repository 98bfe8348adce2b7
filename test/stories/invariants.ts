import { unheard } from './catalogue/crashes';
import { waitedForInVain } from './fleet';
import { lacks, neverRecorded, untold } from './promised';
import { Played, Story } from './story';
import { isObject, JsonObject } from '../../src/lab';

const TENANT_TAG = 'cdk-account-per-tenant:tenant';

/** What holds at the end of every story, whatever went wrong in it. */
export function holds(story: Story, played: Played): void {
  // Nobody waits for ever. Every place that was taken was given back, and nobody is in line who does not wait.
  expect(played.lab.states.executions().filter(each => each.status === 'RUNNING').map(each => each.name)).toEqual([]);
  expect(played.line()).toEqual({ holders: [], waiting: [] });

  oneAccountEach(played);
  everybodyIsAnswered(story, played);
  nobodyIsTurnedAway(story, played);
  nothingIsLeftBehind(story, played);
  for (const tenantId of askedFor(story)) { isAsItsRecordSays(tenantId, played); }
  expect(played.lackedWhenReady).toEqual([]);
  expect(waitedForInVain(played)).toEqual([]);
}

/** One tenant has at most one account, an account serves one tenant, and the directory knew before AWS did. */
function oneAccountEach(played: Played): void {
  const items = played.items();
  const owners = items.filter(item => item.pk.startsWith('ACCOUNT#'));
  expect(new Set(owners.map(item => item.tenantId)).size).toBe(owners.length);
  const made = madeIn(played);
  expect(new Set(made.map(({ tenantId }) => tenantId)).size).toBe(made.length);
  const addresses = new Set(items.filter(item => item.pk.startsWith('EMAIL#')).map(item => item.pk.slice('EMAIL#'.length)));
  expect(made.filter(({ email }) => !addresses.has(email.toLowerCase())).map(({ email }) => email)).toEqual([]);
}

/**
 * Whoever asked has an answer on the bus, and each end is told after it was put on record. Only what nobody can have
 * noticed is not answered: that no run came to its end, where neither that is heard nor the sweeper looks.
 */
function everybodyIsAnswered(story: Story, played: Played): void {
  const { lab, events } = played;
  const noticed = Boolean(story.sweepHours) || !story.faults?.includes(unheard);
  const unanswered: string[] = [];
  for (const tenantId of askedFor(story)) {
    const ended = lab.states.executions().some(({ status, input }) => ['SUCCEEDED', 'FAILED'].includes(status) && tenantIn(JSON.parse(input)) === tenantId);
    if ((!noticed && !ended) || isAmongTheLost(tenantId, played)) { continue; }
    const answers = ['TenantReady', 'TenantFailed', 'TenantRejected'].flatMap(events).filter(each => each.tenantId === tenantId);
    unanswered.push(...[...answers.length === 0 ? ['nobody ever answered'] : [], ...untold(tenantId, played)].map(each => `${tenantId}: ${each}`));
  }
  expect(unanswered).toEqual([]);
}

/** A request is rejected only where the story says so, or where AWS never let it be put on record. */
function nobodyIsTurnedAway({ ends, rejects = [] }: Story, { events, record }: Played): void {
  const wrong = new Set([...rejects, ...Object.keys(ends).filter(tenantId => ends[tenantId] === 'rejected')]);
  expect(events('TenantRejected').filter(({ tenantId, reasons }) => !wrong.has(String(tenantId)) && !(neverRecorded(reasons) && record(String(tenantId)).state === undefined)).map(({ tenantId, reasons }) => ({ tenantId, reasons }))).toEqual([]);
}

/** An account in the root is out of reach of most guardrails: what failed is not there, unless the story says why. */
function nothingIsLeftBehind({ leavesInRoot }: Story, played: Played): void {
  if (leavesInRoot) { return; }
  expect(madeIn(played).filter(({ tenantId, id }) => played.record(tenantId).state !== 'ready' && played.unitOf(id) === 'root')
    .map(({ tenantId, id }) => `${tenantId} is ${played.record(tenantId).state}, and account ${id} was left in the root`)).toEqual([]);
}

/** The record, the history and the world say the same. */
function isAsItsRecordSays(tenantId: string, played: Played): void {
  const { lab, items, unitOf } = played;
  const record = played.record(tenantId);
  const { state, accountId, error, cause, stage, notes } = record;
  switch (state) {
    case undefined:
      if (played.outcomes[tenantId] === 'rejected') { expect(items().filter(item => item.pk === `REJECTED#${tenantId}`)).not.toEqual([]); }
      expect(madeIn(played).filter(made => made.tenantId === tenantId)).toEqual([]);
      return;
    case 'ready':
      expect({ error, cause, unit: unitOf(accountId) }).toEqual({ error: undefined, cause: undefined, unit: stage });
      expect(lab.organization.account(accountId)!.tags.get(TENANT_TAG)).toBe(tenantId);
      expect(lacks(lab, accountId, JSON.parse(record.request) as JsonObject, notes)).toEqual([]);
      break;
    default:
      expect({ tenantId, state, why: Boolean(error && cause) }).toEqual({ tenantId, state: 'failed', why: true });
  }
  const history = played.history(tenantId);
  expect(history.filter(({ became }) => became !== 'guardrails').pop()?.became).toBe(state);
  expect(history.filter(({ guardrails }) => guardrails !== undefined).pop()?.guardrails).toBe(record.guardrails);
}

/** Who asked, as answers name them. */
const askedFor = ({ asks }: Story) => new Set(asks.map(({ detail }) => tenantIn(detail)));

const tenantIn = (detail: unknown) => isObject(detail) && typeof detail.tenantId === 'string' ? detail.tenantId : 'unknown';

const madeIn = ({ lab }: Played) => lab.organization.accounts().filter(({ joinedMethod, tags }) => joinedMethod === 'CREATED' && tags.has(TENANT_TAG))
  .map(({ id, email, tags }) => ({ id, email, tenantId: tags.get(TENANT_TAG)! }));

/** A request that AWS did not let in is kept for people to send again. */
const isAmongTheLost = (tenantId: string, { lab }: Played) =>
  lab.queues.messages(lab.only('AWS::SQS::Queue', 'Lost').arn!).some(({ body }) => body.includes(`"${tenantId}"`));
