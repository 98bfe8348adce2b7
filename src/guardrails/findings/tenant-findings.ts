import { Aws, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { FINDING_CALLS, finding } from './finding.asl';
import { GUARDDUTY_FINDING, defineLost } from './guardduty-findings';
import { acknowledge } from '../../private/acknowledge';
import { throwIfAny } from '../../private/complaints';
import { ruleOn } from '../../private/event-rule';
import { complaintsAboutAccount } from '../../private/places';
import { EVENTS, SOURCE } from '../../tenants/contract';
import { ITenantDirectory } from '../../tenants/i-tenant-directory';

/**
 * What a `TenantFindings` can be told.
 */
export interface TenantFindingsProps {
  /**
   * The bus on which findings come and are told: that of the factory.
   */
  readonly bus: events.IEventBus;

  /**
   * Where it is on record whose account is which.
   */
  readonly directory: ITenantDirectory;

  /**
   * The account that administers GuardDuty and sends what it finds, 12 digits.
   */
  readonly securityAccount: string;
}

/**
 * Says of each finding of GuardDuty's whose account it is about: a `TenantFinding` on the bus, with the tenant and its
 * stage. The security account may put findings on the bus, and nothing else; a workflow looks the account up in the
 * directory.
 *
 * An account that is no tenant's gives a `TenantFinding` without `tenantId`, and so does one that the directory could
 * not be asked for; the latter says so in `notes`. GuardDuty sends a finding again when it recurs, by default at most
 * every six hours, and EventBridge in rare cases twice: `findingId` tells which it is, `at` when it last changed.
 *
 * Deploy it in the platform account, beside the factory, before the `TenantFindingsForwarding` of the security account.
 * It costs nothing while there is no finding, and about 0.0001 USD for each: four transitions of Step Functions, two
 * reads and an event.
 *
 * @see https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html
 */
export class TenantFindings extends Construct {
  /**
   * The workflow from finding to tenant. An execution that failed is a finding that was not told; it can be redriven.
   */
  public readonly workflow: sfn.IStateMachine;

  /**
   * Where findings end up for which the workflow could not be started, for 14 days.
   */
  public readonly lost: sqs.IQueue;

  private readonly bus: events.IEventBus;

  constructor(scope: Construct, id: string, props: TenantFindingsProps) {
    super(scope, id);
    throwIfAny(this, complaintsAboutAccount('securityAccount', props.securityAccount));
    this.bus = props.bus;
    this.lost = defineLost(this);
    this.letIn(props.securityAccount);
    this.workflow = this.defineWorkflow(props.directory);
    this.defineRule();
  }

  /**
   * Something happens whenever GuardDuty has found something.
   *
   * @param id the id of the rule
   * @param options the target, and a narrower pattern if you like, such as `{ detail: { tenantId: Match.exists() } }`
   */
  public onFinding(id: string, options: events.OnEventOptions = {}): events.Rule {
    return ruleOn(this, id, this.bus, SOURCE, EVENTS.finding, options);
  }

  /** Nobody but AWS can name a source that begins with `aws.`, so what comes in this way is GuardDuty's own word. */
  private letIn(account: string): void {
    new events.CfnEventBusPolicy(this, 'SecurityAccount', {
      eventBusName: this.bus.eventBusName,
      statementId: 'GuardDutyFindings',
      statement: {
        Effect: 'Allow',
        Principal: { AWS: `arn:${Aws.PARTITION}:iam::${account}:root` },
        Action: 'events:PutEvents',
        Resource: this.bus.eventBusArn,
        Condition: { StringEquals: { 'events:source': GUARDDUTY_FINDING.source, 'events:detail-type': GUARDDUTY_FINDING.detailType } },
      },
    });
  }

  /** Of a finding, which may be larger than what a workflow takes, it is given what it needs. */
  private defineRule(): void {
    const from = (path: string) => events.EventField.fromPath(`$.detail.${path}`);
    new events.Rule(this, 'Findings', {
      eventBus: this.bus,
      description: 'Findings of GuardDuty are told with the tenant whom they are about',
      eventPattern: { source: [GUARDDUTY_FINDING.source], detailType: [GUARDDUTY_FINDING.detailType] },
      targets: [new targets.SfnStateMachine(this.workflow, {
        deadLetterQueue: this.lost,
        input: events.RuleTargetInput.fromObject({
          accountId: from('accountId'),
          region: from('region'),
          severity: from('severity'),
          type: from('type'),
          title: from('title'),
          findingId: from('id'),
          at: from('updatedAt'),
        }),
      })],
    });
  }

  private defineWorkflow(directory: ITenantDirectory): sfn.StateMachine {
    const { tableName, tableArn, encryptionKey } = directory.table;
    const role = new iam.Role(this, 'Role', {
      description: 'Looks up whose account a finding is about, and tells it',
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(new iam.PolicyStatement({ actions: [...FINDING_CALLS.directory], resources: [tableArn] }));
    role.addToPolicy(new iam.PolicyStatement({
      actions: [...FINDING_CALLS.bus],
      resources: [this.bus.eventBusArn],
      conditions: { StringEquals: { 'events:detail-type': EVENTS.finding } },
    }));
    encryptionKey?.grantDecrypt(role);
    const document = finding({ partition: Aws.PARTITION, directoryTable: tableName, busName: this.bus.eventBusName });
    const machine = new sfn.StateMachine(this, 'Workflow', {
      definitionBody: sfn.DefinitionBody.fromString(Stack.of(this).toJsonString(document)),
      role,
    });
    acknowledge(machine, {
      'AwsSolutions-SF1': 'A Standard workflow keeps the history of each run for 90 days; logs would hold findings a second time, at a price.',
      'AwsSolutions-SF2': 'A run takes a second; a trace shows nothing that its history does not.',
    });
    return machine;
  }
}
