import { locked } from './locked';
import { SettingsRule } from '../guardrail-definition';
import { VpcBlockPublicAccessMode, VpcBlockPublicAccessProps } from '../vpc-block-public-access';

const STOPS: Readonly<Record<VpcBlockPublicAccessMode, string>> = {
  block_ingress: 'Nothing reaches a VPC from the internet.',
  block_bidirectional: 'Nothing reaches a VPC from the internet, or the internet from a VPC.',
};

/** Everything that is wrong with what the rule was told, one line each. */
export function complaintsAboutVpcBlockPublicAccess({ mode }: VpcBlockPublicAccessProps): string[] {
  const known = Object.values(VpcBlockPublicAccessMode);
  return mode === undefined || known.includes(mode) ? [] : [`'mode' has '${mode}', which is none of VpcBlockPublicAccessMode: ${known.join(', ')}`];
}

/**
 * In no preset: a tenant's load balancer that is meant to be reached would get no traffic, and no error would say why.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_ec2_syntax.html
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
 */
export function vpcBlockPublicAccess(props: VpcBlockPublicAccessProps): SettingsRule {
  const { mode = VpcBlockPublicAccessMode.INGRESS, allowExclusions = false } = props;
  return {
    name: 'vpc-block-public-access',
    policyType: 'DECLARATIVE_POLICY_EC2',
    stops: STOPS[mode],
    why: 'Serverless tenants have nothing in a VPC that strangers must reach. One setting is sooner right than all gateways, routes and security groups.',
    excepted: allowExclusions
      ? 'VPCs and subnets that somebody in the account excepts, whoever may call ec2:CreateVpcBlockPublicAccessExclusion.'
      : 'Nobody, the roles that no rule may stop included; no VPC can be excepted.',
    controls: ['NIST-800-53-r5 AC-4', 'NIST-800-53-r5 SC-7'],
    settings: () => ({
      ec2_attributes: {
        vpc_block_public_access: {
          internet_gateway_block: { mode: locked(mode), exclusions_allowed: locked(allowExclusions ? 'enabled' : 'disabled') },
        },
      },
    }),
  };
}
