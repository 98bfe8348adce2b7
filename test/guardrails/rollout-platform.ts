import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack, Tags } from 'aws-cdk-lib';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BaselineGuardrails, Guardrail, GuardrailPolicyType, TenantOrganization } from '../../src';
import { AwsError, Entry, Expressions, Fault, Lab, LabOptions } from '../../src/lab';
import { CloudWatchRoom } from '../../src/lab/services/cloudwatch/cloudwatch-room';
import { SsmRoom } from '../../src/lab/services/ssm/ssm-room';
import { MANAGEMENT } from '../good';

const env = { account: MANAGEMENT, region: 'us-east-1' };

interface Statement { readonly Action: string | string[]; readonly Sid?: string }

/** What is deployed at one time. */
export interface Version {
  /** Actions that nobody may call; each is a rule of its own. */
  readonly denied: readonly string[];
  /** The same for what is done to resources. */
  readonly deniedOnResources?: readonly string[];
  /** Hours; none without. */
  readonly soak?: number;
  readonly alarms?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly serviceControlPolicies?: number;
  /** Settings are no statements. */
  readonly more?: readonly Guardrail[];
}

/** A rule that nobody calls an action. */
export function deny(action: string, policyType = GuardrailPolicyType.SERVICE_CONTROL_POLICY): Guardrail {
  return Guardrail.custom({
    name: `no-${action.replace(/[:*]/g, '-').toLowerCase()}`,
    stops: `Nobody calls ${action}.`,
    policyType,
    statements: [new PolicyStatement({ effect: Effect.DENY, actions: [action], resources: ['*'] })],
  });
}

/** An app of the management account. */
export function synthesize(version: Version, outdir = mkdtempSync(join(tmpdir(), 'rollout-'))): string {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Organization', { env });
  const organization = new TenantOrganization(stack, 'Land');
  const alarms = version.alarms?.map(id => new Alarm(stack, id, {
    alarmName: id, metric: new Metric({ namespace: 'Mine', metricName: id }), threshold: 1, evaluationPeriods: 1,
  }));
  const rules = [
    ...version.denied.map(action => deny(action)),
    ...(version.deniedOnResources ?? []).map(action => deny(action, GuardrailPolicyType.RESOURCE_CONTROL_POLICY)),
  ];
  new BaselineGuardrails(stack, 'Guardrails', {
    organization,
    guardrails: [...rules, ...version.more ?? []],
    serviceControlPolicies: version.serviceControlPolicies,
    rollout: version.soak === undefined ? undefined : { soak: Duration.hours(version.soak), alarms },
  });
  for (const [key, value] of Object.entries(version.tags ?? {})) { Tags.of(app).add(key, value); }
  return app.synth().directory;
}

type Unit = 'Production' | 'Sandbox' | 'Onboarding';

const expressions = new Expressions();

/** An organization on the lab, with an account in each of two units. */
export class Fleet {
  public readonly lab: Lab;
  public readonly entries: Entry[] = [];
  private readonly accounts = new Map<Unit, string>();
  private start = 0;

  constructor(faults: Fault[] = [], options: LabOptions = {}) {
    this.lab = new Lab({ ...options, faults, states: { expressions, ...options.states } });
    this.lab.cloud.journal.listen(entry => this.entries.push(entry));
  }

  public async deploy(version: Version): Promise<void> {
    await this.lab.deploy(synthesize(version));
    this.start = this.lab.cloud.clock.now();
  }

  /** Time goes on to so many hours after the last deployment. */
  public async hours(hours: number): Promise<void> {
    await this.lab.play(this.start + hours * 3_600_000);
  }

  private addAccount(unit: Unit): string {
    const id = this.lab.organization.addAccount({ name: unit, email: `${unit}@example.com`, parent: this.unit(unit) });
    this.lab.iam.addRole(id, {
      name: 'admin',
      trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }] },
      managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    });
    return id;
  }

  private unit(name: Unit): string {
    const units = this.lab.all('AWS::Organizations::OrganizationalUnit');
    return units.find(({ logicalId }) => logicalId.includes(name))!.ref;
  }

  /** What policies on a unit, but those of one unit alone, deny there. */
  public denied(unit: Unit): string[] {
    const ref = this.unit(unit);
    return this.lab.organization.policies()
      .filter(({ targets, type }) => targets.has(ref) && /CONTROL/.test(type))
      .flatMap(({ content }) => (JSON.parse(content) as { Statement: Statement[] }).Statement)
      .filter(({ Sid }) => !Sid?.startsWith('Nothing'))
      .flatMap(({ Action }) => Action).sort();
  }

  public executions(): { status: string; outcome?: string; error?: string; cause?: string }[] {
    return this.lab.states.executions().map(({ status, output, error, cause }) => ({
      status, error, cause, ...output !== undefined && JSON.parse(output) as { outcome?: string },
    }));
  }

  public parameter(name = ''): Record<string, unknown> | undefined {
    const value = this.lab.cloud.room<SsmRoom>('ssm')
      .value(env.account, env.region, `/cdk-account-per-tenant/tenants/guardrails${name}`);
    return value === undefined ? undefined : JSON.parse(value) as Record<string, unknown>;
  }

  public async setAlarm(AlarmName: string, StateValue: string): Promise<void> {
    const call = this.lab.cloud.call(this.lab.operator(env), 'cloudwatch', 'setAlarmState', { AlarmName, StateValue, StateReason: 'a test' });
    await this.lab.cloud.clock.run(this.lab.cloud.clock.now() + 1000);
    await call;
  }

  /** Somebody deletes an alarm past CloudFormation. */
  public forgetAlarm(name: string): void {
    const resource = this.lab.all('AWS::CloudWatch::Alarm').find(({ logicalId }) => logicalId.startsWith(name))!;
    const room = this.lab.cloud.room<CloudWatchRoom>('cloudwatch');
    const request = { ...env, ...resource, type: '', properties: {}, stack: '', asset: () => undefined };
    void room.removals['AWS::CloudWatch::Alarm'](request, resource);
  }

  /** Whether an administrator of an account of the unit may delete a parameter. */
  public async canDelete(unit: Unit): Promise<boolean> {
    const account = this.accounts.get(unit) ?? this.addAccount(unit);
    this.accounts.set(unit, account);
    const principal = `arn:aws:iam::${account}:role/admin`;
    const call = this.lab.cloud.call({ principal, account, region: env.region }, 'ssm', 'deleteParameter', { Name: '/nobody/has/it' });
    const refusal = call.then(() => '', (error: AwsError) => error.code);
    await this.lab.cloud.clock.run(this.lab.cloud.clock.now() + 1000);
    return await refusal !== 'AccessDeniedException';
  }

  /** The name of the workflow's role, without what CloudFormation adds to it. */
  public promotionRole(): string {
    return this.lab.all('AWS::IAM::Role').find(({ logicalId }) => logicalId.includes('PromotionRole'))!.logicalId;
  }

  /** Somebody changes the policies that hold something, past CloudFormation. */
  public async changeByHand(name: string, from: string, to: string): Promise<void> {
    const policies = this.lab.organization.policies();
    for (const policy of policies.filter(each => each.name.includes(name) && each.content.includes(from))) {
      const call = this.lab.cloud.call(this.lab.operator(env), 'organizations', 'updatePolicy', {
        PolicyId: policy.id, Content: policy.content.replace(from, to),
      });
      await this.lab.cloud.clock.run(this.lab.cloud.clock.now() + 1000);
      await call;
    }
  }

  public startByHand(input: Record<string, boolean> = {}): void {
    this.lab.states.start(this.lab.only('AWS::StepFunctions::StateMachine').ref, input);
  }
}

export const first: Version = { denied: ['ssm:PutParameter'], deniedOnResources: ['s3:GetObject'], soak: 24 };
export const second: Version = { ...first, denied: ['ssm:PutParameter', 'ssm:DeleteParameter'] };
export const third: Version = { ...first, denied: ['ssm:PutParameter', 'ssm:GetParameter'] };
export const watched = (version: Version): Version => ({ ...version, alarms: ['errors', 'latency'] });

export const FIRST = ['s3:GetObject', 'ssm:PutParameter'];
export const SECOND = ['s3:GetObject', 'ssm:DeleteParameter', 'ssm:PutParameter'];
export const THIRD = ['s3:GetObject', 'ssm:GetParameter', 'ssm:PutParameter'];

/** A fleet on which the first version holds everywhere. */
export async function held(...how: ConstructorParameters<typeof Fleet>): Promise<Fleet> {
  const fleet = new Fleet(...how);
  await fleet.deploy(watched(first));
  await fleet.hours(1);
  return fleet;
}

export const outcomes = (fleet: Fleet) =>
  fleet.executions().map(({ outcome, error, status }) => outcome ?? error ?? status);
