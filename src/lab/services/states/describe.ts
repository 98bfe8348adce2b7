import { Execution } from './executions';
import { JsonObject } from '../../json';

/** The answer of DescribeExecution. */
export function describe(execution: Execution, notRedrivable: string | undefined): JsonObject {
  return without({
    ...summary(execution),
    Input: execution.input,
    InputDetails: { Included: true },
    Output: execution.output,
    OutputDetails: execution.output === undefined ? undefined : { Included: true },
    Error: execution.error,
    Cause: execution.cause,
    RedriveStatus: notRedrivable === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    RedriveStatusReason: notRedrivable,
  });
}

/** An execution as a reader sees it who does not know yet what happened after this moment. */
export function asSeenAt(execution: Execution, moment: number): Execution {
  const { stopDate } = execution;
  if (stopDate === undefined || Date.parse(stopDate) <= moment) { return execution; }
  return { ...execution, status: 'RUNNING', stopDate: undefined, output: undefined, error: undefined, cause: undefined };
}

/** One entry of ListExecutions. */
export function summary(execution: Execution): JsonObject {
  return without({
    ExecutionArn: execution.arn,
    StateMachineArn: execution.machine.arn,
    MapRunArn: execution.machine.mapRunArn,
    Name: execution.name,
    Status: execution.status,
    StartDate: execution.startDate,
    StopDate: execution.stopDate,
    RedriveCount: execution.redriveCount,
    RedriveDate: execution.redriveDate,
  });
}

/** What the default bus is told when an execution starts or ends. */
export function statusChange(execution: Execution, notRedrivable: string | undefined, longest: number): JsonObject {
  const { status, input, output } = execution;
  const escaped = (text: string | undefined) => text === undefined ? 0 : Buffer.byteLength(JSON.stringify(text));
  // No character takes more than six bytes, and most texts are far from the limit.
  const short = 6 * (input.length + (output?.length ?? 0)) + 4 <= longest;
  const withOutput = short || escaped(output) <= longest;
  const withInput = short || escaped(input) + escaped(output) <= longest;
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machine.arn,
    name: execution.name,
    status,
    startDate: Date.parse(execution.startDate),
    stopDate: execution.stopDate === undefined ? null : Date.parse(execution.stopDate),
    input: withInput ? input : null,
    inputDetails: { included: withInput },
    output: withOutput ? output ?? null : null,
    outputDetails: output === undefined ? null : { included: withOutput },
    stateMachineVersionArn: null,
    stateMachineAliasArn: null,
    redriveCount: execution.redriveCount,
    redriveDate: execution.redriveDate ?? null,
    redriveStatus: notRedrivable === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    redriveStatusReason: notRedrivable ?? `Execution is ${status} and is redrivable`,
    error: execution.error ?? null,
    cause: execution.cause ?? null,
  };
}

function without(answer: JsonObject): JsonObject {
  for (const name of Object.keys(answer)) {
    if (answer[name] === undefined) { delete answer[name]; }
  }
  return answer;
}
