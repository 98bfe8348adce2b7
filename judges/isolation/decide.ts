import { anonymousPrincipal, runSimulation } from '@cloud-copilot/iam-simulate';
import { HOSTILE, ORGANIZATION, OTHER, REGION, STRANGER } from './app';
import { EVERYTHING, Protection, World } from './world';

/** Somebody who makes a call. */
export interface Who {
  /** An ARN, the name of a service, or nobody known. */
  readonly arn: string;
  readonly account: string;
  /** Of the policies in the world; everything is allowed where it is left out, as for who rules his own account. */
  readonly identity?: string;
  readonly session?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Something that a call can be made on. */
export interface Target {
  readonly arn: string;
  readonly account: string;
  /** Its policy in the world. */
  readonly policy?: string;
}

/** A call: by whom, of what, with what in the request. */
export interface Call {
  readonly says: string;
  readonly who: Who;
  readonly does: string;
  readonly to: Target;
  readonly given?: Readonly<Record<string, string | readonly string[]>>;
  /** Whether guardrails hold: those of the world's `guardrails…`. Otherwise the call has to be stopped without them. */
  readonly underGuardrails?: boolean;
}

/** A call that has to be stopped, and by what. */
export interface Hostile extends Call {
  readonly stoppedBy: readonly Protection[];
}

export const NOBODY: Who = { arn: 'anonymous', account: '' };
export const person = (account: string, role = 'Admin'): Who => ({ arn: `arn:aws:iam::${account}:role/${role}`, account });
export const aService = (name: string): Who => ({ arn: name, account: '' });

export const hostile = person(HOSTILE);
export const other = person(OTHER);
export const stranger = person(STRANGER);

const isService = ({ arn }: Who) => arn.endsWith('.amazonaws.com');

type Context = Record<string, string | string[]>;

function contextOf(call: Call): Context {
  const { who, given = {}, to } = call;
  const common: Context = {
    'aws:RequestedRegion': REGION, 'aws:SecureTransport': 'true', 'aws:ResourceAccount': to.account,
    ...to.account !== STRANGER && { 'aws:ResourceOrgID': ORGANIZATION },
  };
  const tags = Object.fromEntries(Object.entries(who.tags ?? {}).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]));
  const caller: Context = who === NOBODY ? { 'aws:PrincipalType': 'Anonymous' }
    : isService(who) ? { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': who.arn }
      : {
        'aws:PrincipalArn': who.arn, 'aws:PrincipalAccount': who.account, 'aws:PrincipalType': 'AssumedRole', 'aws:PrincipalIsAWSService': 'false',
        ...who.account !== STRANGER && { 'aws:PrincipalOrgID': ORGANIZATION },
      };
  return { ...common, ...caller, ...tags, ...given as Context };
}

const at = (orgIdentifier: string, ...policies: object[]) =>
  ({ orgIdentifier, policies: policies.map((policy, index) => ({ name: `${orgIdentifier}-${index}`, policy })) });

/** Whether AWS would let it happen, as others' evaluator of policies says. */
export async function isAllowed(call: Call, world: World): Promise<boolean> {
  const { says, who, does, to } = call;
  const hasIdentity = who !== NOBODY && !isService(who);
  const identity = who.identity === undefined ? EVERYTHING : world[who.identity];
  if (!identity) { throw new Error(`${says}: there is no policy '${who.identity}'`); }
  const guardrails = call.underGuardrails
    ? Object.entries(world).filter(([name]) => name.startsWith('guardrails')).flatMap(([, policy]) => policy ?? []) : [];
  const result = await runSimulation({
    request: {
      principal: who === NOBODY ? anonymousPrincipal : who.arn,
      action: does,
      resource: { resource: to.arn, accountId: to.account },
      contextVariables: contextOf(call),
    },
    identityPolicies: hasIdentity ? [{ name: 'identity', policy: identity }] : [],
    sessionPolicy: who.session === undefined ? undefined : world[who.session],
    serviceControlPolicies: !hasIdentity ? []
      : [at('r-root', EVERYTHING), at('ou-tenants', EVERYTHING, ...guardrails), at(who.account, EVERYTHING)],
    resourceControlPolicies: [],
    resourcePolicy: to.policy === undefined ? undefined : world[to.policy],
  }, {});
  if (result.resultType === 'error') { throw new Error(`${says} (${does} on ${to.arn}): ${JSON.stringify(result.errors)}`); }
  if (result.resultType === 'single') { return result.overallResult === 'Allowed'; }
  if (result.results.length === 0) { throw new Error(`${says} (${does} on ${to.arn}): that is on nothing`); }
  return result.results.every(each => each.analysis.result === 'Allowed');
}
