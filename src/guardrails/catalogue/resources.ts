/**
 * Services whose resources are named in policies of their own, and which resource control policies cover. Lambda, SNS,
 * Step Functions, API Gateway and IAM are not among them.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services
 */
export const RESOURCES = [
  'aoss:*', 'dynamodb:*', 'ecr:*', 'events:*', 'kms:*', 'logs:*', 's3:*', 'secretsmanager:*', 'sqs:*',
] as const;

/**
 * The organization of the resource, which is always the platform's: with the variable, the policy needs no id. Where
 * AWS does not know it for an action, the statement does not hold, so that nothing of our own is stopped.
 *
 * AWS publishes a resource control policy with it.
 *
 * @see https://docs.aws.amazon.com/prescriptive-guidance/latest/presigned-url-best-practices/additional-guardrails.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export const OUR_ORGANIZATION = '${aws:ResourceOrgID}';
