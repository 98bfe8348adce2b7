import { Aws, Fn, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { Reconciliation } from './reconciliation';
import { ReleaseBucket } from './release-bucket';
import { ReleaseFunctions } from './release-functions';
import { CONTROL_CALLS, control } from './workflows/control.asl';
import { RELEASE_CALLS, release } from './workflows/release.asl';
import { ITenantOrganization } from '../../organization/i-tenant-organization';
import { acknowledge, wildcard } from '../../private/acknowledge';
import { NAMESPACE } from '../../tenants/contract';
import { ITenantDirectory } from '../../tenants/i-tenant-directory';
import {
  FLEET_EVENTS, controlMachineName, fleetParameterName, releaseMachineName, serviceParameterName, serviceStackSets,
} from '../contract';

/** What releases work with. */
export interface ReleasesProps {
  readonly organization: ITenantOrganization;
  readonly callAs: string;
  readonly directory: ITenantDirectory;
  readonly bus: events.IEventBus;
  /** ARNs of the services' templates, in the asset bucket of this Region. */
  readonly templates: string;
}

/** The workflows that bring services to tenants and back, with all that they need. */
export class Releases extends Construct {
  public readonly machine: sfn.StateMachine;
  public readonly control: sfn.StateMachine;
  public readonly bucket: ReleaseBucket;
  private readonly role: iam.Role;

  constructor(scope: Construct, id: string, private readonly props: ReleasesProps) {
    super(scope, id);
    const { organization: { managementAccount }, callAs, directory } = props;
    this.bucket = new ReleaseBucket(this, 'Bucket');
    const ties = { platformName: this.platform, managementAccount, callAs, directory, bucket: this.bucket };
    const functions = new ReleaseFunctions(this, 'Functions', ties);
    this.role = this.defineRole(functions);
    this.machine = this.defineMachine(functions);
    this.control = this.defineControl();
    this.listen();
    new Reconciliation(this, 'Reconciliation', { ...ties, machine: this.machine });
    new ssm.StringParameter(this, 'Fleet', {
      parameterName: fleetParameterName(this.platform),
      description: 'Where the command line finds the fleet',
      stringValue: Stack.of(this).toJsonString({ table: directory.table.tableName, bucket: this.bucket.bucketName }),
    });
  }

  /** Lets a release ask a gate. */
  public mayAsk(kind: 'function' | 'stateMachine', arn: string): void {
    const allow = (actions: string[], resource: string) =>
      this.role.addToPolicy(new iam.PolicyStatement({ actions, resources: [resource] }));
    if (kind === 'function') {
      allow(['lambda:InvokeFunction'], arn);
      return;
    }
    const { region, account } = Stack.of(this);
    allow(['states:StartExecution'], arn);
    allow(['states:DescribeExecution', 'states:StopExecution'], Fn.join('', [Fn.join(':execution:', Fn.split(':stateMachine:', arn)), ':*']));
    // Step Functions hears of the end of an execution by a rule of its own.
    allow(['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
      `arn:${Aws.PARTITION}:events:${region}:${account}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`);
  }

  private get platform(): string { return this.props.organization.platformName; }

  private defineMachine(functions: ReleaseFunctions): sfn.StateMachine {
    const { callAs, directory, bus } = this.props;
    const { region } = Stack.of(this);
    const document = release({
      partition: Aws.PARTITION,
      region,
      urlSuffix: Aws.URL_SUFFIX,
      platform: this.platform,
      callAs,
      table: directory.table.tableName,
      bucket: this.bucket.bucketName,
      busName: bus.eventBusName,
      plan: functions.plan.functionArn,
      settle: functions.settle.functionArn,
      preview: functions.preview.functionArn,
    });
    return this.define('Machine', releaseMachineName(this.platform), document, this.role);
  }

  private defineControl(): sfn.StateMachine {
    const { directory } = this.props;
    const document = control({
      partition: Aws.PARTITION, table: directory.table.tableName, machine: this.machine.stateMachineArn,
    });
    const role = this.statesRole('ControlRole', 'Halts, resumes and takes back releases, and pins tenants');
    const allow = (actions: readonly string[], resource: string) =>
      role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [resource] }));
    allow(CONTROL_CALLS.directory, directory.table.tableArn);
    allow([...CONTROL_CALLS.machine, ...CONTROL_CALLS.tokens], this.machine.stateMachineArn);
    directory.table.encryptionKey?.grantEncryptDecrypt(role);
    return this.define('Control', controlMachineName(this.platform), document, role);
  }

  private define(id: string, stateMachineName: string, document: object, role: iam.Role): sfn.StateMachine {
    const machine = new sfn.StateMachine(this, id, {
      // Named, so that the command line finds it and its own role can name it.
      stateMachineName, definitionBody: sfn.DefinitionBody.fromString(Stack.of(this).toJsonString(document)), role,
    });
    acknowledge(machine, {
      'AwsSolutions-SF1': 'A Standard workflow keeps the history of each run for 90 days, and the directory what each release did for ever.',
      'AwsSolutions-SF2': 'What a release waits for is in its history and on its record; a trace shows nothing more.',
    });
    return machine;
  }

  private statesRole(id: string, description: string): iam.Role {
    return new iam.Role(this, id, {
      description,
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } } }),
    });
  }

  private defineRole({ plan, settle, preview }: ReleaseFunctions): iam.Role {
    const { organization, callAs, directory, bus, templates } = this.props;
    const { region, account } = Stack.of(this);
    const role = this.statesRole('Role', 'Runs the releases of services');
    const allow = (actions: readonly string[], resources: string[], conditions?: Record<string, unknown>) =>
      role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources, conditions }));
    const states = `arn:${Aws.PARTITION}:states:${region}:${account}`;
    const machine = releaseMachineName(this.platform);
    const parameters = Stack.of(this).formatArn({ service: 'ssm', resource: `parameter${serviceParameterName(this.platform, '*')}` });
    const name = serviceStackSets(this.platform);
    const cloudformation = `arn:${Aws.PARTITION}:cloudformation:${region}:${organization.managementAccount}`;
    const stackSets = [`${cloudformation}:stackset/${name}:*`, `${cloudformation}:stackset-target/${name}:*`];
    const types = `arn:${Aws.PARTITION}:cloudformation:${region}::type/resource/*`;
    const runs = `${states}:execution:${machine}:*`;

    allow(RELEASE_CALLS.directory, [directory.table.tableArn]);
    allow(RELEASE_CALLS.services, [parameters]);
    allow(RELEASE_CALLS.stackSets, [...stackSets, types]);
    allow(RELEASE_CALLS.newStackSets, ['*']);
    allow(RELEASE_CALLS.templates, [templates]);
    this.bucket.allow(role, RELEASE_CALLS.lists);
    allow(RELEASE_CALLS.functions, [plan.functionArn, settle.functionArn, preview.functionArn]);
    allow(callAs === 'SELF' ? ['organizations:ListRoots'] : RELEASE_CALLS.organization, ['*']);
    allow(RELEASE_CALLS.alarms, ['*']);
    allow(RELEASE_CALLS.metrics, ['*'], { StringEquals: { 'cloudwatch:namespace': NAMESPACE } });
    allow(RELEASE_CALLS.bus, [bus.eventBusArn]);
    allow(RELEASE_CALLS.runs, [runs]);
    allow([...RELEASE_CALLS.machine, ...RELEASE_CALLS.tokens], [`${states}:stateMachine:${machine}`]);
    directory.table.encryptionKey?.grantEncryptDecrypt(role);
    acknowledge(role, {
      [wildcard('*')]: 'CreateStackSet, ListRoots and PutMetricData know no resources, and DescribeAlarms shows composite alarms only to those who may call it for all.',
      [wildcard(parameters)]: 'The services of this platform.',
      ...Object.fromEntries(stackSets.map(each => [wildcard(each), 'The stack sets of the services of this platform, and their targets.'])),
      [wildcard(types)]: 'A service may hold resources of any type.',
      [wildcard(templates)]: 'The templates of all services.',
      [wildcard(runs)]: 'The executions of this one workflow.',
    });
    return role;
  }

  /** Events that ask for releases and wish something of them, and the news that a run has ended. */
  private listen(): void {
    const { bus } = this.props;
    const onBus = (
      id: string, description: string, detailType: string, machine: sfn.StateMachine,
    ) => new events.Rule(this, id, {
      description,
      eventBus: bus,
      eventPattern: { detailType: [detailType] },
      targets: [new targets.SfnStateMachine(machine, { input: events.RuleTargetInput.fromEventPath('$.detail') })],
    });
    onBus('Requested', 'Starts the release of a service', FLEET_EVENTS.requested, this.machine);
    onBus('Controlled', 'Halts, resumes, promotes or takes back a release, or pins a tenant', FLEET_EVENTS.control, this.control);
    new events.Rule(this, 'Ends', {
      description: 'Releases whose run was ended from outside or failed are taken up again',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [this.machine.stateMachineArn], status: ['ABORTED', 'FAILED', 'TIMED_OUT'] },
      },
      targets: [new targets.SfnStateMachine(this.control, {
        input: events.RuleTargetInput.fromObject({
          endedRun: events.EventField.fromPath('$.detail.executionArn'),
          input: events.EventField.fromPath('$.detail.input'),
          error: events.EventField.fromPath('$.detail.error'),
        }),
      })],
    });
  }
}
