import { Observer } from './observer';
import { Guardrail } from '../../guardrails/guardrail';
import { Lab } from '../../lab';
import { IamRoom } from '../../lab/services/iam/iam-room';
import { policiesIn } from '../guardrails/policies';

/** Something that an administrator of a tenant tries in the tenant's account. */
interface Attempt {
  readonly says: string;
  readonly action: string;
  /** The ARN, by partition and account, to which it is done. */
  readonly to?: (place: Place) => string;
  readonly given?: Record<string, string>;
}

interface Place {
  readonly partition: string;
  readonly account: string;
  readonly platform: string;
}

const iam = (what: string) => ({ partition, account }: Place) => `arn:${partition}:iam::${account}:${what}`;
const here = (service: string, what: string) => ({ partition, account }: Place) => `arn:${partition}:${service}:us-east-1:${account}:${what}`;
const bucket = (what: string) => ({ partition }: Place) => `arn:${partition}:s3:::${what}`;
const everything = () => '*';

/** Each with the rule of the catalogue that stops it. */
const FORBIDDEN: readonly (Attempt & { readonly rule: string })[] = [
  { says: 'leaves the organization', rule: 'leaving-organization', action: 'organizations:LeaveOrganization' },
  { says: 'closes the account', rule: 'account-settings', action: 'account:CloseAccount' },
  { says: 'makes a user\'s access key', rule: 'long-lived-keys', action: 'iam:CreateAccessKey', to: iam('user/jane') },
  {
    says: 'lets himself into the platform\'s role', rule: 'platform-roles', action: 'iam:UpdateAssumeRolePolicy',
    to: place => iam(`role/cdk-account-per-tenant-${place.platform}-platform`)(place),
  },
  {
    says: 'deletes the baseline\'s stack', rule: 'baseline', action: 'cloudformation:DeleteStack',
    to: place => here('cloudformation', `stack/StackSet-cdk-account-per-tenant-${place.platform}-baseline-0a1b/2c3d`)(place),
  },
  {
    says: 'writes the facts of the tenant anew', rule: 'baseline', action: 'ssm:PutParameter',
    to: here('ssm', 'parameter/cdk-account-per-tenant/tenant'),
  },
  { says: 'stops the recorder of AWS Config', rule: 'baseline', action: 'config:StopConfigurationRecorder' },
  { says: 'opens the buckets of the account', rule: 'public-storage', action: 's3:PutAccountPublicAccessBlock' },
  {
    says: 'shares a subnet with strangers', rule: 'sharing-outside', action: 'ram:CreateResourceShare',
    given: { 'ram:RequestedAllowsExternalPrincipals': 'true' },
  },
  {
    says: 'makes a volume that is not encrypted', rule: 'encryption', action: 'ec2:CreateVolume',
    to: here('ec2', 'volume/vol-0123456789abcdef0'), given: { 'ec2:Encrypted': 'false' },
  },
];

/** What a tenant's services cannot do without. */
const NEEDED: readonly Attempt[] = [
  { says: 'deploys a stack', action: 'cloudformation:CreateStack', to: here('cloudformation', 'stack/orders/1a2b') },
  { says: 'makes a role for a function', action: 'iam:CreateRole', to: iam('role/orders') },
  { says: 'makes a function', action: 'lambda:CreateFunction', to: here('lambda', 'function:orders') },
  { says: 'calls it', action: 'lambda:InvokeFunction', to: here('lambda', 'function:orders') },
  { says: 'makes a table', action: 'dynamodb:CreateTable', to: here('dynamodb', 'table/orders') },
  { says: 'writes into it', action: 'dynamodb:PutItem', to: here('dynamodb', 'table/orders') },
  { says: 'puts an object into a bucket', action: 's3:PutObject', to: bucket('acme-orders/1.json') },
  { says: 'sends a message', action: 'sqs:SendMessage', to: here('sqs', 'orders') },
  { says: 'starts a workflow', action: 'states:StartExecution', to: here('states', 'stateMachine:orders') },
  { says: 'reads the facts of the tenant', action: 'ssm:GetParameter', to: here('ssm', 'parameter/cdk-account-per-tenant/tenant') },
];

/** What came of an attempt. */
export interface Tried {
  readonly says: string;
  readonly action: string;
  /** The rule that has to stop it. */
  readonly rule?: string;
  readonly allowed: boolean;
  /** The app has rules that the presets have not, and these may stop it. */
  readonly mayBeStopped?: true;
}

/** Whether it came out as the rules promise. */
export const isRight = ({ rule, allowed, mayBeStopped }: Tried) =>
  allowed === (rule === undefined) || mayBeStopped === true;

/** Rules of every preset let through what services need. */
const OF_PRESETS: ReadonlySet<string> =
  new Set(['quarantine', 'suspended', ...Guardrail.strict(['us-east-1']).map(({ name }) => name)]);

/**
 * What an administrator of the first tenant that is ready is let do, by the lab's IAM. Of what is forbidden, only what
 * the rules of the assembly forbid is tried.
 */
export function tryOut(lab: Lab, assembly: string, observer: Observer): Tried[] {
  const { ours } = policiesIn(assembly);
  const tenant = [...observer.tenants.values()].find(({ accountId }) => accountId !== undefined);
  if (ours.length === 0 || tenant?.accountId === undefined) { return []; }
  const rules = new Set(ours.flatMap(policy => policy.rules.map(({ name }) => name)));
  const hasMore = [...rules].some(name => !OF_PRESETS.has(name));
  const { partition } = lab.cloud;
  const place: Place = { partition, account: tenant.accountId, platform: ours[0].platform };
  const room = lab.cloud.room<IamRoom>('iam');
  const principal = room.addRole(place.account, {
    name: 'Administrator',
    trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: iam('root')(place) }, Action: 'sts:AssumeRole' }] },
    policies: { everything: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
  });
  const isAllowed = ({ action, to = everything, given }: Attempt) => {
    try {
      room.authorize({ principal, account: place.account, region: 'us-east-1' }, { action, resource: to(place), context: given });
      return true;
    } catch (error) {
      if ((error as Error).name === 'AccessDeniedException') { return false; }
      throw error;
    }
  };
  return [...FORBIDDEN.filter(({ rule }) => rules.has(rule)), ...NEEDED].map(attempt => {
    const { says, action } = attempt;
    const more = 'rule' in attempt ? { rule: attempt.rule as string } : hasMore && { mayBeStopped: true as const };
    return { says, action, ...more, allowed: isAllowed(attempt) };
  });
}
