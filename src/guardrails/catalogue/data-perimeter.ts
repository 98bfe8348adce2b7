import { OUR_ORGANIZATION, RESOURCES } from './resources';
import { known } from '../../private/complaints';
import { DataPerimeterProps } from '../data-perimeter';
import { StatementRule } from '../guardrail-definition';

/** Everything that is wrong with what the rule was told, one line each. */
export const complaintsAboutDataPerimeter = ({ trustedAccounts = [] }: DataPerimeterProps): string[] =>
  trustedAccounts.filter(id => known(id) && !/^\d{12}$/.test(id)).map(id => `'trustedAccounts' must hold ids of accounts, 12 digits each, got '${id}'`);

/**
 * Signed in by SAML or OIDC nobody has an organization yet, so that of STS only AssumeRole is asked for it. Pools of
 * Cognito are left out, since customers of a product are outside of every organization.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html for awslogsdelivery
 */
export function dataPerimeter({ trustedAccounts = [] }: DataPerimeterProps): StatementRule {
  return {
    name: 'data-perimeter',
    policyType: 'RESOURCE_CONTROL_POLICY',
    stops: 'Nobody outside of the organization reaches buckets, queues, tables, keys, secrets, logs or images, or becomes a role by credentials of AWS.',
    why: 'Whatever a policy of a resource says by mistake, what is in it stays with us. CloudFront has to reach buckets by origin access control, not by an '
      + 'origin access identity, and load balancers of Regions older than August 2022 cannot write their logs unless AWS\'s account is trusted. '
      + 'Legacy standard logs of CloudFront, which an account of AWS writes by an ACL, stop as well; standard logging v2 writes them as a service.',
    excepted: ['AWS services acting under their own names. Whom a SAML or OpenID Connect provider signs in that the account trusts: Guardrail.oidcProviders() says whom of the latter.', ...trustedAccounts.length > 0 ? [`Accounts ${trustedAccounts.join(', ')}.`] : []].join(' '),
    controls: ['NIST-800-53-r5 AC-3', 'NIST-800-53-r5 AC-4', 'NIST-800-53-r5 SC-7'],
    statements: () => [{
      Effect: 'Deny', Principal: '*', Action: [...RESOURCES, 'sts:AssumeRole'], Resource: ['*'],
      Condition: {
        // Who signs nothing has neither key, and is to be stopped.
        BoolIfExists: { 'aws:PrincipalIsAWSService': ['false'] },
        StringNotEqualsIfExists: {
          'aws:PrincipalOrgID': [OUR_ORGANIZATION],
          ...trustedAccounts.length > 0 && { 'aws:PrincipalAccount': trustedAccounts },
        },
      },
    }],
  };
}
