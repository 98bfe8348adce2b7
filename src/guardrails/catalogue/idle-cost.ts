import { exceptFor } from './roles';
import { StatementRule } from '../guardrail-definition';
import { IdleCost, IdleCostProps } from '../idle-cost';
import { Statement } from '../statement';

/** What makes each of them, or starts it again. Service-linked roles are beyond policies, so what asks them is here. */
const ACTIONS: Readonly<Record<Exclude<IdleCost, IdleCost.VPC_ENDPOINTS>, readonly string[]>> = {
  INSTANCES: [
    'appstream:Create*Builder', 'appstream:CreateFleet', 'autoscaling:CreateAutoScalingGroup', 'batch:CreateComputeEnvironment',
    'cloud9:CreateEnvironmentEC2', 'ec2:AllocateHosts', 'ec2:CreateCapacityReservation', 'ec2:CreateFleet', 'ec2:RequestSpot*', 'ec2:Run*',
    'ec2:StartInstances', 'gamelift:Create*Fleet', 'glue:CreateDevEndpoint', 'lambda:CreateCapacityProvider', 'lightsail:Create*',
    'pcs:CreateCluster', 'workspaces:CreateWorkspaces*',
  ],
  FARGATE: ['apprunner:CreateService', 'ecs:CreateExpressGatewayService', 'ecs:CreateService', 'ecs:CreateTaskSet', 'ecs:RunTask'],
  KUBERNETES: ['eks:CreateCluster'],
  NAT_GATEWAYS: ['ec2:CreateNatGateway'],
  LOAD_BALANCERS: [
    'elasticloadbalancing:CreateLoadBalancer', 'globalaccelerator:CreateAccelerator', 'globalaccelerator:CreateCustomRoutingAccelerator',
    'vpc-lattice:CreateService',
  ],
  NETWORKS: [
    'directconnect:CreateConnection', 'ec2:AllocateAddress', 'ec2:CreateClientVpnEndpoint', 'ec2:CreateRouteServer*',
    'ec2:CreateTransitGateway*', 'ec2:CreateVerifiedAccessEndpoint', 'ec2:CreateVpnConnection', 'network-firewall:CreateFirewall', 'route53resolver:CreateResolverEndpoint',
  ],
  DATABASES: [
    'aoss:CreateCollection', 'dax:CreateCluster', 'dms:CreateReplicationInstance', 'dms:StartReplication', 'docdb-elastic:CreateCluster',
    'elasticache:CreateCacheCluster', 'elasticache:CreateReplicationGroup', 'elasticache:CreateServerlessCache',
    'es:CreateDomain', 'es:CreateElasticsearchDomain', 'kendra:CreateIndex', 'memorydb:CreateCluster', 'neptune-graph:CreateGraph*',
    'neptune-graph:RestoreGraphFromSnapshot', 'neptune-graph:StartGraph', 'rds:CreateBlueGreenDeployment', 'rds:CreateDBCluster', 'rds:CreateDBInstance*', 'rds:CreateDBProxy', 'rds:CreateDBShardGroup', 'rds:RestoreDB*', 'rds:StartDB*',
    'redshift:CreateCluster', 'redshift:RestoreFrom*', 'redshift:ResumeCluster', 'timestream-influxdb:CreateDb*',
  ],
  STREAMS: [
    'kafka:CreateCluster*', 'kafka:CreateReplicator', 'kafkaconnect:CreateConnector', 'kinesis:CreateStream', 'kinesisanalytics:StartApplication',
    'mq:CreateBroker', 'osis:CreatePipeline', 'osis:StartPipeline',
  ],
  FILE_SERVERS: ['fsx:CreateFile*', 'transfer:CreateServer'],
  MODELS: [
    'bedrock:CreateProvisionedModelThroughput', 'comprehend:CreateEndpoint', 'rekognition:StartProjectVersion', 'sagemaker:CreateApp',
    'sagemaker:CreateCluster', 'sagemaker:CreateEndpoint', 'sagemaker:CreateMlflowTrackingServer', 'sagemaker:CreateNotebookInstance',
    'sagemaker:StartMlflowTrackingServer', 'sagemaker:StartNotebookInstance',
  ],
  PROVISIONED_CONCURRENCY: ['lambda:PutProvisionedConcurrencyConfig'],
  APPLIANCES: [
    'acm-pca:CreateCertificateAuthority', 'airflow:CreateEnvironment', 'cloudhsm:CreateHsm', 'ds:ConnectDirectory', 'ds:CreateDirectory',
    'ds:CreateMicrosoftAD', 'grafana:CreateWorkspace', 'shield:CreateSubscription',
  ],
};

/** What makes endpoints with interfaces. */
const INTERFACES = ['ec2:CreateVpcEndpoint', 'ec2:ModifyVpcEndpoint'];

/** Everything that is wrong with what the rule was told, one line each. */
export function complaintsAboutIdleCost({ allow = [] }: IdleCostProps): string[] {
  const known = Object.values(IdleCost);
  const strange = allow.filter(each => !known.includes(each))
    .map(each => `'allow' has '${each}', which is none of IdleCost: ${known.join(', ')}`);
  return known.every(each => allow.includes(each)) ? ["'allow' has everything, so that the rule stops nothing; leave the rule out"] : strange;
}

/** What the rule lets through although it costs → the prefixes of the services that make it. */
export function allowedAnyhow(statements: readonly Statement[]): ReadonlyMap<IdleCost, readonly string[]> {
  const stopped = new Set(statements.flatMap(({ Action = [] }) => Action));
  const kinds = Object.entries({ ...ACTIONS, [IdleCost.VPC_ENDPOINTS]: INTERFACES });
  return new Map(kinds.filter(([, actions]) => !actions.some(action => stopped.has(action)))
    .map(([kind, actions]) => [kind as IdleCost, [...new Set(actions.map(action => action.split(':')[0]))]]));
}

/**
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html for endpoints that cost nothing
 */
export function idleCost({ allow = [] }: IdleCostProps): StatementRule {
  const stopped = Object.entries(ACTIONS).filter(([kind]) => !allow.includes(kind as IdleCost))
    .flatMap(([, actions]) => actions);
  return {
    name: 'idle-cost',
    policyType: 'SERVICE_CONTROL_POLICY',
    stops: 'Nobody makes what costs by the hour although nobody uses it: servers, gateways, provisioned databases and streams.',
    why: 'A tenant that sleeps has to cost next to nothing, for thousands of them sleep. What exists already may stay, change and go.',
    excepted: ['The roles that no rule may stop.', ...allow.length > 0 ? [`Allowed: ${[...allow].sort().join(', ')}.`] : []].join(' '),
    controls: [],
    statements: ({ exempt }) => [
      ...stopped.length > 0 ? [{ Effect: 'Deny' as const, Action: stopped, Resource: ['*'], Condition: exceptFor(exempt) }] : [],
      ...allow.includes(IdleCost.VPC_ENDPOINTS) ? [] : [{
        Effect: 'Deny' as const,
        Action: INTERFACES,
        // Endpoints that cost have interfaces in subnets; gateway endpoints are entries of route tables.
        Resource: ['arn:*:ec2:*:*:subnet/*'],
        Condition: exceptFor(exempt),
      }],
    ],
  };
}
