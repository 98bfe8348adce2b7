import { Stack, Stage } from 'aws-cdk-lib';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { IConstruct } from 'constructs';
import { FleetService } from './fleet-service';

/** What is in `services` and would never reach anybody. */
export function complaintsAboutForgotten(services: Stage, versions: Stack, added: readonly FleetService[]): string[] {
  return services.node.findAll()
    .filter((each): each is Stack => Stack.isStack(each) && each !== versions && each.nestedStackParent === undefined)
    .filter(stack => added.every(({ _stack }) => _stack !== stack))
    .map(({ node }) => `'${node.path}' was never added; name it with addService(), or make it outside of 'services' if it is no service`);
}

/** A pipeline that changes itself deploys what its stack depends on, and has no rights in other accounts. */
export function complaintsAboutOthers(scope: IConstruct, pipeline?: pipelines.CodePipeline): string[] {
  if (!pipeline?.selfMutationEnabled) { return []; }
  const { account } = Stack.of(scope);
  return Stack.of(scope).dependencies.filter(other => other.account !== account)
    .map(({ node, account: its }) => `the pipeline's stack depends on '${node.path}' in account ${its}, where the pipeline may deploy nothing; take the dependency away, `
      + 'and let people deploy that stack, from an app of its own or by its name');
}
