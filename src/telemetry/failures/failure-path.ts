import { Aws, CfnDeletionPolicy, Fn, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { FAILED_EXECUTIONS, FORWARDING_RULES } from './settings';
import { IExtensibleTenantBaseline } from '../../fleet/i-extensible-tenant-baseline';
import { acknowledge, wildcard } from '../../private/acknowledge';
import {
  EXECUTION_FAILURE, OBJECT_FAILURE, centralFailuresBusName, forwardRoleName, redriveRoleName, redrivingRoleName,
  tenantFailuresArchiveName, tenantFailuresBucketName, tenantFailuresBusName,
} from '../contract';

/** Where failures go. */
export interface FailurePathProps {
  readonly platformName: string;
  /** The account of `CentralFailures`, and the Region of its bus. */
  readonly observabilityAccount: string;
  readonly homeRegion: string;
}

/** As long as failures are kept centrally by default. */
const DAYS = 14;

/** As often and as long as EventBridge tries: the central place may be down for a day. */
const RETRIES = { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 };

/**
 * The calls that may be made in a tenant account to give failures back. A session is for one of them, on one thing.
 */
export const REDRIVE_ROLE_CALLS = {
  functions: ['lambda:InvokeFunction'],
  executions: ['states:RedriveExecution'],
  objects: ['s3:GetObject'],
  archives: ['events:StartReplay'],
} as const;

/**
 * Gives every tenant account and Region a bus and a bucket for failed work, and hands over what comes there, and which
 * executions failed, to the central place. Nobody but the account's own people and functions can put anything there:
 * neither has a policy that lets others in. What the central place cannot take for a day stays in archives, to be
 * replayed. It costs nothing while nothing fails.
 */
export function defineFailurePath(baseline: IExtensibleTenantBaseline, props: FailurePathProps): void {
  const { stack } = baseline;
  const { platformName: platform, observabilityAccount, homeRegion } = props;
  const account = baseline.addParameter('FailuresAccount', observabilityAccount).valueAsString;
  const region = baseline.addParameter('FailuresRegion', homeRegion).valueAsString;
  const central = `arn:${Aws.PARTITION}:events:${region}:${account}:event-bus/${centralFailuresBusName(platform)}`;

  const bus = new events.CfnEventBus(stack, 'FailuresBus', { name: tenantFailuresBusName(platform), description: 'Failed work of this account' });
  const bucketName = defineBucket(stack, platform);
  const role = defineForwardRole(baseline, platform, central);
  defineRedriveRole(baseline, platform, account);

  const own = { account: [Aws.ACCOUNT_ID] };
  const executions = {
    'source': [EXECUTION_FAILURE.source], 'detail-type': [EXECUTION_FAILURE.detailType], 'detail': { status: FAILED_EXECUTIONS },
  };
  const objects = {
    'source': [OBJECT_FAILURE.source], 'detail-type': [OBJECT_FAILURE.detailType], 'detail': { bucket: { name: [bucketName] } },
  };
  // In other Regions it is there already, for the home Region comes first. CloudFormation would not make there what
  // depends on it in so many words.
  const roleArn = Fn.conditionIf(
    baseline.inHomeRegion.logicalId, role.attrArn, `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${forwardRoleName(platform)}`,
  ).toString();
  const forward = (id: string, name: string, description: string, eventPattern: object, eventBusName?: string) => {
    new events.CfnRule(stack, id, {
      name, description, eventBusName, eventPattern, targets: [{ id: 'Central', arn: central, roleArn, retryPolicy: RETRIES }],
    });
  };
  forward('FailuresRule', FORWARDING_RULES.bus(platform), 'Failed work goes to the central place', own, bus.ref);
  forward('FailedExecutionsRule', FORWARDING_RULES.executions(platform), 'Executions that failed are told to the central place', executions);
  forward('FailedObjectsRule', FORWARDING_RULES.objects(platform), 'What is too big for a bus is told to the central place', objects);

  const archive = (id: string, what: 'bus' | 'executions', sourceArn: string, eventPattern?: object) =>
    new events.CfnArchive(stack, id, {
      archiveName: tenantFailuresArchiveName(platform, what), description: 'What the central place may not have got',
      sourceArn, eventPattern, retentionDays: DAYS,
    });
  archive('FailuresArchive', 'bus', bus.attrArn);
  archive('FailedExecutionsArchive', 'executions', `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:event-bus/default`, { $or: [executions, objects] });
}

function defineBucket(stack: Stack, platform: string): string {
  const name = tenantFailuresBucketName(platform, Aws.ACCOUNT_ID, Aws.REGION);
  const bucket = new s3.CfnBucket(stack, 'FailuresBucket', {
    bucketName: name,
    publicAccessBlockConfiguration: {
      blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true,
    },
    bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] },
    ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
    notificationConfiguration: { eventBridgeConfiguration: { eventBridgeEnabled: true } },
    lifecycleConfiguration: {
      rules: [{ status: 'Enabled', expirationInDays: DAYS, abortIncompleteMultipartUpload: { daysAfterInitiation: 1 } }],
    },
  });
  // An operation that is taken back leaves none of this name in the way of the next.
  bucket.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
  bucket.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  new s3.CfnBucketPolicy(stack, 'FailuresBucketPolicy', {
    bucket: bucket.ref,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{
        Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [bucket.attrArn, `${bucket.attrArn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }],
    },
  });
  acknowledge(bucket, { 'AwsSolutions-S1': 'Lambda writes there, and one role reads when failures are given back.' });
  return name;
}

function defineForwardRole(baseline: IExtensibleTenantBaseline, platform: string, central: string): iam.CfnRole {
  const role = new iam.CfnRole(baseline.stack, 'FailuresRole', {
    roleName: forwardRoleName(platform),
    description: 'Hands failures over to the central place',
    assumeRolePolicyDocument: trust({ Service: 'events.amazonaws.com' }),
    policies: [policy('HandOver', [allowing(['events:PutEvents'], central)])],
  });
  role.cfnOptions.condition = baseline.inHomeRegion;
  return role;
}

function defineRedriveRole(baseline: IExtensibleTenantBaseline, platform: string, observabilityAccount: string): void {
  const mine = (service: string, rest: string, region = '*') => `arn:${Aws.PARTITION}:${service}:${region}:${Aws.ACCOUNT_ID}:${rest}`;
  const functions = mine('lambda', 'function:*');
  const executions = mine('states', 'execution:*');
  const objects = `arn:${Aws.PARTITION}:s3:::${tenantFailuresBucketName(platform, Aws.ACCOUNT_ID, '*')}/*`;
  const archives = (['bus', 'executions'] as const).map(what => mine('events', `archive/${tenantFailuresArchiveName(platform, what)}`));
  const buses = [mine('events', `event-bus/${tenantFailuresBusName(platform)}`), mine('events', 'event-bus/default')];
  const replays = mine('events', 'replay/*');
  const redriving = `arn:${Aws.PARTITION}:iam::${observabilityAccount}:role/${redrivingRoleName(platform)}`;
  const role = new iam.CfnRole(baseline.stack, 'RedriveRole', {
    roleName: redriveRoleName(platform),
    description: 'Lets the central place give back what failed in this account',
    assumeRolePolicyDocument: trust({ AWS: `arn:${Aws.PARTITION}:iam::${observabilityAccount}:root` }, {
      ArnEquals: { 'aws:PrincipalArn': redriving }, StringEquals: { 'sts:ExternalId': Aws.ACCOUNT_ID },
    }),
    policies: [policy('GiveBack', [
      allowing(REDRIVE_ROLE_CALLS.functions, functions),
      allowing(REDRIVE_ROLE_CALLS.executions, executions),
      allowing(REDRIVE_ROLE_CALLS.objects, objects),
      allowing(REDRIVE_ROLE_CALLS.archives, ...archives, ...buses, replays),
    ])],
  });
  role.cfnOptions.condition = baseline.inHomeRegion;
  acknowledge(role, Object.fromEntries([functions, executions, objects, ...archives, ...buses, replays].map(each =>
    [wildcard(each), 'What failed may be anything in this account; each session is for one thing by its name.'])));
}

const trust = (Principal: object, Condition?: object) =>
  ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal, Condition }] });

const policy = (policyName: string, Statement: object[]) => ({ policyName, policyDocument: { Version: '2012-10-17', Statement } });

const allowing = (Action: readonly string[], ...Resource: string[]) => ({ Effect: 'Allow', Action: [...Action], Resource });
