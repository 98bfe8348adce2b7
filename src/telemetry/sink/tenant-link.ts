import { Aws, CfnCondition, CfnMapping, CfnParameter, Fn, Token } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as oam from 'aws-cdk-lib/aws-oam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as xray from 'aws-cdk-lib/aws-xray';
import { ITelemetrySink } from './i-telemetry-sink';
import { complaintsAboutLink } from './link-complaints';
import { logGroupFilter, namespaceFilter } from './link-filter';
import { TelemetryResourceType } from './telemetry-resource-type';
import { IExtensibleTenantBaseline } from '../../fleet/i-extensible-tenant-baseline';
import { throwIfAny } from '../../private/complaints';
import { TENANT_TIER_PARAMETER, TIER_PARAMETER, Tier, TIERS } from '../contract';
import { maskingPolicy } from '../log-groups/masking-policy';
import { Tiers } from '../tiers/telemetry-tiers';

/** What goes into each tenant account, that it can be looked at. */
export interface TenantLinkProps {
  /** One for each Region of the baseline. */
  readonly sinks: readonly ITelemetrySink[];
  readonly tiers: Tiers;
  readonly tierOfNewTenants: Tier;
  /** What is shared; metrics, logs and traces where it is left out, as far as all sinks allow them. */
  readonly resourceTypes?: readonly TelemetryResourceType[];
  /** What is masked in logs; the recommended ones where it is left out. */
  readonly dataIdentifiers?: readonly logs.DataIdentifier[];
}

/**
 * Lets the observability account look into each tenant account, as far as the tenant's tier says. All of it follows
 * from one parameter, which is overridden for single accounts: another tier is an update without a new template.
 *
 * None of it costs anything while the tenant sleeps.
 */
export function defineTenantLink(baseline: IExtensibleTenantBaseline, props: TenantLinkProps): void {
  throwIfAny(baseline.stack, complaintsAboutLink(baseline, props));
  const tier = baseline.addParameter(TIER_PARAMETER, props.tierOfNewTenants);
  tier.allowedValues = Object.values(TIERS);
  tier.default = props.tierOfNewTenants;
  tier.description = 'How much this account shows to the observability account';
  const settings = settingsOf(baseline, props.tiers);
  const ofTier = (setting: Setting) => settings.findInMap(tier.valueAsString, setting);

  defineLink(baseline, props, ofTier);
  defineSampling(baseline, ofTier);
  defineMasking(baseline, props, ofTier);
  new ssm.CfnParameter(baseline.stack, 'TelemetryTierOfTenant', {
    name: TENANT_TIER_PARAMETER,
    type: 'String',
    value: tier.valueAsString,
    description: 'How much telemetry of this account is looked at',
  });
}

/** The types that are shared. */
function typesOf({ sinks, resourceTypes }: TenantLinkProps): readonly TelemetryResourceType[] {
  return resourceTypes ?? DEFAULT_TYPES.filter(type => sinks.every(sink => sink.resourceTypes.includes(type)));
}

const DEFAULT_TYPES: readonly TelemetryResourceType[] = [
  TelemetryResourceType.METRICS, TelemetryResourceType.LOGS, TelemetryResourceType.TRACES,
];

type Setting = 'Metrics' | 'LogGroups' | 'Sampling' | 'Masking';
type OfTier = (setting: Setting) => string;

function settingsOf({ stack }: IExtensibleTenantBaseline, tiers: Tiers): CfnMapping {
  const rows = Object.entries(tiers).map(([tier, of]): [string, Record<Setting, string>] => [tier, {
    Metrics: namespaceFilter(of.metricNamespaces),
    LogGroups: logGroupFilter(of.logGroupPrefixes),
    Sampling: String(of.traceSampling),
    Masking: String(of.dataProtection),
  }]);
  return new CfnMapping(stack, 'TelemetryTiers', { mapping: Object.fromEntries(rows) });
}

/** A filter is only changed by another one, never by none, so that each tier has one of each kind. */
function defineLink(baseline: IExtensibleTenantBaseline, props: TenantLinkProps, ofTier: OfTier): void {
  const types = typesOf(props);
  const filtered = (type: TelemetryResourceType, setting: Setting) =>
    types.includes(type) ? { filter: ofTier(setting) } : undefined;
  new oam.CfnLink(baseline.stack, 'TelemetryLink', {
    // In the Regions of China and of the government it is the account's id in any case.
    labelTemplate: '$AccountName',
    resourceTypes: [...types],
    sinkIdentifier: sinkOfRegion(baseline, props.sinks),
    linkConfiguration: {
      metricConfiguration: filtered(TelemetryResourceType.METRICS, 'Metrics'),
      logGroupConfiguration: filtered(TelemetryResourceType.LOGS, 'LogGroups'),
    },
  });
}

/** Only the platform's stack knows the ids of sinks, so that they come as a parameter, and one is chosen here. */
function sinkOfRegion(baseline: IExtensibleTenantBaseline, sinks: readonly ITelemetrySink[]): string {
  const all: CfnParameter = baseline.addParameter('TelemetrySinks', sinks.map(({ sinkArn }) => sinkArn).join(','));
  all.description = 'The sinks of the observability account, one for each Region';
  if (sinks.length === 1) { return all.valueAsString; }
  const places = new CfnMapping(baseline.stack, 'TelemetrySinkOfRegion', {
    mapping: Object.fromEntries(sinks.map(({ region }, at) => [region, { At: String(at) }])),
  });
  return Fn.select(Token.asNumber(places.findInMap(Aws.REGION, 'At')), Fn.split(',', all.valueAsString));
}

/**
 * It comes before X-Ray's own rule and after those of services.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 */
function defineSampling({ stack }: IExtensibleTenantBaseline, ofTier: OfTier): void {
  const every = '*';
  new xray.CfnSamplingRule(stack, 'TelemetrySampling', {
    samplingRule: {
      ruleName: 'cdk-account-per-tenant',
      version: 1,
      priority: 9999,
      reservoirSize: 0,
      fixedRate: Token.asNumber(ofTier('Sampling')),
      host: every, httpMethod: every, resourceArn: every, serviceName: every, serviceType: every, urlPath: every,
    },
  });
}

/** AWS has one such policy in each account and Region. It masks what comes in while it is there. */
function defineMasking({ stack }: IExtensibleTenantBaseline, props: TenantLinkProps, ofTier: OfTier): void {
  const each = Object.values(props.tiers).map(({ dataProtection }) => dataProtection);
  if (!each.includes(true)) { return; }
  const policy = new logs.CfnAccountPolicy(stack, 'TelemetryMasking', {
    policyName: 'cdk-account-per-tenant-masking',
    policyType: 'DATA_PROTECTION_POLICY',
    scope: 'ALL',
    policyDocument: maskingPolicy(props.dataIdentifiers),
  });
  if (each.includes(false)) {
    const expression = Fn.conditionEquals(ofTier('Masking'), 'true');
    policy.cfnOptions.condition = new CfnCondition(stack, 'TelemetryIsMasked', { expression });
  }
}
