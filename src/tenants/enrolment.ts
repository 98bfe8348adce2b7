import { Aws, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { NAMESPACE } from './contract';
import { ENROL_CALLS, enrol } from './workflows/enrol.asl';
import { EnrolmentTies } from './workflows/ties';
import { serviceStackSets } from '../fleet/contract';
import { ITenantBaseline } from '../fleet/i-tenant-baseline';
import {
  accessRoleName, enrolmentMachineName, enrolmentRoleName, guardrailsParameterName, landParameterName,
  promotedParameterName, tenantRoleName,
} from '../organization/contract';
import { ITenantOrganization } from '../organization/i-tenant-organization';
import { acknowledge, wildcard } from '../private/acknowledge';

/** What the enrolment works with. */
export interface EnrolmentProps {
  readonly organization: ITenantOrganization;
  readonly baseline: ITenantBaseline;
  readonly directoryTableArn: string;
  readonly directoryTable: string;
  readonly governorTableArn: string;
  readonly governorTable: string;
  readonly busArn: string;
  readonly busName: string;
  readonly email: EnrolmentTies['email'];
  readonly features: readonly string[];
  readonly probe?: EnrolmentTies['probe'];
  readonly timeout: Duration;
}

/** The enrolment workflow with its role: a document, the calls it makes, and nothing else. */
export class Enrolment extends Construct {
  public readonly machine: sfn.StateMachine;
  public readonly role: iam.Role;
  /** The role in the management account that it takes. */
  public readonly accessRoleArn: string;

  constructor(scope: Construct, id: string, props: EnrolmentProps) {
    super(scope, id);
    const platform = props.organization.platformName;
    const machineName = enrolmentMachineName(platform);
    this.accessRoleArn = `arn:${Aws.PARTITION}:iam::${props.organization.managementAccount}:role/${accessRoleName(platform)}`;
    const document = enrol({
      partition: Aws.PARTITION,
      platform,
      directoryTable: props.directoryTable,
      governorTable: props.governorTable,
      busName: props.busName,
      accessRoleArn: this.accessRoleArn,
      landParameter: landParameterName(platform),
      guardrailsParameter: guardrailsParameterName(platform),
      promotedParameter: promotedParameterName(platform),
      tenantRoleName: tenantRoleName(platform),
      stackSetName: props.baseline.stackSetName,
      callAs: props.baseline.callAs === 'SELF' ? 'SELF' : 'DELEGATED_ADMIN',
      regions: props.baseline.regions,
      email: props.email,
      features: props.features,
      probe: props.probe,
      timeoutSeconds: props.timeout.toSeconds(),
    });
    this.role = this.defineRole(platform, machineName, this.accessRoleArn, props);
    this.machine = new sfn.StateMachine(this, 'Machine', {
      // Named, so that its own role can name it: it wakes those who stand in line.
      stateMachineName: machineName,
      definitionBody: sfn.DefinitionBody.fromString(Stack.of(this).toJsonString(document)),
      role: this.role,
    });
    acknowledge(this.machine, {
      'AwsSolutions-SF1': 'A Standard workflow keeps the history of each run for 90 days, and the directory keeps that of each tenant for '
        + 'ever; logs would hold names and addresses a third time, at a price.',
      'AwsSolutions-SF2': 'The waits of an enrolment are in its history; a trace of hours in line shows nothing more.',
    });
  }

  private defineRole(platform: string, machineName: string, accessRoleArn: string, props: EnrolmentProps): iam.Role {
    const { region, account } = Stack.of(this);
    const role = new iam.Role(this, 'Role', {
      // Named, so that the management account and the tenants' accounts can trust it and nobody else.
      roleName: enrolmentRoleName(platform),
      description: 'Runs the enrolment of tenants',
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    });
    const allow = (actions: readonly string[], resources: string[], conditions?: Record<string, unknown>) =>
      role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources, conditions }));
    const tenantRoles = `arn:${Aws.PARTITION}:iam::*:role/${tenantRoleName(platform)}`;
    const states = `arn:${Aws.PARTITION}:states:${region}:${account}`;
    const stackSets = `arn:${Aws.PARTITION}:cloudformation:${region}:${props.organization.managementAccount}`;
    const types = `arn:${Aws.PARTITION}:cloudformation:${region}::type/resource/*`;
    const services = serviceStackSets(platform);
    const brought = [props.baseline.stackSetName, services];
    const executions = `${states}:execution:${machineName}:*`;

    allow(ENROL_CALLS.directory, [props.directoryTableArn]);
    allow(ENROL_CALLS.governor, [props.governorTableArn]);
    allow(ENROL_CALLS.bus, [props.busArn]);
    allow(ENROL_CALLS.metrics, ['*'], { StringEquals: { 'cloudwatch:namespace': NAMESPACE } });
    allow(ENROL_CALLS.stackSets, brought.map(name => `${stackSets}:stackset/${name}:*`));
    // IAM is also asked whereto the stack goes and what is in it.
    allow(ENROL_CALLS.stackSetTargets, [...brought.map(name => `${stackSets}:stackset-target/${name}:*`), types]);
    if (props.baseline.callAs !== 'SELF') {
      allow(ENROL_CALLS.delegation, ['*']);
    }
    allow(ENROL_CALLS.executions, [executions]);
    allow(ENROL_CALLS.machine, [`${states}:stateMachine:${machineName}`]);
    allow(ENROL_CALLS.roles, [accessRoleArn, tenantRoles]);
    if (props.probe) {
      allow(ENROL_CALLS.probe, [props.probe.functionArn]);
    }
    acknowledge(role, {
      [wildcard('*')]: 'PutMetricData and ListDelegatedAdministrators know no resources; metrics are bound to one namespace.',
      [wildcard(`${stackSets}:stackset/${props.baseline.stackSetName}:*`)]: 'Nobody knows the id of a stack set before it is there; its name is whole.',
      [wildcard(`${stackSets}:stackset-target/${props.baseline.stackSetName}:*`)]: 'The targets of this one stack set.',
      [wildcard(`${stackSets}:stackset/${services}:*`)]: 'The services of this platform: new tenants get those that there are by then.',
      [wildcard(`${stackSets}:stackset-target/${services}:*`)]: 'The targets of their stack sets.',
      [wildcard(types)]: 'The baseline and services may hold resources of any type.',
      [wildcard(executions)]: 'The executions of this one workflow.',
      [wildcard(tenantRoles)]: 'The role of this one name, in accounts that are yet to be made; each account says itself whom it trusts.',
    });
    return role;
  }
}
