import { Account, Resource, permissionsOf, resourcePolicyOf, trustOf } from './account';
import { Deployed, HOSTILE, OBSERVABILITY, OTHER, PLATFORM, REGION } from './app';
import { Target } from './decide';
import { Document, World } from './world';
import { tenantRoleName, operatorRoleName } from '../../src/organization/contract';
import {
  censusRoleName, centralFailuresBusName, directoryRoleName, forwardRoleName, metricsRoleName, recordRoleName,
  redriveRoleName, redrivingRoleName, tenantFailuresBusName,
} from '../../src/telemetry/contract';

const PLATFORM_NAME = 'tenants';

/** The roles by what they are called here: in which account, and under which name. */
const ROLES = {
  redrive: ['other', redriveRoleName(PLATFORM_NAME)],
  forward: ['other', forwardRoleName(PLATFORM_NAME)],
  platform: ['other', tenantRoleName(PLATFORM_NAME)],
  operator: ['other', operatorRoleName(PLATFORM_NAME)],
  directory: ['platform', directoryRoleName(PLATFORM_NAME)],
  metrics: ['central', metricsRoleName(PLATFORM_NAME)],
  record: ['central', recordRoleName(PLATFORM_NAME)],
  redriving: ['central', redrivingRoleName(PLATFORM_NAME)],
  census: ['central', censusRoleName(PLATFORM_NAME)],
  tenantReader: ['central', `cdk-account-per-tenant-${PLATFORM_NAME}-tenant-reader`],
  fleetReader: ['central', `cdk-account-per-tenant-${PLATFORM_NAME}-fleet-reader`],
} as const;

export type RoleName = keyof typeof ROLES;

/** The name of a role's trust, and of what it may do, in the world. */
export const trust = (role: RoleName) => `trust of the role ${role}`;
export const permissions = (role: RoleName) => `permissions of the role ${role}`;

const OPEN: Document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] };

/** All that calls are made on, and the policies that there are. */
export function known(deployed: Deployed) {
  const { central, platform, hostile, other, service, guardrails } = deployed;
  const policies: Record<string, Document | undefined> = {};
  const target = (account: Account, resource: Resource, policy: string, arn = resource.arn): Target => {
    policies[policy] = resourcePolicyOf(account, resource);
    return { arn, account: account.id, policy };
  };
  const queue = (fits: RegExp, policy: string) => target(central, central.one('AWS::SQS::Queue', fits), policy);
  const functionOf = (of: RegExp) => {
    const fn = service.one('AWS::Lambda::Function', of);
    const role = service.resources.find(each => each.type === 'AWS::IAM::Role' && JSON.stringify(fn.properties.Role).includes(each.name))!;
    return permissionsOf(service, role);
  };
  const roles = Object.fromEntries(Object.entries(ROLES).map(([name, [where, roleName]]) => {
    const account = deployed[where];
    const role = account.resources.find(each => each.type === 'AWS::IAM::Role' && each.name === roleName);
    if (!role) { throw new Error(`there is no role ${roleName} in ${account.id}`); }
    policies[trust(name as RoleName)] = trustOf(role);
    policies[permissions(name as RoleName)] = permissionsOf(account, role);
    return [name, { arn: role.arn, account: account.id, policy: trust(name as RoleName) }];
  })) as unknown as Readonly<Record<RoleName, Target>>;

  const bodies = target(central, central.one('AWS::S3::Bucket'), 'policy of the bucket of bodies');
  const failures = target(other, other.one('AWS::S3::Bucket'), "policy of the other tenant's bucket");
  const otherBus = other.one('AWS::Events::EventBus', new RegExp(tenantFailuresBusName(PLATFORM_NAME)));
  const record = central.one('AWS::Logs::LogGroup', /-reads$/);
  const theRule = central.one('AWS::Events::Rule', /^TelemetryFailures[0-9A-F]{8}$/);
  const inOther = (service_: string, rest: string, policy: string): Target =>
    ({ arn: `arn:aws:${service_}:${REGION}:${OTHER}:${rest}`, account: OTHER, policy });
  const inCentral = (service_: string, rest: string, policy: string): Target =>
    ({ arn: `arn:aws:${service_}:${REGION}:${OBSERVABILITY}:${rest}`, account: OBSERVABILITY, policy });

  policies['permissions of a function with the bus'] = functionOf(/^ToBus/);
  policies['permissions of a function with the bucket'] = functionOf(/^ToBucket/);
  policies['permissions of the redrive role in the hostile account'] =
    permissionsOf(hostile, hostile.one('AWS::IAM::Role', new RegExp(`^${redriveRoleName(PLATFORM_NAME)}$`)));
  policies['policy of a bucket that a stranger has opened'] = OPEN;
  // A link is no policy; who looks through it needs his own permission alone, as if the account let him in.
  policies['link of the other tenant'] = {
    Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${OBSERVABILITY}:root` }, Action: 'logs:*', Resource: '*' }],
  };
  guardrails.forEach((document, at) => { policies[`guardrails ${at}`] = document; });

  const to = {
    sink: target(central, central.one('AWS::Oam::Sink'), 'policy of the sink'),
    bus: target(central, central.one('AWS::Events::EventBus', new RegExp(centralFailuresBusName(PLATFORM_NAME))), 'policy of the central bus'),
    defaultBus: inCentral('events', 'event-bus/default', 'policy of the default bus'),
    queue: queue(/^TelemetryFailuresQueue/, 'policy of the queue'),
    undelivered: queue(/Undelivered/, 'policy of the queue of what was not delivered'),
    unrecorded: queue(/Unrecorded/, 'policy of the queue of what was not recorded'),
    table: target(central, central.one('AWS::DynamoDB::Table'), 'policy of the table'),
    bodies: { ...bodies, arn: `${bodies.arn}/${OTHER}/1` },
    bodiesBucket: bodies,
    record: target(central, record, 'policy of the record of reads', record.arn.replace(/\*$/, 'log-stream:1')),
    copies: inCentral('logs', `log-group:/tenants/${OTHER}/us-east-1/tenant/priority/orders/Log:log-stream:1`, 'policy of copies of logs'),
    redriveFunction: inCentral('lambda', `function:${central.one('AWS::Lambda::Function', /^TelemetryFailuresFunctionsRedrive/).name}`, 'policy of the function that redrives'),
    machine: inCentral('states', `stateMachine:${central.one('AWS::StepFunctions::StateMachine', /redrive$/).name}`, 'policy of the workflow that redrives'),
    directory: { ...target(platform, platform.one('AWS::DynamoDB::Table', /Directory/), 'policy of the directory') },
    otherObjects: { ...failures, arn: `${failures.arn}/aws/lambda/async/orders_Worker/2026/01/05/1` },
    otherBucket: failures,
    otherBus: target(other, otherBus, "policy of the other tenant's bus"),
    otherFunction: inOther('lambda', 'function:orders_Worker', "policy of the other tenant's function"),
    otherExecution: inOther('states', 'execution:orders_Flow:1', "policy of the other tenant's workflow"),
    otherArchive: inOther('events', 'archive/apt-tenants-failed-bus', "policy of the other tenant's archive"),
    otherLogs: inOther('logs', 'log-group:/tenant/priority/orders/Log:log-stream:1', "policy of the other tenant's logs"),
    linkedLogs: inOther('logs', 'log-group:/tenant/priority/orders/Log:log-stream:1', 'link of the other tenant'),
    otherTier: inOther('ssm', 'parameter/cdk-account-per-tenant/telemetry-tier', "policy of the other tenant's tier"),
    ownLink: { arn: hostile.one('AWS::Oam::Link').arn, account: HOSTILE },
    role: roles,
  };
  return { to, world: { ...policies } as World, theRule: theRule.arn, theReads: central.one('AWS::Events::Rule', /^ReadersReads/).arn, central, platformAccount: PLATFORM };
}

export type Known = ReturnType<typeof known>;
