import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { complaintsAboutTenants } from './central-complaints';
import { CostInput } from './cost/bill';
import { costInput } from './cost/recommended';
import { complaintsAboutBudget } from './cost/telemetry-budget';
import { complaintsAboutWorkload } from './cost/telemetry-workload';
import { ITelemetrySink } from './sink/i-telemetry-sink';
import { complaintsAboutLink } from './sink/link-complaints';
import { TenantTelemetryProps } from './tenant-telemetry-props';
import { TelemetryTier, tiersOf } from './tiers/telemetry-tiers';
import { complaintsAboutTiers } from './tiers/tiers-complaints';
import { elsewhere } from '../private/alarms';
import { known } from '../private/complaints';

/** What the bill is made from. */
export function costOf({ sinks, tiers, tierOfNewTenants: activeTier, workload }: TenantTelemetryProps): CostInput {
  return costInput({ tenants: workload?.tenants, regions: sinks.length, activeTier, tiers, workload });
}

/** What is wrong with what a `TenantTelemetry` was told. */
export function complaintsAboutTenantTelemetry(scope: IConstruct, props: TenantTelemetryProps): string[] {
  const { baseline, sinks, workload, resourceTypes, tierOfNewTenants = TelemetryTier.PRIORITY } = props;
  const complaints = [
    ...complaintsAboutAccounts(sinks),
    ...complaintsAboutFar(scope, sinks),
    ...complaintsAboutLink(baseline, { ...props, tiers: tiersOf(props.tiers), tierOfNewTenants }),
    ...complaintsAboutTiers({ ...props, resourceTypes: resourceTypes ?? allowedByAll(sinks) }),
    ...complaintsAboutTenants(workload?.tenants).map(each => each.replace("'tenants'", "'workload.tenants'")),
    ...complaintsAboutWorkload(workload),
    ...complaintsAboutFirst(props),
  ];
  // What is wrong in itself has no price.
  return complaints.length > 0 ? complaints : complaintsAboutBudget(costOf(props), props.budget);
}

const allowedByAll = ([first, ...others]: readonly ITelemetrySink[]): string[] | undefined =>
  first?.resourceTypes.filter(type => others.every(({ resourceTypes }) => resourceTypes.includes(type)));

function complaintsAboutAccounts(sinks: readonly ITelemetrySink[]): string[] {
  const accounts = new Set(sinks.map(({ account }) => account).filter(known));
  return accounts.size > 1
    ? [`'sinks' must all be in the observability account, got ${[...accounts].join(' and ')}; give each Region a TelemetrySink there`] : [];
}

/** What is made in a stack of another account is known there only, and CloudFormation hands nothing over. */
function complaintsAboutFar(scope: IConstruct, sinks: readonly ITelemetrySink[]): string[] {
  const { account: ours } = Stack.of(scope);
  const far = sinks.filter(({ sinkArn, account }) => !known(sinkArn) && elsewhere(account, ours));
  return far.map(({ account, region }) =>
    `'sinks' must be named by their ARNs where they are in another account, got that of ${account} in ${region} itself; `
    + `deploy it first, ask 'aws oam list-sinks --region ${region}', and give TelemetrySink.fromSinkArn(…)`);
}

function complaintsAboutFirst({ tierOfNewTenants }: TenantTelemetryProps): string[] {
  return tierOfNewTenants === TelemetryTier.DORMANT
    ? ["'tierOfNewTenants' must be FULL or PRIORITY, got DORMANT: a tenant that wakes up gets it, and would sleep on"] : [];
}
