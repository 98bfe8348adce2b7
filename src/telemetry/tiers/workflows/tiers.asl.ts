import { PATIENTLY, States, bounded, jsonata, untilItIsOver } from '../../../private/asl';
import { TIER_PARAMETER, TIERS } from '../../contract';

/** What ties the workflow to the stack that it is deployed in. */
export interface TiersTies {
  readonly partition: string;
  /** The baseline's stack set, as whom it is used, and the Regions it goes to. */
  readonly stackSetName: string;
  readonly callAs: string;
  readonly regions: readonly string[];
  /** ARNs of functions. */
  readonly survey: string;
  readonly settle: string;
}

/** What the workflow's role may do. */
export const TIERS_CALLS = {
  functions: ['lambda:InvokeFunction'],
  targets: ['cloudformation:UpdateStackInstances'],
  stackSet: ['cloudformation:DescribeStackSetOperation'],
  organization: ['organizations:ListRoots', 'organizations:ListDelegatedAdministrators'],
} as const;

/** Who has put tenants into an operation lets go of them before others take them for left behind. */
const LONGEST_SECONDS = 5 * 3600;

/** A stack takes longer than this, and nobody waits for less. */
const FIRST_LOOK_SECONDS = 20;
const LOOKS = { IntervalSeconds: 15, BackoffRate: 1.2, MaxDelaySeconds: 300, MaxAttempts: 75 };

/** So many operations go on at once, each in a quarter of its accounts: the rest is for enrolments and releases. */
const OPERATIONS_AT_ONCE = 10;
const ACCOUNTS_AT_ONCE_PERCENT = 25;

const EXISTS = 'CloudFormation.OperationIdAlreadyExistsException';
const NOT_THERE = 'CloudFormation.StackInstanceNotFoundException';
const BUSY = {
  ErrorEquals: ['CloudFormation.OperationInProgressException'], IntervalSeconds: 30, BackoffRate: 1.5, MaxDelaySeconds: 300, MaxAttempts: 30,
};

/** What is wrong with what is wished: an expression that comes to a list of sentences. */
const COMPLAINTS = `($r := $states.input; $text := function($v, $most) { $type($v) = "string" and $length($v) >= 1 and $length($v) <= $most };
  $type($r) != "object" ? ["the input must be an object: empty to look who is active, or with a 'tenantId'"] : $count($keys($r)) = 0 ? [] : [
    $text($r.tenantId, 40) ? [] : "'tenantId' must be the id of a tenant",
    $exists($r.tier) ? ($r.tier in ${JSON.stringify(Object.values(TIERS))} ? [] : "'tier' must be one of ${Object.values(TIERS).join(', ')}") : $r.fixed = false ? [] : "'tier' must be there, or 'fixed' must be false, which leaves it to the survey",
    $exists($r.fixed) and $type($r.fixed) != "boolean" ? "'fixed' must be true or false" : [],
    $text($r.by, 200) ? [] : "'by' must say who asks, in at most 200 characters",
    $text($r.reason, 500) ? [] : "'reason' must say why, in at most 500 characters"
  ])`.replace(/\n\s*/g, ' ');

/** Begins the names of this run's operations. A repeated attempt of the run finds its own by it. */
const RUN = '"tiers-" & $substring($hash($states.context.Execution.Id, "SHA-256"), 0, 24)';

const CAUSE = '$states.errorOutput.Error & ": " & $substring($exists($states.errorOutput.Cause) ? $states.errorOutput.Cause : "", 0, 400)';

/** Looks who is active or what somebody wishes, and brings tenants into their tiers: one operation for a thousand. */
export const tiers = (to: TiersTies) => ({
  Comment: 'Moves tenants between tiers: those whom nobody uses sleep, and one sign of life wakes them',
  QueryLanguage: 'JSONata',
  TimeoutSeconds: LONGEST_SECONDS,
  StartAt: 'What is asked?',
  States: bounded({
    'What is asked?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata(`$count(${COMPLAINTS}) > 0`), Assign: { complaint: jsonata(`$join([${COMPLAINTS}], "; ")`) }, Next: 'That cannot be' },
        { Condition: jsonata('$exists($states.input.tenantId)'), Assign: { asked: jsonata(`{"run": ${RUN}, "wish": $states.input}`) }, Next: 'Who belongs where?' },
      ],
      Assign: { asked: jsonata(`{"run": ${RUN}}`) },
      Default: 'Who belongs where?',
    },
    'That cannot be': { Type: 'Fail', Error: 'TierRejected', Cause: jsonata('$complaint') },
    'Who belongs where?': {
      ...invoke(to, to.survey, jsonata('$asked')),
      Assign: { answer: jsonata('$states.result.Payload'), complaint: jsonata('$states.result.Payload.complaint') },
      Retry: [PATIENTLY],
      Next: 'Is anybody to be moved?',
    },
    'Is anybody to be moved?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$complaint != ""'), Next: 'That cannot be' },
        { Condition: jsonata('$count($answer.batches) = 0'), Next: 'Everybody is where they belong' },
      ],
      Default: 'Which is the root?',
    },
    'Everybody is where they belong': { Type: 'Succeed', Output: jsonata(`$merge([${SEEN}, {"moved": 0, "failed": 0}])`) },
    'Which is the root?': {
      Type: 'Task',
      Resource: sdk(to, 'organizations', 'listRoots'),
      Arguments: {},
      Assign: { root: jsonata('$states.result.Roots[0].Id') },
      Retry: [PATIENTLY],
      Next: 'Move them',
    },
    'Move them': {
      Type: 'Map',
      Items: jsonata('[$answer.batches]'),
      MaxConcurrency: OPERATIONS_AT_ONCE,
      ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'A batch', States: batch(to) },
      Output: jsonata(`$merge([${SEEN}, {"moved": $sum($states.result.moved), "failed": $sum($states.result.failed)}])`),
      End: true,
    },
  }),
});

const SEEN = '{"tenants": $answer.tenants, "active": $answer.active, "unseen": [$answer.unseen], "note": $answer.note}';

/**
 * One operation of the stack set, to its end. Whatever becomes of it, it is no matter of the other batches.
 *
 * Variables: `root`.
 */
function batch(to: TiersTies): States {
  const stackSet = { StackSetName: to.stackSetName, CallAs: to.callAs };
  const refused = (next: string) => ({ ErrorEquals: ['States.ALL'], Assign: { refused: jsonata(CAUSE) }, Next: next });
  const settled = { operation: jsonata('$operation'), tier: jsonata('$tier') };
  const settle = (Payload: Record<string, unknown>) => ({
    ...invoke(to, to.settle, Payload),
    Retry: [PATIENTLY],
    Output: { moved: jsonata('$states.result.Payload.moved'), failed: jsonata('$states.result.Payload.failed') },
    Catch: [{ ErrorEquals: ['States.ALL'], Output: NOBODY, Next: 'The next survey does it' }],
    End: true,
  });
  return {
    'A batch': {
      Type: 'Pass',
      Assign: {
        operation: jsonata('$states.input.operation'),
        stackSetOperation: jsonata('$states.input.operation'),
        tier: jsonata('$states.input.tier'),
        accounts: jsonata('[$states.input.accounts]'),
        sorted: false,
        pause: FIRST_LOOK_SECONDS,
      },
      Next: 'Begin to move',
    },
    'Begin to move': {
      Type: 'Task',
      Resource: sdk(to, 'cloudformation', 'updateStackInstances'),
      Arguments: {
        ...stackSet,
        Regions: to.regions,
        DeploymentTargets: { OrganizationalUnitIds: [jsonata('$root')], Accounts: jsonata('$accounts'), AccountFilterType: 'INTERSECTION' },
        ParameterOverrides: [{ ParameterKey: TIER_PARAMETER, ParameterValue: jsonata('$tier') }],
        OperationPreferences: {
          RegionConcurrencyType: 'PARALLEL',
          ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE',
          MaxConcurrentPercentage: ACCOUNTS_AT_ONCE_PERCENT,
          // One account that cannot be moved stops nobody.
          FailureTolerancePercentage: 100,
        },
        OperationId: jsonata('$stackSetOperation'),
      },
      Retry: [{ ErrorEquals: [EXISTS, NOT_THERE], MaxAttempts: 0 }, BUSY, PATIENTLY],
      Catch: [
        // A call whose answer was lost: the operation is under way.
        { ErrorEquals: [EXISTS], Next: 'Give it time' },
        { ErrorEquals: [NOT_THERE], Assign: { refused: jsonata(CAUSE) }, Next: 'Was that looked into?' },
        refused('Let go of them'),
      ],
      Next: 'Give it time',
    },
    'Was that looked into?': {
      Type: 'Choice', Choices: [{ Condition: jsonata('$sorted'), Next: 'Let go of them' }], Default: 'Who has a stack instance?',
    },
    'Who has a stack instance?': {
      ...invoke(to, to.settle, { sort: true, operation: jsonata('$operation'), accounts: jsonata('$accounts') }),
      Assign: {
        accounts: jsonata('[$states.result.Payload.accounts]'), sorted: true, stackSetOperation: jsonata('$operation & "-again"'),
      },
      Retry: [PATIENTLY],
      Catch: [refused('Let go of them')],
      Next: 'Is anybody left?',
    },
    'Is anybody left?': {
      Type: 'Choice', Choices: [{ Condition: jsonata('$count($accounts) > 0'), Next: 'Begin to move' }], Output: NOBODY, Default: 'The next survey does it',
    },
    'Let go of them': settle({ ...settled, refused: jsonata('$refused') }),
    'Give it time': { Type: 'Wait', Seconds: jsonata('$pause'), Next: 'Is it over?' },
    ...untilItIsOver({
      name: 'Is it over?',
      call: {
        Resource: sdk(to, 'cloudformation', 'describeStackSetOperation'),
        Arguments: { ...stackSet, OperationId: jsonata('$stackSetOperation') },
      },
      isGoingOn: '$states.result.StackSetOperation.Status in ["RUNNING", "QUEUED", "STOPPING"]',
      variable: 'status',
      value: '$states.result.StackSetOperation.Status',
      looks: LOOKS,
      pause: { state: 'Give it time', variable: 'pause' },
      failure: { ErrorEquals: ['States.ALL'], Output: NOBODY, Next: 'The next survey does it' },
      then: 'What became of them?',
    }),
    'What became of them?': settle({ ...settled, stackSetOperation: jsonata('$stackSetOperation') }),
    // They are free again when the hours of their operation are over.
    'The next survey does it': { Type: 'Pass', End: true },
  };
}

const NOBODY = { moved: 0, failed: 0 };

const sdk = ({ partition }: TiersTies, service: string, action: string) =>
  `arn:${partition}:states:::aws-sdk:${service}:${action}`;

const invoke = ({ partition }: TiersTies, arn: string, Payload: unknown) => ({
  Type: 'Task',
  Resource: `arn:${partition}:states:::lambda:invoke`,
  TimeoutSeconds: 910,
  Arguments: { FunctionName: arn, Payload },
});
