/**
 * What GuardDuty watches beside management events, flow logs and queries of names. Each plan is charged by what it
 * looks at, after 30 days that are free in each account; the prices are those of us-east-1, before they fall with the
 * amount.
 *
 * @see https://aws.amazon.com/guardduty/pricing/
 */
export enum GuardDutyPlan {
  /**
   * Reads and writes of objects in S3: 0.80 USD per million events.
   */
  S3_DATA_EVENTS = 's3_data_events',

  /**
   * What is asked of EKS clusters: 1.60 USD per million audit events.
   */
  EKS_AUDIT_LOGS = 'eks_audit_logs',

  /**
   * Volumes of instances that a finding is about are searched for malware: 0.03 USD per GB, and the snapshots.
   */
  EBS_MALWARE_PROTECTION = 'ebs_malware_protection',

  /**
   * Who signs in to Aurora and RDS databases: 1.00 USD per vCPU and month, while the database is there.
   */
  RDS_LOGIN_EVENTS = 'rds_login_events',

  /**
   * Whom functions talk to, in a VPC or not: 1.00 USD per GB of logs.
   */
  LAMBDA_NETWORK_LOGS = 'lambda_network_logs',

  /**
   * What happens inside of instances, containers and Fargate tasks, by agents that GuardDuty puts there itself: 1.50
   * USD per vCPU and month.
   */
  RUNTIME_MONITORING = 'runtime_monitoring',

  /**
   * How Bedrock and SageMaker are used. See the price list.
   */
  AI_PROTECTION = 'ai_protection',
}

/**
 * What `Guardrail.threatDetection` can be told.
 */
export interface ThreatDetectionProps {
  /**
   * Names of Regions such as `eu-central-1` in which GuardDuty is switched on; others stay as they are.
   *
   * @default - all Regions in which there is GuardDuty, those to come included
   */
  readonly regions?: string[];

  /**
   * What it watches beside management events, flow logs and queries of names. Everything else is switched off.
   *
   * @default - nothing more
   */
  readonly plans?: GuardDutyPlan[];
}
