import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as oam from 'aws-cdk-lib/aws-oam';
import { Construct, IConstruct } from 'constructs';
import { ITelemetrySink } from './i-telemetry-sink';
import { TelemetryResourceType } from './telemetry-resource-type';
import { known, throwIfAny } from '../../private/complaints';

/**
 * What a `TelemetrySink` can be told.
 */
export interface TelemetrySinkProps {
  /**
   * The id of the organization, such as `o-abcde12345`. Accounts outside of it can share nothing.
   */
  readonly organizationId: string;

  /**
   * What may be shared. Whoever asks for more at the source shares nothing at all, for AWS refuses the link.
   *
   * @default - metrics, logs and traces
   */
  readonly resourceTypes?: TelemetryResourceType[];

  /**
   * What it is called in the console. Another name is another sink, and AWS deletes none to which there are links.
   *
   * @default 'tenants'
   */
  readonly sinkName?: string;
}

/**
 * What is known of a sink that another app has made.
 */
export interface TelemetrySinkAttributes {
  /**
   * What may be shared with it.
   *
   * @default - metrics, logs and traces
   */
  readonly resourceTypes?: TelemetryResourceType[];
}

/**
 * Where the telemetry of one Region arrives: nothing is copied, the observability account looks at it where it is. A
 * sink of CloudWatch Observability Access Manager, open to all accounts of the organization.
 *
 * Deploy it in the observability account, once in each Region that tenants are in; AWS takes one in an account and
 * Region, and 100,000 links to it. `CentralTelemetry` makes that of its own Region. It costs nothing.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Unified-Cross-Account.html
 */
export class TelemetrySink extends Construct implements ITelemetrySink {
  /**
   * A sink that another app has made, by its ARN: CloudFormation hands nothing over between accounts, and the id at
   * its end is AWS's choice. `aws oam list-sinks` tells it.
   *
   * @param scope where it is spoken of
   * @param id anything
   * @param sinkArn its ARN
   * @param attributes what else is known of it
   */
  public static fromSinkArn(
    scope: Construct, id: string, sinkArn: string, attributes: TelemetrySinkAttributes = {},
  ): ITelemetrySink {
    throwIfAny(`${scope.node.path}/${id}`, known(sinkArn) && !ARN.test(sinkArn)
      ? [`'sinkArn' must be the ARN of a sink, as 'aws oam list-sinks' tells it, got '${sinkArn}'`] : []);
    return new ImportedSink(scope, id, sinkArn, attributes);
  }

  public readonly sinkArn: string;
  public readonly account: string;
  public readonly region: string;
  public readonly resourceTypes: TelemetryResourceType[];

  constructor(scope: Construct, id: string, props: TelemetrySinkProps) {
    super(scope, id);
    throwIfAny(this, complaintsAbout(this, props));
    const { account, region } = Stack.of(this);
    this.account = account;
    this.region = region;
    this.resourceTypes = [...props.resourceTypes ?? DEFAULT_TYPES];
    const sink = new oam.CfnSink(this, 'Sink', {
      name: props.sinkName ?? 'tenants',
      policy: policyOf(props.organizationId, this.resourceTypes),
    });
    this.sinkArn = sink.attrArn;
  }
}

const ARN = /^arn:[\w-]+:oam:[a-z0-9-]+:\d{12}:sink\/[\w-]+$/;
const DEFAULT_TYPES: readonly TelemetryResourceType[] = [
  TelemetryResourceType.METRICS, TelemetryResourceType.LOGS, TelemetryResourceType.TRACES,
];

class ImportedSink extends Construct implements ITelemetrySink {
  public readonly account: string;
  public readonly region: string;
  public readonly resourceTypes: TelemetryResourceType[];

  constructor(
    scope: Construct, id: string, public readonly sinkArn: string, { resourceTypes }: TelemetrySinkAttributes,
  ) {
    super(scope, id);
    const { account, region } = Stack.of(scope).splitArn(sinkArn, ArnFormat.SLASH_RESOURCE_NAME);
    this.account = account!;
    this.region = region!;
    this.resourceTypes = [...resourceTypes ?? DEFAULT_TYPES];
  }
}

/**
 * Whose the link is decides, never what it says. A comparison of all values holds for none as well, so that types have
 * to be there.
 *
 * @see https://docs.aws.amazon.com/OAM/latest/APIReference/API_PutSinkPolicy.html
 */
const policyOf = (organizationId: string, resourceTypes: readonly TelemetryResourceType[]) => ({
  Version: '2012-10-17',
  Statement: [{
    Effect: 'Allow',
    Principal: '*',
    Action: ['oam:CreateLink', 'oam:UpdateLink'],
    Resource: '*',
    Condition: {
      'StringEquals': { 'aws:PrincipalOrgID': organizationId },
      'ForAllValues:StringEquals': { 'oam:ResourceTypes': resourceTypes },
      'Null': { 'oam:ResourceTypes': 'false' },
    },
  }],
});

function complaintsAbout(scope: IConstruct, { organizationId, resourceTypes, sinkName }: TelemetrySinkProps): string[] {
  const complaints: string[] = [];
  if (known(organizationId) && !/^o-[a-z0-9]{10,32}$/.test(organizationId)) {
    complaints.push(`'organizationId' must be the id of an organization, such as 'o-abcde12345', got '${organizationId}'`);
  }
  if (resourceTypes?.length === 0) { complaints.push("'resourceTypes' must hold at least one type; leave it out for metrics, logs and traces"); }
  if (known(sinkName) && !/^[\w.-]{1,255}$/.test(sinkName)) {
    complaints.push(`'sinkName' must be 1 to 255 letters, digits, '_', '.' and '-', got '${sinkName}'`);
  }
  const other = otherSink(scope);
  if (other) {
    const { account, region } = Stack.of(scope);
    const where = [account, region].every(each => known(each)) ? `${account} ${region}` : `the stack ${Stack.of(scope).node.path}`;
    complaints.push(`there is a sink in ${where} already, ${other.node.path}, and AWS takes one in each account and Region; use that one, which CentralTelemetry has as 'sink' in its own Region`);
  }
  return complaints;
}

function otherSink(scope: IConstruct): IConstruct | undefined {
  const here = Stack.of(scope);
  return scope.node.root.node.findAll().find(each => {
    if (!oam.CfnSink.isCfnSink(each)) { return false; }
    const { stack } = each;
    if (stack === here) { return true; }
    const isHere = (its: string, ours: string) => !Token.isUnresolved(ours) && its === ours;
    return isHere(stack.account, here.account) && isHere(stack.region, here.region);
  });
}
