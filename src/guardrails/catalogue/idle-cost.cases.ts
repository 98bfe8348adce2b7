import { allowed, allowedToExempt, Case, denied } from '../case';

const SUBNET = 'ec2:us-east-1:333333333333:subnet/subnet-0123456789abcdef0';
const ROUTES = 'ec2:us-east-1:333333333333:route-table/rtb-0123456789abcdef0';
const IMPOSTOR = 'role/my-cdk-account-per-tenant-tenants-platform';

/** What is made or started → by which action. */
const STOPPED: readonly (readonly [string, string])[] = [
  ['an instance', 'ec2:RunInstances'], ['a scheduled instance', 'ec2:RunScheduledInstances'], ['an instance that was stopped', 'ec2:StartInstances'],
  ['a spot instance', 'ec2:RequestSpotInstances'], ['a fleet of instances', 'ec2:CreateFleet'], ['a dedicated host', 'ec2:AllocateHosts'],
  ['reserved capacity', 'ec2:CreateCapacityReservation'], ['a group of instances', 'autoscaling:CreateAutoScalingGroup'],
  ['a fleet of AppStream', 'appstream:CreateFleet'], ['a fleet of GameLift', 'gamelift:CreateFleet'], ['a server of Lightsail', 'lightsail:CreateInstances'],
  ['a database of Lightsail', 'lightsail:CreateRelationalDatabase'], ['a desktop', 'workspaces:CreateWorkspaces'], ['a pool of desktops', 'workspaces:CreateWorkspacesPool'],
  ['instances for functions', 'lambda:CreateCapacityProvider'],
  ['a cluster of EKS', 'eks:CreateCluster'], ['a NAT gateway', 'ec2:CreateNatGateway'], ['a load balancer', 'elasticloadbalancing:CreateLoadBalancer'],
  ['an accelerator', 'globalaccelerator:CreateAccelerator'], ['a routing accelerator', 'globalaccelerator:CreateCustomRoutingAccelerator'],
  ['a service of VPC Lattice', 'vpc-lattice:CreateService'], ['a connection of Direct Connect', 'directconnect:CreateConnection'],
  ['an elastic address', 'ec2:AllocateAddress'], ['a VPN for people', 'ec2:CreateClientVpnEndpoint'], ['a VPN', 'ec2:CreateVpnConnection'],
  ['a transit gateway', 'ec2:CreateTransitGateway'], ['an attachment to a transit gateway', 'ec2:CreateTransitGatewayVpcAttachment'],
  ['a firewall', 'network-firewall:CreateFirewall'], ['an endpoint of a resolver', 'route53resolver:CreateResolverEndpoint'],
  ['a collection of OpenSearch', 'aoss:CreateCollection'], ['a domain of OpenSearch', 'es:CreateDomain'], ['a domain of Elasticsearch', 'es:CreateElasticsearchDomain'],
  ['a cluster of DAX', 'dax:CreateCluster'], ['a server of DMS', 'dms:CreateReplicationInstance'], ['an elastic cluster of DocumentDB', 'docdb-elastic:CreateCluster'],
  ['a cache', 'elasticache:CreateCacheCluster'], ['caches', 'elasticache:CreateReplicationGroup'], ['a serverless cache, which has a least price', 'elasticache:CreateServerlessCache'],
  ['an index of Kendra', 'kendra:CreateIndex'], ['a cluster of MemoryDB', 'memorydb:CreateCluster'], ['a graph', 'neptune-graph:CreateGraph'],
  ['a graph of imported data', 'neptune-graph:CreateGraphUsingImportTask'], ['a cluster of Aurora, DocumentDB or Neptune', 'rds:CreateDBCluster'],
  ['a database', 'rds:CreateDBInstance'], ['a replica', 'rds:CreateDBInstanceReadReplica'], ['a proxy', 'rds:CreateDBProxy'], ['a shard', 'rds:CreateDBShardGroup'],
  ['a database of a snapshot', 'rds:RestoreDBInstanceFromDBSnapshot'], ['a database that was stopped', 'rds:StartDBInstance'],
  ['a warehouse', 'redshift:CreateCluster'], ['a warehouse of a snapshot', 'redshift:RestoreFromClusterSnapshot'], ['a warehouse that was paused', 'redshift:ResumeCluster'],
  ['a database of InfluxDB', 'timestream-influxdb:CreateDbInstance'], ['a cluster of Kafka', 'kafka:CreateCluster'], ['a serverless cluster of Kafka', 'kafka:CreateClusterV2'],
  ['a connector of Kafka', 'kafkaconnect:CreateConnector'], ['a stream', 'kinesis:CreateStream'], ['an application of Flink', 'kinesisanalytics:StartApplication'],
  ['a broker', 'mq:CreateBroker'], ['a file system of FSx', 'fsx:CreateFileSystem'], ['a file cache', 'fsx:CreateFileCache'], ['a server for SFTP', 'transfer:CreateServer'],
  ['throughput of a model', 'bedrock:CreateProvisionedModelThroughput'], ['an endpoint of a model', 'sagemaker:CreateEndpoint'], ['an app of SageMaker', 'sagemaker:CreateApp'],
  ['a cluster for training', 'sagemaker:CreateCluster'], ['a notebook', 'sagemaker:CreateNotebookInstance'], ['a notebook that was stopped', 'sagemaker:StartNotebookInstance'],
  ['a function that is kept warm', 'lambda:PutProvisionedConcurrencyConfig'], ['a certificate authority', 'acm-pca:CreateCertificateAuthority'],
  ['a hardware security module', 'cloudhsm:CreateHsm'], ['a directory', 'ds:CreateDirectory'], ['a directory of Microsoft', 'ds:CreateMicrosoftAD'],
  ['a workspace of Grafana', 'grafana:CreateWorkspace'], ['Shield Advanced', 'shield:CreateSubscription'],
  ['servers for batches', 'batch:CreateComputeEnvironment'], ['a server to write code on', 'cloud9:CreateEnvironmentEC2'],
  ['a server to write jobs of Glue on', 'glue:CreateDevEndpoint'], ['a server that builds images for AppStream', 'appstream:CreateImageBuilder'],
  ['a server that builds applications for AppStream', 'appstream:CreateAppBlockBuilder'], ['a fleet of containers for games', 'gamelift:CreateContainerFleet'],
  ['a cluster that computes in parallel', 'pcs:CreateCluster'], ['a route server', 'ec2:CreateRouteServer'],
  ['an endpoint of a route server', 'ec2:CreateRouteServerEndpoint'], ['an endpoint of Verified Access', 'ec2:CreateVerifiedAccessEndpoint'],
  ['a replication without a server of one\'s own', 'dms:StartReplication'], ['a graph of a snapshot', 'neptune-graph:RestoreGraphFromSnapshot'],
  ['a graph that was stopped', 'neptune-graph:StartGraph'], ['a database beside the one there is', 'rds:CreateBlueGreenDeployment'],
  ['a replicator of Kafka', 'kafka:CreateReplicator'], ['a pipeline into OpenSearch', 'osis:CreatePipeline'],
  ['a pipeline into OpenSearch that was stopped', 'osis:StartPipeline'], ['an endpoint that understands texts', 'comprehend:CreateEndpoint'],
  ['a model that sees', 'rekognition:StartProjectVersion'], ['a server of MLflow', 'sagemaker:CreateMlflowTrackingServer'],
  ['a server of MLflow that was stopped', 'sagemaker:StartMlflowTrackingServer'], ['an environment of Airflow', 'airflow:CreateEnvironment'],
  ['a connection to a directory elsewhere', 'ds:ConnectDirectory'],
];

/** What a product without servers is made of, and what goes away again. */
const FREE: readonly (readonly [string, string])[] = [
  ['a function', 'lambda:CreateFunction'], ['a table', 'dynamodb:CreateTable'], ['a bucket', 's3:CreateBucket'], ['a queue', 'sqs:CreateQueue'],
  ['a topic', 'sns:CreateTopic'], ['a state machine', 'states:CreateStateMachine'], ['a rule', 'events:PutRule'], ['a stack', 'cloudformation:CreateStack'],
  ['a REST API', 'apigateway:POST'], ['a distribution', 'cloudfront:CreateDistribution'], ['a pool of users', 'cognito-idp:CreateUserPool'],
  ['a cluster of Aurora DSQL', 'dsql:CreateCluster'], ['a delivery stream', 'firehose:CreateDeliveryStream'], ['a VPC', 'ec2:CreateVpc'],
  ['a cluster of ECS, which is but a name', 'ecs:CreateCluster'], ['a warehouse that sleeps', 'redshift-serverless:CreateWorkgroup'],
];

const GONE: readonly (readonly [string, string])[] = [
  ['an instance is stopped', 'ec2:StopInstances'], ['an instance is terminated', 'ec2:TerminateInstances'], ['a NAT gateway is deleted', 'ec2:DeleteNatGateway'],
  ['a database is deleted', 'rds:DeleteDBInstance'], ['a snapshot of a database is made', 'rds:CreateDBSnapshot'],
  ['a graph is stopped', 'neptune-graph:StopGraph'], ['a replication is stopped', 'dms:StopReplication'],
  ['a service of ECS is scaled', 'ecs:UpdateService'], ['a stream is deleted', 'kinesis:DeleteStream'],
];

export const IDLE_COST_CASES: readonly Case[] = [
  ...STOPPED.map(([what, action]) => denied(`${what} is made or started`, action)),
  denied('an instance, written in another case', 'EC2:runinstances', { isNearMiss: true }),
  denied('CloudFormation makes a NAT gateway', 'ec2:CreateNatGateway', { given: { 'aws:ViaAWSService': 'true' }, isNearMiss: true }),
  denied('a NAT gateway in another Region', 'ec2:CreateNatGateway', { given: { 'aws:RequestedRegion': 'eu-west-1' }, isNearMiss: true }),
  denied('a stream in another partition', 'kinesis:CreateStream', { to: 'kinesis:cn-north-1:333333333333:stream/orders', partition: 'aws-cn', isNearMiss: true }),
  denied('a database by a role whose name only ends like the platform\'s', 'rds:CreateDBInstance', { who: IMPOSTOR, isNearMiss: true }),
  denied('an endpoint with an interface is made', 'ec2:CreateVpcEndpoint', { to: SUBNET }),
  denied('an endpoint gets one more interface', 'ec2:ModifyVpcEndpoint', { to: SUBNET, isNearMiss: true }),
  ...allowedToExempt('ec2:RunInstances'),
  ...allowedToExempt('ec2:CreateVpcEndpoint', { to: SUBNET }),
  allowed('a gateway endpoint is made', 'ec2:CreateVpcEndpoint', { to: ROUTES, isNearMiss: true }),
  ...FREE.map(([what, action]) => allowed(`${what} is made`, action)),
  allowed('a text is understood, which costs by use', 'comprehend:DetectSentiment', { isNearMiss: true }),
  allowed('a video is looked at, which costs by use', 'rekognition:StartLabelDetection', { isNearMiss: true }),
  allowed('code is written on a server that is there', 'cloud9:CreateEnvironmentSSH', { isNearMiss: true }),
  allowed('a job of Glue is made', 'glue:CreateJob', { isNearMiss: true }),
  ...GONE.map(([says, action]) => allowed(says, action, { isNearMiss: true })),
  allowed('a task runs on Fargate, which is allowed by choice', 'ecs:RunTask', { isNearMiss: true }),
  allowed('a service runs on Fargate, which is allowed by choice', 'ecs:CreateService', { isNearMiss: true }),
];
