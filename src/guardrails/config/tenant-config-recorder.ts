import { Annotations, Aspects, Aws, CfnResource, Fn, RemovalPolicy, Token } from 'aws-cdk-lib';
import * as config from 'aws-cdk-lib/aws-config';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { configBucketName } from './bucket-name';
import { billOf, firstRecording, idleItems, sumOf } from './idle-bill';
import { complaintsAboutRecorder } from './recorder-complaints';
import { ConfigRecordingFrequency } from './recording-frequency';
import { TenantConfigRule, isGlobal } from './tenant-config-rule';
import { IExtensibleTenantBaseline } from '../../fleet/i-extensible-tenant-baseline';
import { throwIfAny } from '../../private/complaints';

/**
 * What a `TenantConfigRecorder` can be told.
 */
export interface TenantConfigRecorderProps {
  /**
   * The baseline that brings the recorder into each tenant account.
   */
  readonly baseline: IExtensibleTenantBaseline;

  /**
   * The id of the security account, in which `TenantConfigRules` has made the bucket that records go to.
   */
  readonly securityAccount: string;

  /**
   * The rules that `TenantConfigRules` has. What they look at is recorded, and nothing else.
   *
   * @default TenantConfigRule.recommended()
   */
  readonly rules?: TenantConfigRule[];

  /**
   * How often AWS Config records.
   *
   * @default ConfigRecordingFrequency.DAILY
   */
  readonly frequency?: ConfigRecordingFrequency;

  /**
   * Whether to make the service-linked role of AWS Config, which an account has once. AWS refuses to make it where it
   * is, and the baseline fails there. It stays when the recorder is taken out of the baseline; say false if you put the
   * recorder back.
   *
   * @default true
   * @see https://docs.aws.amazon.com/config/latest/developerguide/using-service-linked-roles.html
   */
  readonly createServiceLinkedRole?: boolean;
}

const SERVICE = 'config.amazonaws.com';
const ROLE = 'AWSServiceRoleForConfig';

/**
 * Records what becomes of resources in each tenant account, so that the rules of `TenantConfigRules` find what no
 * policy can prevent. Adds the recorder of AWS Config to the baseline, in all its Regions.
 *
 * Make it in the platform account, beside the baseline; deploy `TenantConfigRules` first. A tenant account in which
 * nothing happens costs 0.03 USD a month with the recommended rules; the bill is printed when the app is synthesized.
 *
 * AWS has one such recorder in each account and Region: an account that had one must lose it before it can be a tenant,
 * and its service-linked role with it.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
 */
export class TenantConfigRecorder extends Construct {
  /**
   * What a tenant account in which nothing happens costs in a month, in USD.
   */
  public readonly idleCost: number;

  private readonly rules: TenantConfigRule[];

  constructor(scope: Construct, id: string, props: TenantConfigRecorderProps) {
    super(scope, id);
    throwIfAny(this, complaintsAboutRecorder(props));
    const { baseline, frequency = ConfigRecordingFrequency.DAILY } = props;
    this.rules = props.rules ?? TenantConfigRule.recommended();

    const roleName = props.createServiceLinkedRole ?? true ? this.defineRole(baseline) : ROLE;
    const recorder = this.defineRecorder(baseline, roleName, frequency);
    const channel = new config.CfnDeliveryChannel(baseline.stack, 'ConfigChannel', {
      s3BucketName: configBucketName(baseline.platformName, props.securityAccount),
    });
    if (this.types().every(isGlobal)) {
      for (const each of [recorder, channel]) { each.cfnOptions.condition = baseline.inHomeRegion; }
    }

    const items = idleItems(this.rules, baseline.regions.length, frequency);
    this.idleCost = sumOf(items);
    // Users add to the baseline until the end, and what is there by then is recorded first.
    Aspects.of(this).add({
      visit: node => {
        const bill = billOf(items, firstRecording(typesIn(baseline), this.rules, frequency), frequency);
        Annotations.of(node).addInfoV2('cdk-account-per-tenant:configCost', bill);
      },
    });
  }

  /**
   * It stays when the stack goes: recorders of other Regions may still need it, and AWS would refuse. Where the stack
   * never came about it goes, so that the next try can make it. Answers its name, for which the recorder waits at home.
   */
  private defineRole({ stack, inHomeRegion }: IExtensibleTenantBaseline): string {
    const role = new iam.CfnServiceLinkedRole(stack, 'ConfigRole', { awsServiceName: SERVICE });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    role.cfnOptions.condition = inHomeRegion;
    return Fn.conditionIf(inHomeRegion.logicalId, role.attrRoleName, ROLE).toString();
  }

  /** It does not wait for the channel, nor the channel for it: CloudFormation starts it when both are there. */
  private defineRecorder(
    { stack, inHomeRegion }: IExtensibleTenantBaseline, roleName: string, frequency: ConfigRecordingFrequency,
  ): config.CfnConfigurationRecorder {
    const regional = this.types(type => !isGlobal(type));
    const inHome = Token.asList(Fn.conditionIf(inHomeRegion.logicalId, this.types(), regional));
    return new config.CfnConfigurationRecorder(stack, 'ConfigRecorder', {
      roleArn: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/aws-service-role/${SERVICE}/${roleName}`,
      recordingGroup: {
        allSupported: false,
        resourceTypes: regional.length === 0 || regional.length === this.types().length ? this.types() : inHome,
      },
      recordingMode: { recordingFrequency: frequency },
    });
  }

  private types(wanted: (type: string) => boolean = () => true): string[] {
    return [...new Set(this.rules.flatMap(rule => rule.resourceTypes))].filter(wanted).sort();
  }
}

/** The type of each resource of the baseline, once for each Region that gets it. */
function typesIn({ stack, inHomeRegion, regions }: IExtensibleTenantBaseline): string[] {
  const resources = stack.node.findAll().filter(each => CfnResource.isCfnResource(each));
  return resources.flatMap(({ cfnResourceType: type, cfnOptions: { condition } }) =>
    new Array<string>(condition === inHomeRegion || isGlobal(type) ? 1 : regions.length).fill(type));
}
