import { Difference } from './compare';

/** A difference between the clouds that is understood. */
export interface Known {
  readonly name: string;
  readonly story: RegExp;
  readonly where: RegExp;
  /** What the two values have in them, as JSON. */
  readonly says: RegExp;
  readonly lab: string;
  readonly there: string;
  /** What AWS documents. */
  readonly aws: string;
  readonly source: string;
  readonly wrong: 'the lab' | 'moto' | 'fakecloud' | 'nobody';
}

/** A cloud that others wrote, and what is known of it. */
export interface ForeignCloud {
  readonly name: string;
  /** The program that stands for it, in this folder, and what it is told beside what every one is told. */
  readonly program: { readonly file: string; readonly args: readonly string[] };
  readonly known: readonly Known[];
  readonly notProven: ReadonlyMap<string, string>;
  readonly neverActs: readonly string[];
  /** Stories that it cannot carry, and why. */
  readonly beyond: ReadonlyMap<string, string>;
}

export const THE_SECOND_SLOT: Known = {
  name: 'the second slot of a creation that is tried again', story: /^an internal failure/, where: /^\.runs\[0\]\.(path|calls)\[\]$/, says: /Reserve a slot/,
  lab: 'a minute later: the line is idle again, and one write reserves a slot',
  there: 'a moment later, since waits are short: the line is still busy, and the write for an idle one is refused first',
  aws: 'either, after the time that has passed', source: 'docs/adr/0003', wrong: 'nobody',
};

/** One that does not occur any more has to go: then the run fails as it does for one that is not here. */
export const KNOWN: readonly Known[] = [
  {
    name: 'a move from where the account is not', story: /^a baseline that fails/, where: /^\.runs\[1\]\.(path|calls)\[\]$/,
    says: /before onboarding\?|"Move to onboarding"/,
    lab: 'SourceParentNotFoundException; the workflow looks where the account is, and moves it from there', there: 'moves it all the same',
    aws: "SourceParentNotFoundException: We can't find a source root or OU with the ParentId that you specified",
    source: 'Organizations API reference, MoveAccount', wrong: 'moto',
  },
  THE_SECOND_SLOT,
  {
    name: 'what a change set says of replacement', story: /version/, where: /^\.files\.preview\.json\.accounts\[\d+\]\.changes\[\d+\]\.replacement$/, says: /^\["False",""\]$/,
    lab: 'False for a change in place', there: 'nothing, so that a preview there never speaks against a release',
    aws: 'Replacement: for the Modify action, whether CloudFormation will replace the resource', source: 'CloudFormation API reference, ResourceChange', wrong: 'moto',
  },
];

/** Types of resources that the emulator skips: nothing is proven of them there. */
export const NOT_PROVEN: ReadonlyMap<string, string> = new Map([
  ['AWS::SQS::QueuePolicy', 'no policy is evaluated there'],
  ['AWS::Lambda::EventInvokeConfig', 'functions are not tried again there'],
  ['AWS::EventSchemas::Registry', 'nothing depends on it at run time'],
  ['AWS::EventSchemas::Schema', 'nothing depends on it at run time'],
  ['AWS::Events::EventBusPolicy', 'no policy is evaluated there'],
  ['AWS::S3::BucketPolicy', 'no policy is evaluated there'],
  ['AWS::Config::OrganizationConfigRule', 'nothing is recorded there, and nothing evaluated'],
  ['AWS::Config::ConfigurationAggregator', 'nothing is recorded there'],
  ['AWS::CloudWatch::Alarm', 'no metric is looked at; the alarm of releases is made by hand, and has the state it is told'],
]);

/** What is deployed there and does not act. */
export const NEVER_ACTS: readonly string[] = [
  'roles, trust policies, service control policies: every call is allowed',
  'rules on a schedule, and events of Step Functions: the sweeper is never started',
  'throttling, quotas and places in flight of AWS: nothing is refused for its rate',
  'requests for quotas, alarms, retries and dead letters of functions',
  "AWS Config's recorders and delivery channels, and its role, in tenants' accounts: skipped in the stack sets' templates",
  'GuardDuty: an administrator is noted, and nothing is found',
  'stack set operations take no time: there is nothing to stop, and MaxConcurrentCount, FailureToleranceCount and managed execution do nothing; TimeoutSeconds are not shortened with the waits',
  'updates of stack sets fail for nobody, and StackSets has no failures of its own',
  'change sets of the preview replace and delete nothing',
  "links, sampling and masking in tenants' accounts: skipped in the stack sets' templates; nobody is seen through a sink, so that there is no census",
  'tiers: nothing is ever active, and UpdateStackInstances overrides no parameter',
  'functions that fail asynchronously: their failures are put on the bus by hand; archives replay nothing, and nobody waits for the central bus',
  'sessions with a policy of their own: the redrive takes one in the tenant account, and is held to nothing',
  'pipelines and CodeBuild: services are published by the command line alone; no images, for which it would need Docker',
];

export const MOTO: ForeignCloud = {
  name: 'moto', program: { file: 'moto/main.py', args: [] }, known: KNOWN, notProven: NOT_PROVEN, neverActs: NEVER_ACTS, beyond: new Map(),
};

/** Sorts differences by what is known of them. */
export function judged(
  all: readonly Difference[], known: readonly Known[] = KNOWN,
): { unknown: Difference[]; met: ReadonlyMap<Known, number> } {
  const met = new Map<Known, number>();
  const unknown = all.filter(one => {
    const found = known.find(({ story, where, says }) =>
      story.test(one.story) && where.test(one.where) && says.test(JSON.stringify([one.lab, one.there])));
    if (found) { met.set(found, (met.get(found) ?? 0) + 1); }
    return !found;
  });
  return { unknown, met };
}
