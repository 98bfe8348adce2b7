import { Aws, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import {
  PlatformPlaces, TELEMETRY_EVENTS, TIERS, censusRoleName, directoryRoleName, recordRoleName, telemetryParameterName,
} from './contract';
import { tellCost } from './cost/tell-cost';
import { RECORD_DIRECTORY_CALLS } from './failures/failure-functions';
import { defineFailurePath } from './failures/failure-path';
import { CENSUS_DIRECTORY_CALLS } from './health/census';
import { defineTenantLink } from './sink/tenant-link';
import { complaintsAboutTenantTelemetry, costOf } from './tenant-complaints';
import { TenantTelemetryProps } from './tenant-telemetry-props';
import { ActivitySignal } from './tiers/activity-signal';
import { TelemetryTier, tiersOf } from './tiers/telemetry-tiers';
import { defineTierAlarms } from './tiers/tier-alarms';
import { TierMover } from './tiers/tier-mover';
import { throwIfAny } from '../private/complaints';
import { ruleOn } from '../private/event-rule';
import { BY_STATE, SOURCE } from '../tenants/contract';

/**
 * Makes every tenant account send what its tier says, and nothing else: a link to the sink of its Region, and the way
 * on which failed work gets to the central place. Each hour it is looked who is active: tenants whom nobody uses go
 * dormant, and wake up again within an hour of the first sign of life. Failures do not depend on the tier.
 *
 * Deploy it in the platform account, beside the baseline and the account factory. Tenant accounts that exist already
 * get it with the baseline's next update. Give it the sink of `CentralTelemetry`, and one more for each other Region;
 * sinks of another account by their ARN, `TelemetrySink.fromSinkArn(…)`.
 *
 * What it costs per tenant and month is printed item by item when the app is synthesized, and must stay within
 * `budget`. A sleeping tenant costs next to nothing.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Unified-Cross-Account.html
 */
export class TenantTelemetry extends Construct {
  /**
   * The workflow that moves tenants between tiers. `npx cdk-account-per-tenant telemetry tier` starts it.
   */
  public readonly tierMoves: sfn.IStateMachine;

  private readonly bus: events.IEventBus;

  constructor(scope: Construct, id: string, props: TenantTelemetryProps) {
    super(scope, id);
    const { baseline, directory, bus, sinks } = props;
    throwIfAny(this, complaintsAboutTenantTelemetry(this, props));
    const [{ account, region: homeRegion }] = sinks;
    const { platformName } = baseline;
    const tiers = tiersOf(props.tiers);
    const tierOfNewTenants = props.tierOfNewTenants ?? TelemetryTier.PRIORITY;
    this.bus = bus;

    defineTenantLink(baseline, { ...props, tiers, tierOfNewTenants });
    defineFailurePath(baseline, { platformName, observabilityAccount: account, homeRegion });
    this.tierMoves = new TierMover(this, 'Tiers', {
      baseline, directory, bus, observabilityAccount: account, regions: sinks.map(({ region }) => region),
      idleAfter: props.idleAfter ?? Duration.days(7), activity: props.activity ?? [ActivitySignal.lambda()],
      tierOfNewTenants,
    }).machine;
    const lookedAt = Object.values(TIERS).filter(tier => tiers[tier].health);
    this.definePlaces(platformName, { table: directory.table.tableName, tierOfNewTenants, lookedAt });
    this.defineDirectoryRole(props, account);
    tellCost(this, costOf(props), props.budget);
  }

  /**
   * Something happens whenever a tenant has another tier: the event says which, who wanted it, and why.
   *
   * @param id the id of the rule
   * @param options the target, and a narrower pattern if you like, such as `{ detail: { tier: ['dormant'] } }`
   */
  public onTierChanged(id: string, options: events.OnEventOptions = {}): events.Rule {
    return ruleOn(this, id, this.bus, SOURCE, TELEMETRY_EVENTS.tierChanged, options);
  }

  /**
   * An alarm: nobody is put to sleep or woken, because a run of `tierMoves` failed, timed out or was ended. It has an
   * entry in docs/runbook.md. It looks at three metrics, 0.30 USD a month, which is why it is not there by itself.
   *
   * @param actions what happens when the alarm goes off, for example `new SnsAction(topic)`
   */
  public addAlarms(...actions: cloudwatch.IAlarmAction[]): cloudwatch.Alarm[] {
    return defineTierAlarms(new Construct(this, 'Alarms'), actions, this.tierMoves);
  }

  private definePlaces(platformName: string, places: PlatformPlaces): void {
    new ssm.StringParameter(this, 'Places', {
      parameterName: telemetryParameterName(platformName),
      description: 'What the central place of telemetry has to know of the platform',
      stringValue: Stack.of(this).toJsonString(places),
    });
  }

  /** By it the central place learns whose account is whose. It reads, and nobody else comes in. */
  private defineDirectoryRole({ baseline, directory: { table } }: TenantTelemetryProps, observability: string): void {
    const { platformName } = baseline;
    const readers = [recordRoleName(platformName), censusRoleName(platformName)]
      .map(name => `arn:${Aws.PARTITION}:iam::${observability}:role/${name}`);
    const role = new iam.Role(this, 'DirectoryRole', {
      roleName: directoryRoleName(platformName),
      description: 'Lets the central place of telemetry read who is who',
      assumedBy: new iam.AccountPrincipal(observability).withConditions({ ArnEquals: { 'aws:PrincipalArn': readers } }),
    });
    const allow = (actions: readonly string[], resource: string) =>
      role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [resource] }));
    allow([...new Set([...RECORD_DIRECTORY_CALLS.table, ...CENSUS_DIRECTORY_CALLS.table])].sort(), table.tableArn);
    allow(CENSUS_DIRECTORY_CALLS.index, `${table.tableArn}/index/${BY_STATE}`);
    allow(['ssm:GetParameter'], Stack.of(this).formatArn({ service: 'ssm', resource: `parameter${telemetryParameterName(platformName)}` }));
    table.encryptionKey?.grantDecrypt(role);
  }
}
