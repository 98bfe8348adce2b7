import { NOTHING_YET } from './nothing';
import { PATIENTLY, States, bounded, jsonata, quoted } from '../../private/asl';

/** What ties the promotion to the stack it is deployed in. */
export interface PromotionTies {
  readonly partition: string;
  /** Ids of policies: where rules are tried, and where they come to. */
  readonly policies: readonly { readonly trial: string; readonly rest: string }[];
  /** A number, or what CloudFormation makes one of. */
  readonly soakSeconds: string;
  /** Names of alarms. */
  readonly alarms: readonly string[];
  readonly guardrailsParameter: string;
  readonly promotedParameter: string;
}

/** How often it is looked at alarms during the soak, and how many seconds lie between two looks at least. */
const LOOKS = 100;
const LEAST_SECONDS = 60;

/** Organizations answers two a second, and takes one change at a time. */
const whileOthersAreAtIt = (...errors: string[]) => [
  { ErrorEquals: errors, IntervalSeconds: 1, MaxAttempts: 60, BackoffRate: 1.2, MaxDelaySeconds: 30, JitterStrategy: 'FULL' },
  PATIENTLY,
];
const TOO_MANY = 'Organizations.TooManyRequestsException';
const BUSY = ['Organizations.ConcurrentModificationException', 'Organizations.PolicyChangesInProgressException'];

/**
 * From policies on the unit where they are tried to those of all other units.
 *
 * What is promoted is what was there when the soak began: a deployment may be changing the policies that are tried by
 * the time it is over. It takes nothing from its input but `now: true`, which waits for nothing and asks no alarm.
 */
export const promote = (to: PromotionTies) => ({
  Comment: 'From guardrails that were tried to guardrails that hold everywhere',
  QueryLanguage: 'JSONata',
  StartAt: 'Which guardrails are these?',
  States: bounded({ ...begin(to), ...soak(to), ...spread(to) }),
});

/** The calls that it makes, as IAM names them, by what they are made on. */
export const PROMOTION_CALLS = {
  tried: ['organizations:DescribePolicy'],
  rest: ['organizations:DescribePolicy', 'organizations:UpdatePolicy'],
  guardrails: ['ssm:GetParameter'],
  promoted: ['ssm:PutParameter'],
  alarms: ['cloudwatch:DescribeAlarms'],
} as const;

const call = ({ partition }: PromotionTies, api: string) => `arn:${partition}:states:::aws-sdk:${api}`;

/** One after the other, with states of their own. */
const each = (Items: unknown, StartAt: string, inside: States) => ({
  Type: 'Map', Items, MaxConcurrency: 1, ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt, States: inside },
});

const update = (to: PromotionTies) => ({
  Type: 'Task',
  Resource: call(to, 'organizations:updatePolicy'),
  Arguments: { PolicyId: jsonata('$states.input.policy'), Content: jsonata('$states.input.content') },
  Retry: whileOthersAreAtIt(TOO_MANY, ...BUSY),
  Output: {},
  End: true,
});

/** What is to be promoted, and whether it has to wait for it. */
const begin = (to: PromotionTies): States => ({
  'Which guardrails are these?': {
    Type: 'Task',
    Resource: call(to, 'ssm:getParameter'),
    Arguments: { Name: to.guardrailsParameter },
    Assign: {
      digest: jsonata('$parse($states.result.Parameter.Value).digest'),
      now: jsonata('$states.input.now = true'),
      version: jsonata('$states.result.Parameter.Version'),
      until: jsonata(`$toMillis($states.context.Execution.StartTime) + 1000 * ${to.soakSeconds}`),
    },
    Retry: [PATIENTLY],
    Next: 'What is tried, and what holds?',
  },
  'What is tried, and what holds?': {
    ...each([...to.policies], 'What is tried?', {
      'What is tried?': {
        Type: 'Task',
        Resource: call(to, 'organizations:describePolicy'),
        Arguments: { PolicyId: jsonata('$states.input.trial') },
        Retry: whileOthersAreAtIt(TOO_MANY),
        Assign: { content: jsonata('$states.result.Policy.Content') },
        Output: jsonata('$states.input'),
        Next: 'What holds?',
      },
      'What holds?': {
        Type: 'Task',
        Resource: call(to, 'organizations:describePolicy'),
        Arguments: { PolicyId: jsonata('$states.input.rest') },
        Retry: whileOthersAreAtIt(TOO_MANY),
        Output: {
          policy: jsonata('$states.input.rest'),
          content: jsonata('$content'),
          holdsNothing: jsonata(`${quoted(NOTHING_YET)} in $parse($states.result.Policy.Content).Statement.Sid`),
        },
        End: true,
      },
    }),
    Assign: { policies: jsonata('$states.result'), empty: jsonata('[$states.result[holdsNothing]]') },
    Next: 'Does it have to wait?',
  },
  'Does it have to wait?': {
    Type: 'Choice',
    Choices: [
      { Condition: jsonata('$now or $count($empty) = $count($policies)'), Next: 'Promote' },
      { Condition: jsonata('$count($empty) > 0'), Next: 'Fill what holds nothing' },
    ],
    Default: 'Soak',
  },
  // CloudFormation has written these anew: what they held is gone, and nothing is worse than what was tried a little.
  'Fill what holds nothing': { ...each(jsonata('$empty'), 'Fill', { Fill: update(to) }), Next: 'Soak' },
});

/** Time passes, and alarms are looked at. */
function soak(to: PromotionTies): States {
  const { alarms, soakSeconds } = to;
  const every = alarms.length > 0 ? `$max([${LEAST_SECONDS}, $ceil(${soakSeconds} / ${LOOKS})])` : soakSeconds;
  return {
    'Soak': { Type: 'Wait', Seconds: jsonata(every), Next: 'Which are the newest?' },
    'Which are the newest?': {
      Type: 'Task',
      Resource: call(to, 'ssm:getParameter'),
      Arguments: { Name: to.guardrailsParameter },
      // The same rules may have come back after others were there in the meantime, which is another version.
      Assign: { newest: jsonata('$states.result.Parameter.Version = $version') },
      Retry: [PATIENTLY],
      Next: 'Are these the newest?',
    },
    'Are these the newest?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata('$not($newest)'), Next: 'Others come after them' }],
      Default: alarms.length > 0 ? 'How are the alarms?' : 'Promote',
    },
    'Others come after them': { Type: 'Succeed', Output: { outcome: 'superseded', digest: jsonata('$digest') } },
    ...alarms.length > 0 && {
      'How are the alarms?': {
        Type: 'Task',
        Resource: call(to, 'cloudwatch:describeAlarms'),
        Arguments: { AlarmNames: [...alarms], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 50 },
        Assign: { complaints: jsonata(complaintsAbout(alarms)) },
        Retry: [PATIENTLY],
        Next: 'Is all well?',
      },
      'Is all well?': {
        Type: 'Choice',
        Choices: [
          { Condition: jsonata('$count($complaints) > 0'), Next: 'Hold them' },
          { Condition: jsonata('$toMillis($states.context.State.EnteredTime) >= $until'), Next: 'Promote' },
        ],
        Default: 'Soak',
      },
      'Hold them': {
        Type: 'Fail',
        Error: 'GuardrailsHeld',
        Cause: jsonata('"The guardrails " & $digest & " are not promoted: " & $join($complaints, ", ") & ". Deploy others, or start this workflow with {} to let them soak again, or with {\\"now\\":true} to promote them in spite of it."'),
      },
    },
  };
}

const complaintsAbout = (alarms: readonly string[]) => `($seen := [$states.result.MetricAlarms, $states.result.CompositeAlarms]; [${JSON.stringify(alarms)}.($name := $; $alarm := $seen[AlarmName = $name]; $not($exists($alarm)) ? "the alarm " & $name & " is not there" : $alarm.StateValue = "ALARM" ? "the alarm " & $name & " is in ALARM" : [])])`;

/** To all other units. */
const spread = (to: PromotionTies): States => ({
  'Promote': { ...each(jsonata('$policies'), 'Update', { Update: update(to) }), Next: 'Say what holds' },
  'Say what holds': {
    Type: 'Task',
    Resource: call(to, 'ssm:putParameter'),
    Arguments: {
      Name: to.promotedParameter,
      Description: 'Which guardrails hold where they are not tried first, read by the tenant account factory',
      Type: 'String',
      Value: jsonata('$string({"digest": $digest})'),
      Overwrite: true,
    },
    Retry: [PATIENTLY],
    Output: { outcome: 'promoted', digest: jsonata('$digest') },
    End: true,
  },
});
