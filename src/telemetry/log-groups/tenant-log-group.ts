import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IConstruct } from 'constructs';
import { LONGEST_TENANT_LOG_GROUP } from './log-names';
import { LogPriority } from './log-priority';
import { SERVICE_NAME } from '../../fleet/contract';
import { IFleetStack } from '../../fleet/i-fleet-stack';
import { known, throwIfAny } from '../../private/complaints';
import { LOG_PREFIXES } from '../contract';

/**
 * What a `TenantLogGroup` can be told.
 */
export interface TenantLogGroupProps {
  /**
   * How much the logs matter. It decides the name, the class and the retention; another one makes another log group.
   *
   * @default LogPriority.PRIORITY
   */
  readonly priority?: LogPriority;

  /**
   * How long logs are kept.
   *
   * @default - a month; a week for `LogPriority.BULK`
   */
  readonly retention?: logs.RetentionDays;

  /**
   * The service that logs.
   *
   * @default - that of the FleetStack it is in
   */
  readonly serviceName?: string;

  /**
   * What becomes of the logs when the log group is taken out of the service. It goes, so that a release can be taken
   * back and done again: a log group that stays would be in the way of the next one of its name.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The log group of a function or another resource of a service, whose name says what it is:
 * `/tenant/priority/orders/Worker/Log`. By names tiers decide which logs are seen from outside, and which of them are
 * copied.
 *
 * Make it in a `FleetStack` and give it to a function as `logGroup`. It stays in the tenant's account. What is logged
 * costs 0.50 USD a GB, half of it as `LogPriority.BULK`, and 0.03 USD a GB and month while it is kept; being seen by
 * the observability account costs nothing.
 *
 * @see https://aws.amazon.com/cloudwatch/pricing/
 */
export class TenantLogGroup extends logs.LogGroup {
  constructor(scope: Construct, id: string, props: TenantLogGroupProps = {}) {
    const bulk = props.priority === LogPriority.BULK;
    super(scope, id, {
      logGroupName: nameOf(scope, id, props),
      logGroupClass: bulk ? logs.LogGroupClass.INFREQUENT_ACCESS : logs.LogGroupClass.STANDARD,
      retention: props.retention ?? (bulk ? logs.RetentionDays.ONE_WEEK : logs.RetentionDays.ONE_MONTH),
      removalPolicy: props.removalPolicy ?? RemovalPolicy.DESTROY,
    });
  }
}

/** It says where in the service the log group is, which is the same in each account. */
function nameOf(scope: IConstruct, id: string, props: TenantLogGroupProps): string {
  const stack = Stack.of(scope) as Stack & Partial<IFleetStack>;
  const within = [...scope.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id), id]
    .map(each => each.replace(/[^.\-_/#A-Za-z0-9]/g, '-')).join('/');
  const service = props.serviceName ?? stack.serviceName;
  const name = `${LOG_PREFIXES[props.priority ?? LogPriority.PRIORITY]}${service}/${within}`;
  throwIfAny(`${scope.node.path}/${id}`, complaintsAbout(service, name));
  return name;
}

function complaintsAbout(service: string | undefined, name: string): string[] {
  if (service === undefined) {
    return ["'serviceName' must be given where the log group is in no FleetStack; give it the name of the service that logs"];
  }
  return [
    ...known(service) && !SERVICE_NAME.test(service)
      ? [`'serviceName' must be 2 to 40 lower-case letters, digits and hyphens that begin with a letter, got '${service}'`] : [],
    ...known(name) && name.length > LONGEST_TENANT_LOG_GROUP
      ? [`the name must have at most ${LONGEST_TENANT_LOG_GROUP} characters, for copies get longer ones, got ${name.length}: '${name}'; use shorter ids`] : [],
  ];
}
