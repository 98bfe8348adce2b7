import { Aws, Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { BY_STATE } from './contract';
import { ITenantDirectory } from './i-tenant-directory';
import { STAMP_CALLS, stamp } from './workflows/stamp.asl';
import { guardrailsParameterName, promotedParameterName, stampMachineName } from '../organization/contract';
import { acknowledge } from '../private/acknowledge';

/** What the stamp works with. */
export interface StampProps {
  readonly platformName: string;
  /** The role in the management account. */
  readonly accessRoleArn: string;
  readonly directory: ITenantDirectory;
  /** That of the enrolment: the management account trusts no other. */
  readonly role: iam.IRole;
}

/**
 * Notes once a day which guardrails hold for each tenant who is ready, and in its history since when. Nobody here knows
 * whether the organization has a `BaselineGuardrails`: where it has none, the run ends after its first look.
 *
 * Three transitions a day are 0.002 USD a month, for any number of tenants. A change costs 0.05 USD for 10,000 of them.
 */
export class Stamp extends Construct {
  constructor(scope: Construct, id: string, props: StampProps) {
    super(scope, id);
    const { tableArn, tableName } = props.directory.table;
    const document = stamp({
      partition: Aws.PARTITION,
      directoryTable: tableName,
      accessRoleArn: props.accessRoleArn,
      guardrailsParameter: guardrailsParameterName(props.platformName),
      promotedParameter: promotedParameterName(props.platformName),
    });
    const machine = new sfn.StateMachine(this, 'Machine', {
      // Named, so that people find it who do not want to wait for the next day.
      stateMachineName: stampMachineName(props.platformName),
      definitionBody: sfn.DefinitionBody.fromString(Stack.of(this).toJsonString(document)),
      role: props.role,
    });
    acknowledge(machine, {
      'AwsSolutions-SF1': 'A Standard workflow keeps the history of each run for 90 days, and the directory keeps what it noted for ever.',
      'AwsSolutions-SF2': 'It makes two kinds of calls, one after the other, all of them in its history.',
    });
    const allow = (actions: readonly string[], resource: string) =>
      props.role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [resource] }));
    allow(STAMP_CALLS.directory, tableArn);
    allow(STAMP_CALLS.index, `${tableArn}/index/${BY_STATE}`);
    allow(STAMP_CALLS.roles, props.accessRoleArn);
    new events.Rule(this, 'Daily', {
      description: 'Notes which guardrails hold for each tenant',
      schedule: events.Schedule.rate(Duration.days(1)),
      targets: [new targets.SfnStateMachine(machine, { input: events.RuleTargetInput.fromObject({ daily: true }) })],
    });
  }
}
