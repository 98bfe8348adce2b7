import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { CensusFunction } from './handlers/census-function';
import { acknowledge, wildcard } from '../../private/acknowledge';
import { minuteOf } from '../../private/minute-of';
import { NAMESPACE } from '../../tenants/contract';
import { CENTRAL_KEYS, censusRoleName, directoryRoleName, FAILURES_BY_STATE } from '../contract';
import { cellsOf } from '../cost/central-items';
import { FORWARDING_RULES } from '../failures/settings';
import { letListLinks } from '../sink/metric-links';

/** What the census works with. */
export interface CensusProps {
  readonly platformName: string;
  readonly platformAccount: string;
  readonly regions: readonly string[];
  readonly tenants: number;
  /** How often it looks: a part of an hour, in minutes. */
  readonly every: Duration;
  /** The share of failed invocations at which a tenant is unhealthy. */
  readonly unhealthyAt: number;
  /** The table of failures and health, and the bus of what befell tenants. */
  readonly table: dynamodb.ITable;
  readonly bus: events.IEventBus;
  readonly runbookUrl: string;
}

/**
 * What the role in the platform account has to allow for the census: calls on the directory's table, and on its index
 * by state.
 */
export const CENSUS_DIRECTORY_CALLS = { table: ['dynamodb:BatchGetItem', 'dynamodb:Query'], index: ['dynamodb:Query'] } as const;

/**
 * Looks at errors and throttles of every tenant's functions, each for itself and none through a query that sees but a
 * part of them, and says who is unhealthy, since when, and which release is likely to have done it.
 *
 * A look is made over the time since the last one, and 20 minutes before: failures bear the time of their invocation,
 * and an invocation lasts up to 15 minutes.
 */
export class Census extends Construct {
  public readonly function: CensusFunction;

  constructor(scope: Construct, id: string, private readonly props: CensusProps) {
    super(scope, id);
    this.function = this.defineFunction();
    const minutes = props.every.toMinutes();
    new events.Rule(this, 'Tick', {
      description: 'Looks at the health of all tenants',
      schedule: events.Schedule.cron({ minute: minutes === 60 ? `${minuteOf(this, 60)}` : `${minuteOf(this, minutes)}/${minutes}` }),
      targets: [new targets.LambdaFunction(this.function)],
    });
  }

  private defineFunction(): CensusFunction {
    const { platformName, platformAccount, regions, tenants, every, unhealthyAt, table, bus, runbookUrl } = this.props;
    const logGroup = new logs.LogGroup(this, 'Log', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    const role = this.defineRole(logGroup);
    return new CensusFunction(this, 'Function', {
      description: 'Looks at the health of all tenants',
      environment: {
        PLATFORM: platformName,
        PLATFORM_ACCOUNT: platformAccount,
        REGIONS: regions.join(','),
        CELLS: String(cellsOf(tenants)),
        EVERY_MINUTES: String(every.toMinutes()),
        UNHEALTHY_AT: String(unhealthyAt),
        TABLE: table.tableName,
        BUS_NAME: bus.eventBusName,
        RULES: Object.values(FORWARDING_RULES).map(nameOf => nameOf(platformName)).join(','),
        RUNBOOK: `${runbookUrl}#tenantsunhealthy`,
      },
      role,
      logGroup,
      timeout: Duration.minutes(5),
      // 10,000 tenants and what is known of them.
      memorySize: 256,
    });
  }

  private defineRole(logGroup: logs.ILogGroup): iam.Role {
    const { platformName, platformAccount, table, bus } = this.props;
    const role = new iam.Role(this, 'Role', {
      roleName: censusRoleName(platformName), assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    const allow = (actions: string[], resource: string, conditions?: Record<string, unknown>) =>
      role.addToPolicy(new iam.PolicyStatement({ actions, resources: [resource], conditions }));
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
    allow(['sts:AssumeRole'], `arn:${Aws.PARTITION}:iam::${platformAccount}:role/${directoryRoleName(platformName)}`);
    allow(['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'], table.tableArn, {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [CENTRAL_KEYS.health] },
    });
    allow(['dynamodb:Query'], `${table.tableArn}/index/${FAILURES_BY_STATE}`);
    allow(['events:PutEvents'], bus.eventBusArn);
    allow(['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'], '*');
    allow(['cloudwatch:PutMetricData'], '*', { StringEquals: { 'cloudwatch:namespace': NAMESPACE } });
    letListLinks(role);
    table.encryptionKey?.grantEncryptDecrypt(role);
    acknowledge(role, { [wildcard('*')]: 'Metrics and lists of sinks know no resources; what is put is bound to one namespace.' });
    return role;
  }
}
