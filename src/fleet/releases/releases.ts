import { Aws, Duration, Fn, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { FunctionRole } from './function-role';
import { ReconcileFunction } from './handlers/reconcile-function';
import { ReleaseFunctions } from './release-functions';
import { CONTROL_CALLS, control } from './workflows/control.asl';
import { RELEASE_CALLS, release } from './workflows/release.asl';
import { ITenantOrganization } from '../../organization/i-tenant-organization';
import { acknowledge, wildcard } from '../../private/acknowledge';
import { BY_STATE, NAMESPACE } from '../../tenants/contract';
import { ITenantDirectory } from '../../tenants/i-tenant-directory';
import {
  FLEET_EVENTS, assetBucketName, controlMachineName,
  fleetParameterName, releaseMachineName, serviceParameterName, serviceStackSets,
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

/** How often it is looked for tenants who are behind and runs that are gone. */
const EVERY_HOURS = 6;

/** The workflows that bring services to tenants and back, with all that they need. */
export class Releases extends Construct {
  public readonly machine: sfn.StateMachine;
  public readonly control: sfn.StateMachine;
  /** Who is in which wave, and what change sets said. */
  public readonly bucket: s3.Bucket;
  private readonly role: iam.Role;

  constructor(scope: Construct, id: string, private readonly props: ReleasesProps) {
    super(scope, id);
    this.bucket = this.defineBucket();
    const functions = new ReleaseFunctions(this, 'Functions', {
      ...props, bucket: this.bucket, platformName: this.platform,
      managementAccount: props.organization.managementAccount,
    });
    this.role = this.defineRole(functions);
    this.machine = this.defineMachine(functions);
    this.control = this.defineControl();
    this.listen();
    this.reconcile();
    new ssm.StringParameter(this, 'Fleet', {
      parameterName: fleetParameterName(this.platform),
      description: 'Where the command line finds the fleet',
      stringValue: Stack.of(this).toJsonString({
        table: props.directory.table.tableName, bucket: this.bucket.bucketName,
      }),
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

  private defineBucket(): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Bucket', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ expiration: Duration.days(400), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    acknowledge(bucket, { 'AwsSolutions-S1': 'Who is in which wave is in the directory, too; the lists are read by StackSets and by releases.' });
    return bucket;
  }

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
    const lists = this.bucket.arnForObjects('*');
    const runs = `${states}:execution:${machine}:*`;

    allow(RELEASE_CALLS.directory, [directory.table.tableArn]);
    allow(RELEASE_CALLS.services, [parameters]);
    allow(RELEASE_CALLS.stackSets, [...stackSets, types]);
    allow(RELEASE_CALLS.newStackSets, ['*']);
    allow(RELEASE_CALLS.templates, [templates]);
    allow(RELEASE_CALLS.lists, [lists]);
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
      [wildcard(`<${Stack.of(this).getLogicalId(this.bucket.node.defaultChild as s3.CfnBucket)}.Arn>/*`)]: 'The lists of all releases.',
      [wildcard(runs)]: 'The executions of this one workflow.',
    });
    return role;
  }

  /** Events that ask for releases and wish something of them, and the news that a run has ended. */
  private listen(): void {
    const { bus } = this.props;
    type Target = sfn.StateMachine;
    const onBus = (id: string, description: string, detailType: string, machine: Target) => new events.Rule(this, id, {
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

  private reconcile(): void {
    const { directory, organization, callAs } = this.props;
    const { region, account } = Stack.of(this);
    const role = new FunctionRole(this, 'ReconcileRole');
    const stackSets = `arn:${Aws.PARTITION}:cloudformation:${region}:${organization.managementAccount}:stackset/${serviceStackSets(this.platform)}:*`;
    const runs = `arn:${Aws.PARTITION}:states:${region}:${account}:execution:${releaseMachineName(this.platform)}:*`;
    role.allow(['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], directory.table.tableArn);
    role.allow(['dynamodb:Query'], `${directory.table.tableArn}/index/${BY_STATE}`);
    role.allow(['cloudformation:DescribeStackInstance', 'cloudformation:ListStackInstances'], stackSets);
    // Whom the last repair tried; without the second S3 does not say that a list is not there.
    role.allow(['s3:GetObject'], this.bucket.arnForObjects('*'));
    role.allow(['s3:ListBucket'], this.bucket.bucketArn);
    role.allow(['states:DescribeExecution'], runs);
    role.allow(['states:StartExecution'], this.machine.stateMachineArn);
    if (callAs !== 'SELF') { role.allow(['organizations:ListDelegatedAdministrators'], '*'); }
    const assets = this.mayCollect(role);
    directory.table.encryptionKey?.grantEncryptDecrypt(role);
    acknowledge(role, {
      [wildcard('*')]: 'ListDelegatedAdministrators knows no resources.',
      [wildcard(stackSets)]: 'The stack sets of all services of this platform.',
      [wildcard(`<${Stack.of(this).getLogicalId(this.bucket.node.defaultChild as s3.CfnBucket)}.Arn>/*`)]: 'The lists of all releases.',
      [wildcard(runs)]: 'The executions of this one workflow.',
      ...assets,
    });
    const look = new ReconcileFunction(this, 'Reconcile', {
      ...role.options,
      timeout: Duration.minutes(15),
      memorySize: 1024,
      environment: {
        DIRECTORY: directory.table.tableName, BUCKET: this.bucket.bucketName,
        PLATFORM: this.platform, CALL_AS: callAs, MACHINE: this.machine.stateMachineArn,
        COLLECTS: 'true',
      },
    });
    look.node.addDependency(...role.node.findAll().filter(child => child instanceof iam.CfnPolicy));
    const minute = [...Names.nodeUniqueId(this.node)]
      .reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 60, 0);
    new events.Rule(this, 'Regularly', {
      description: 'Brings up tenants who are behind, and releases whose run is gone',
      // Not all platforms of the world in the same minute.
      schedule: events.Schedule.cron({ minute: `${minute}`, hour: `*/${EVERY_HOURS}` }),
      targets: [new targets.LambdaFunction(look)],
    });
  }

  /** Templates and files that no tenant and no way back may need any more. */
  private mayCollect(role: FunctionRole): Record<string, string> {
    const { account } = Stack.of(this);
    const buckets = `arn:${Aws.PARTITION}:s3:::${assetBucketName(this.platform, account, '*')}`;
    const parameters = Stack.of(this).formatArn({ service: 'ssm', resource: `parameter${serviceParameterName(this.platform, '*')}` });
    role.allow(['ssm:GetParameter'], parameters);
    role.allow(['s3:ListBucket'], buckets);
    role.allow(['s3:GetObject', 's3:DeleteObject'], `${buckets}/*`);
    return {
      [wildcard(parameters)]: 'The services of this platform.',
      [wildcard(buckets)]: 'The asset buckets of this platform, one in each Region.',
      [wildcard(`${buckets}/*`)]: 'What lies in them.',
    };
  }
}
