import { Stage } from './contents';
import { Customers } from './customers';
import { Directory, landOf, TENANT_TAG } from './directory';
import { Operators, OTHER_TEAM } from './operators';
import { Watch } from './watch';
import { JsonObject } from '../../src/lab';
import { StackSets } from '../../src/lab/services/cloudformation/stack-sets';
import { servicesIn } from '../stories/fleet';
import { lacks } from '../stories/promised';

/** What must not be, each with where it is. */
export interface Verdict {
  readonly lost: string[];
  readonly duplicate: string[];
  readonly stuck: string[];
  readonly orphaned: string[];
  readonly violations: string[];
  /** Ready by its record, and not what that promises. */
  readonly broken: string[];
}

/** Looks at everything when all is quiet. */
export function judge(
  stage: Stage, customers: Customers, operators: Operators, watch: Watch, lackedWhenReady: readonly string[],
): Verdict {
  const directory = new Directory(stage.lab);
  const verdict: Verdict = {
    lost: [], duplicate: [], stuck: [], orphaned: [], violations: [...watch.unexplained], broken: [],
  };
  accounts(stage, directory, verdict);
  verdict.lost.push(...customers.unanswered);
  verdict.broken.push(...customers.turnedAway, ...lackedWhenReady);
  people(customers, directory, verdict);
  standstill(stage, directory, operators, verdict);
  releases(stage, directory, verdict);
  ready(stage, directory, operators, verdict);
  return verdict;
}

/** A tenant has one account at most, an account serves one tenant, and each is on record. */
function accounts({ lab }: Stage, directory: Directory, { duplicate, orphaned }: Verdict): void {
  const accountOf = new Map<string, string>();
  for (const { id, tags, email, joinedMethod } of lab.organization.accounts()) {
    if (joinedMethod !== 'CREATED' || email.endsWith(OTHER_TEAM)) { continue; }
    const tenantId = String(tags.get(TENANT_TAG));
    const other = accountOf.get(tenantId);
    if (other) { duplicate.push(`${tenantId}: accounts ${other} and ${id}`); }
    accountOf.set(tenantId, id);
    if (!directory.owners.has(id)) {
      const owner = directory.addresses.get(email.toLowerCase()) ?? 'nobody';
      const state = directory.records.get(tenantId)?.state;
      orphaned.push(`${tenantId}: account ${id}, its address is that of ${owner}, the record is ${state}`);
    }
  }
  const serves = new Map<string, string>();
  for (const [tenantId, { accountId }] of directory.records) {
    if (!accountId) { continue; }
    const other = serves.get(accountId);
    if (other) { duplicate.push(`account ${accountId} serves ${other} and ${tenantId}`); }
    serves.set(accountId, tenantId);
    const owner = directory.owners.get(accountId);
    if (owner !== tenantId) { duplicate.push(`${tenantId}: account ${accountId} belongs to ${owner}`); }
  }
}

/** Whoever asked has an answer, or an outcome on record where the sweeper was left to it. */
function people(customers: Customers, { records }: Directory, { lost }: Verdict): void {
  for (const { tenantId, answer, asks, resigned } of customers.all()) {
    const state = records.get(tenantId)?.state;
    if (!answer && !resigned) { lost.push(`${tenantId}: no answer to ${asks} requests, its record is ${state}`); }
    if (state === undefined && answer !== 'rejected') { lost.push(`${tenantId}: no record, its answer was ${answer}`); }
  }
}

/** Nobody is on the way any more. */
function standstill({ lab }: Stage, directory: Directory, { edited }: Operators, { stuck }: Verdict): void {
  for (const [tenantId, { state }] of directory.records) {
    if (state !== 'ready' && state !== 'failed') {
      stuck.push(`${tenantId}: ${state}${edited.has(tenantId) ? ', edited by hand' : ''}`);
    }
  }
  for (const { status, arn, input } of lab.states.executions()) {
    if (status === 'RUNNING') { stuck.push(`${(JSON.parse(input) as { tenantId: string }).tenantId}: ${arn} still runs`); }
  }
}

/** A release waits for those who are about to get its service, and lets go only who is over with it. */
function releases({ lab }: Stage, { records }: Directory, { stuck }: Verdict): void {
  for (const { service, installing } of servicesIn(lab)) {
    for (const tenantId of installing) {
      const state = records.get(tenantId)?.state;
      if (state !== 'ready' && state !== 'failed') { stuck.push(`${tenantId}: ${state}, and releases of ${service} wait for it`); }
    }
  }
}

/** Whoever is ready has all that was promised, unless somebody took it away. */
function ready({ lab }: Stage, directory: Directory, operators: Operators, { broken }: Verdict): void {
  const land = landOf(lab);
  const stackSet = lab.only('AWS::CloudFormation::StackSet', 'Baseline');
  const instances = lab.cloud.room<StackSets>('cloudformation').stackInstances(stackSet.ref.split(':')[0], stackSet.region);
  const current = new Set(instances.filter(({ status, stackId }) => status === 'CURRENT' && stackId !== undefined).map(({ account }) => account));
  for (const [tenantId, { state, accountId, stage, request, error, notes: recorded }] of directory.records) {
    const became = directory.histories.get(tenantId)?.filter(entry => entry.became !== 'guardrails').slice(-1)[0]?.became;
    const byHand = operators.edited.has(tenantId);
    if (became !== state && !byHand) { broken.push(`${tenantId}: its record is ${state}, its history says ${became}`); }
    if (state !== 'ready') { continue; }
    if (!accountId || !lab.organization.account(accountId)) {
      broken.push(`${tenantId}: ready without an account`);
      continue;
    }
    const unit = lab.organization.parentOf(accountId);
    const notes = byHand ? ', edited by hand' : '';
    if (unit !== land[stage] && !operators.moved.has(tenantId)) {
      broken.push(`${tenantId}: its account is in ${Object.keys(land).find(name => land[name] === unit)}, not in ${stage}${notes}`);
    }
    if (!current.has(accountId) && !operators.stripped.has(tenantId)) { broken.push(`${tenantId}: its baseline is not there${notes}`); }
    // An old copy of a record may hold an old request.
    if (!byHand) { broken.push(...lacks(lab, accountId, JSON.parse(request) as JsonObject, recorded ?? '')); }
    if (error && !byHand) { broken.push(`${tenantId}: ready, and its record says ${error}`); }
  }
}
