import { createHash } from 'crypto';
import { CfnResource, IAspect, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { IConstruct } from 'constructs';
import { servicePrefix } from '../contract';

const FUNCTION_NAME = 64;
const MACHINE_NAME = 80;

/**
 * Functions and state machines are called the same in each account, beginning with their service: metrics and failures
 * of thousands of accounts can be told apart by service then. CloudFormation would give each a name of its own.
 */
export class ServiceNames implements IAspect {
  constructor(private readonly serviceName: string) {}

  public visit(node: IConstruct): void {
    if (node instanceof lambda.CfnFunction) {
      if (isLeftOut(node, node.functionName)) { node.functionName = this.nameOf(node, FUNCTION_NAME); }
    } else if (node instanceof stepfunctions.CfnStateMachine) {
      if (isLeftOut(node, node.stateMachineName)) { node.stateMachineName = this.nameOf(node, MACHINE_NAME); }
    }
  }

  private nameOf(resource: CfnResource, longest: number): string {
    const id = Stack.of(resource).getLogicalId(resource);
    const name = `${servicePrefix(this.serviceName)}${id}`;
    if (name.length <= longest) { return name; }
    return `${name.slice(0, longest - 9)}-${createHash('sha256').update(id).digest('hex').slice(0, 8)}`;
  }
}

/** The CDK gives a token for a name that nobody gave. */
const isLeftOut = (scope: IConstruct, name?: string) => Stack.of(scope).resolve(name) === undefined;
