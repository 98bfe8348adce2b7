import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { FACTS_PARAMETER } from '../../tenants/contract';

/**
 * Who the tenant is in whose account a service runs: a parameter of Systems Manager that the platform writes before
 * the first service comes, and again when a request for the tenant changes something. Its value is a JSON object with
 * `tenantId`, `accountId`, `stage`, `features` and `parameters`, as the request named them.
 *
 * Read it when the service runs, not when it is deployed: the same template goes to all tenants. It costs nothing.
 */
export class TenantFacts {
  /** @internal */
  public static _of(stack: Stack, region: string): TenantFacts {
    return new TenantFacts(stack, region);
  }

  /**
   * The name of the parameter.
   */
  public readonly parameterName = FACTS_PARAMETER;

  /**
   * The Region of the parameter: that of the platform, in each tenant account, also for what runs elsewhere.
   */
  public readonly region: string;

  private constructor(private readonly stack: Stack, region: string) {
    this.region = region;
  }

  /**
   * Lets somebody of this service read the facts.
   *
   * @param grantee who reads them, such as a function or a role
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    const { region, stack } = this;
    const parameter = { service: 'ssm', region, resource: 'parameter', resourceName: FACTS_PARAMETER.slice(1) };
    return iam.Grant.addToPrincipal({ grantee, actions: ['ssm:GetParameter'], resourceArns: [stack.formatArn(parameter)] });
  }

  /**
   * Lets a function read the facts, and tells it where they are: in its environment, `TENANT_FACTS_PARAMETER` is the
   * name and `TENANT_FACTS_REGION` the Region to ask in.
   *
   * @param fn a function of this service
   */
  public addTo(fn: Function): void {
    this.grantRead(fn);
    fn.addEnvironment('TENANT_FACTS_PARAMETER', this.parameterName);
    fn.addEnvironment('TENANT_FACTS_REGION', this.region);
  }
}
