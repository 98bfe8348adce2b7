import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Account, policiesOf } from './account';
import { Document } from './world';
import {
  BaselineGuardrails, CentralLogRetention, CentralTelemetry, FleetStack, Guardrail, TelemetryReaders, TelemetrySink,
  TenantAccountFactory, TenantBaseline, TenantFailures, TenantOrganization, TenantTelemetry,
} from '../../src';

export const ORGANIZATION = 'o-exampleorgid';
export const REGION = 'us-east-1';
export const PLATFORM = '222222222222';
export const OBSERVABILITY = '444444444444';

/** Two tenants, of whom the first is hostile, and somebody outside of the organization. */
export const HOSTILE = '333333333333';
export const OTHER = '666666666666';
export const STRANGER = '999999999999';

const MANAGEMENT = '111111111111';

/** What is deployed where. */
export interface Deployed {
  readonly central: Account;
  readonly platform: Account;
  /** The same template, in the accounts of both tenants. */
  readonly hostile: Account;
  readonly other: Account;
  /** A service of a tenant that sends its failures to bus and bucket. */
  readonly service: Account;
  /** The policies that hold tenants' accounts. */
  readonly guardrails: readonly Document[];
}

/** A platform with all that there is of telemetry, synthesized as users would have it. */
export function deployed(): Deployed {
  const app = new App({ analyticsReporting: false });
  const stackIn = (id: string, account: string) => new Stack(app, id, { env: { account, region: REGION } });

  const land = stackIn('Organization', MANAGEMENT);
  const organization = new TenantOrganization(land, 'Land', { platformAccount: PLATFORM });
  new BaselineGuardrails(land, 'Guardrails', { organization, guardrails: Guardrail.recommended() });

  const observability = stackIn('Observability', OBSERVABILITY);
  const central = new CentralTelemetry(observability, 'Telemetry', { organizationId: ORGANIZATION, platformAccount: PLATFORM });
  const readers = new TelemetryReaders(observability, 'Readers', { bus: central.bus });
  central.grants.readFailuresOfTenant(readers.tenantReader);
  central.onHealthChanged('Health');
  central.onFailureParked('Parked');
  readers.onReadAcrossTenants('Read');
  new CentralLogRetention(observability, 'Retention');

  const platform = stackIn('Platform', PLATFORM);
  const baseline = new TenantBaseline(platform, 'Baseline', { organization });
  const factory = new TenantAccountFactory(platform, 'Tenants', { organization, baseline, emailTemplate: 'aws+{id}@example.com' });
  const sink = TelemetrySink.fromSinkArn(platform, 'Sink', `arn:aws:oam:${REGION}:${OBSERVABILITY}:sink/1`);
  new TenantTelemetry(platform, 'Telemetry', { baseline, directory: factory.directory, bus: factory.bus, sinks: [sink] });

  const [, { Properties: set }] = Object.entries(Template.fromStack(platform).findResources('AWS::CloudFormation::StackSet'))
    .find(([, { Properties }]) => String(Properties.StackSetName).endsWith('-baseline'))!;
  const parameters = Object.fromEntries((set.Parameters as { ParameterKey: string; ParameterValue: string }[])
    .map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]));
  const tenant = (account: string) => new Account(JSON.parse(set.TemplateBody as string), account, REGION, parameters);
  const at = (stack: Stack) => new Account(Template.fromStack(stack).toJSON(), stack.account, REGION);
  return {
    central: at(observability),
    platform: at(platform),
    hostile: tenant(HOSTILE),
    other: tenant(OTHER),
    service: new Account(service(), HOSTILE, REGION),
    guardrails: policiesOf(at(land), 'SERVICE_CONTROL_POLICY'),
  };
}

function service(): object {
  const stack = new FleetStack(new App({ analyticsReporting: false }), 'Orders', { debugTwin: {} });
  const { bus, bucket } = TenantFailures.of(stack);
  for (const [id, onFailure] of Object.entries({ ToBus: bus, ToBucket: bucket })) {
    new lambda.Function(stack, id, {
      runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {};'), onFailure,
    });
  }
  return Template.fromStack(stack).toJSON();
}
