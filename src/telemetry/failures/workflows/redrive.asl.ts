import { EMPTY, States, bounded, jsonata, otherwise } from '../../../private/asl';
import { CLAIM_MS, FASTEST, MOST_IDS, REDRIVE_SECONDS } from '../settings';

/** What ties the workflow to its stack. */
export interface RedriveTies {
  readonly partition: string;
  /** The ARN of the function `redrive`. */
  readonly redrive: string;
}

const NO_COUNTS = '{"redriven": 0, "kept": 0, "doubtful": 0, "parked": 0, "refused": 0, "passed": 0}';

/** Complaints about the input, as an array of texts: an expression. */
const COMPLAINTS = `(
  $in := $states.input;
  $text := function($v, $most) { $type($v) = "string" and $length($v) > 0 and $length($v) <= $most };
  $time := function($v) { $type($v) = "string" and $contains($v, /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z$/) };
  $isReplay := $in.action = "replay";
  $complaints := $type($in) != "object" ? ["the input must be an object"] : $append([], [
    $type($in.accountId) = "string" and $contains($in.accountId, /^[0-9]{12}$/) ? [] : "'accountId' must be an account id of 12 digits",
    $text($in.by, 256) ? [] : "'by' must say who asks, in at most 256 characters",
    $text($in.reason, 1000) ? [] : "'reason' must say why, in at most 1000 characters",
    $not($exists($in.action)) or $isReplay ? [] : "'action' must be left out, or be 'replay'",
    $isReplay ? [
      $type($in.region) = "string" and $contains($in.region, /^[a-z]{2,4}(-[a-z]+)+-[0-9]$/) ? [] : "'region' must be the name of a Region",
      $time($in.from) and $time($in.to) and $in.from < $in.to ? [] : "'from' and 'to' must be times such as '2026-11-21T15:00:00Z', one before the other"
    ] : [
      $type($in.perSecond) = "number" and $in.perSecond >= 0.1 and $in.perSecond <= ${FASTEST} ? [] : "'perSecond' must be a number from 0.1 to ${FASTEST}",
      $not($exists($in.service)) or $text($in.service, 40) ? [] : "'service' must be the name of a service",
      $not($exists($in.ids)) or ($type($in.ids) = "array" and $count($in.ids) >= 1 and $count($in.ids) <= ${MOST_IDS} and $count($in.ids[$type($) != "string"]) = 0 and $count($in.ids[$ = ""]) = 0)
        ? [] : "'ids' must be 1 to ${MOST_IDS} ids of failures"
    ]
  ]);
  $join([$complaints], "; ")
)`.replace(/\n */g, ' ');

/** Failures go back to the account that they came from, page by page, at a pace. */
export const redrive = (to: RedriveTies) => ({
  Comment: 'Gives failures back to the tenant account that they came from',
  QueryLanguage: 'JSONata',
  StartAt: 'What is asked?',
  States: bounded({
    'What is asked?': {
      Type: 'Pass',
      Assign: {
        complaints: jsonata(COMPLAINTS), request: jsonata('$states.input'), cursor: EMPTY, settling: false, unsettled: false, problem: EMPTY, counts: jsonata(NO_COUNTS),
        failure: { step: EMPTY, error: EMPTY, cause: EMPTY },
      },
      Next: 'Can it be done?',
    },
    'Can it be done?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$complaints != ""'), Next: 'It cannot be asked so' },
        { Condition: jsonata('$request.action = "replay"'), Next: 'Have it said again' },
      ],
      Default: 'Give back a page',
    },
    'It cannot be asked so': { Type: 'Fail', Error: 'RedriveRejected', Cause: jsonata('$complaints') },
    ...replaying(to),
    ...page(to, 'Give back a page', 'Is that all?'),
    'Is that all?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$problem != ""'), Next: 'The account does not let us in' },
        { Condition: jsonata('$more'), Next: 'Give back a page' },
        { Condition: jsonata('$unsettled'), Next: 'Wait for who may be at some' },
      ],
      Default: 'They are given back',
    },
    'Wait for who may be at some': {
      Type: 'Wait', Seconds: CLAIM_MS / 1000 + 60, Assign: { cursor: EMPTY, settling: true, unsettled: false }, Next: 'Settle a page',
    },
    ...page(to, 'Settle a page', 'Is all settled?'),
    'Is all settled?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata('$more'), Next: 'Settle a page' }],
      Default: 'They are given back',
    },
    'They are given back': { Type: 'Succeed', Output: jsonata('$merge([{"accountId": $request.accountId}, $counts])') },
    'The account does not let us in': { Type: 'Fail', Error: 'RedriveShutOut', Cause: jsonata('$problem') },
    'It could not be done': {
      Type: 'Fail', Error: 'RedriveFailed', Cause: jsonata('$substring($failure.step & ": " & $failure.error & " " & $failure.cause & "; so far " & $string($counts), 0, 2000)'),
    },
  }),
});

/** The calls that the document makes with its own role, by what they are made on. */
export const REDRIVE_CALLS = { functions: ['lambda:InvokeFunction'] } as const;

/** A function that died has claimed some: they are dealt with at the end, and the others taken up by the next try. */
const AGAIN = [
  // Nothing was begun: many accounts are redriven at once, and their runs wait for each other.
  { ErrorEquals: ['Lambda.TooManyRequestsException'], IntervalSeconds: 5, MaxAttempts: 60, MaxDelaySeconds: 60, JitterStrategy: 'FULL' },
  { ErrorEquals: ['States.ALL'], IntervalSeconds: 5, MaxAttempts: 5, BackoffRate: 2, MaxDelaySeconds: 60, JitterStrategy: 'FULL' },
];

/** Longer than the function may take. */
const LONGEST_SECONDS = REDRIVE_SECONDS + 30;

const page = (to: RedriveTies, name: string, then: string): States => ({
  [name]: {
    Type: 'Task',
    Resource: `arn:${to.partition}:states:::lambda:invoke`,
    TimeoutSeconds: LONGEST_SECONDS,
    Arguments: {
      FunctionName: to.redrive,
      Payload: { request: jsonata('$request'), run: jsonata('$states.context.Execution.Name'), askedAt: jsonata('$states.context.Execution.StartTime'), cursor: jsonata('$cursor = "" and $exists($request.ids) ? "0" : $cursor'), settling: jsonata('$settling') },
    },
    Assign: {
      cursor: jsonata('$states.result.Payload.cursor'), more: jsonata('$states.result.Payload.more'), problem: jsonata('$states.result.Payload.problem'),
      unsettled: jsonata('$unsettled or $states.result.Payload.unsettled'),
      counts: jsonata('($page := $states.result.Payload.counts; $merge($keys($page).{$: $lookup($counts, $) + $lookup($page, $)}))'),
    },
    Retry: AGAIN,
    Catch: [otherwise(name, 'It could not be done')],
    Next: then,
  },
});

const replaying = (to: RedriveTies): States => ({
  'Have it said again': {
    Type: 'Task',
    Resource: `arn:${to.partition}:states:::lambda:invoke`,
    Arguments: { FunctionName: to.redrive, Payload: { replay: true, request: jsonata('$request'), run: jsonata('$states.context.Execution.Name') } },
    // A second try would meet replays of the same names.
    Catch: [otherwise('Have it said again', 'It could not be done')],
    Assign: { replays: jsonata('$states.result.Payload.replays') },
    Next: 'It is said again',
  },
  'It is said again': { Type: 'Succeed', Output: { accountId: jsonata('$request.accountId'), replays: jsonata('$replays') } },
});
