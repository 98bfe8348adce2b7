/**
 * What costs by the hour, whether somebody uses it or not.
 */
export enum IdleCost {
  /**
   * EC2 instances and what starts them: groups, fleets, hosts, Batch, Lightsail, WorkSpaces, Cloud9, capacity
   * providers of Lambda.
   */
  INSTANCES = 'INSTANCES',

  /**
   * Tasks and services of ECS, on Fargate or on instances, and App Runner.
   */
  FARGATE = 'FARGATE',

  /**
   * Clusters of EKS.
   */
  KUBERNETES = 'KUBERNETES',

  /**
   * NAT gateways.
   */
  NAT_GATEWAYS = 'NAT_GATEWAYS',

  /**
   * Load balancers, accelerators and services of VPC Lattice.
   */
  LOAD_BALANCERS = 'LOAD_BALANCERS',

  /**
   * VPC endpoints with network interfaces. Gateway endpoints cost nothing and are never stopped.
   */
  VPC_ENDPOINTS = 'VPC_ENDPOINTS',

  /**
   * Elastic addresses, VPNs, transit gateways, Direct Connect, firewalls, route servers and endpoints of resolvers.
   */
  NETWORKS = 'NETWORKS',

  /**
   * Databases, caches and search domains on servers. DynamoDB, Aurora DSQL and Redshift Serverless are never stopped.
   */
  DATABASES = 'DATABASES',

  /**
   * Kinesis streams and applications, Kafka clusters, connectors and replicators, brokers of Amazon MQ, OpenSearch
   * Ingestion.
   */
  STREAMS = 'STREAMS',

  /**
   * Servers of Transfer Family and file systems of FSx.
   */
  FILE_SERVERS = 'FILE_SERVERS',

  /**
   * Endpoints, notebooks and clusters of SageMaker, MLflow, endpoints of Comprehend and Rekognition, and provisioned
   * throughput of Bedrock.
   */
  MODELS = 'MODELS',

  /**
   * Functions that are kept warm.
   */
  PROVISIONED_CONCURRENCY = 'PROVISIONED_CONCURRENCY',

  /**
   * Directories, private certificate authorities, hardware security modules, Grafana workspaces and Shield Advanced.
   */
  APPLIANCES = 'APPLIANCES',
}

/**
 * What `Guardrail.idleCost` can be told.
 */
export interface IdleCostProps {
  /**
   * What may be made all the same.
   *
   * @default - nothing
   */
  readonly allow?: IdleCost[];
}
