/** Types of resources that no stack in a tenant's account can have: why, and the cure. */
export const REFUSED_RESOURCES: ReadonlyMap<string, string> = new Map([
  ['AWS::CloudFormation::Stack', 'a nested stack, and stack sets with permissions of AWS Organizations carry none; define its resources in the FleetStack itself'],
  ...['Account', 'Organization', 'OrganizationalUnit', 'Policy', 'ResourcePolicy'].map((each): [string, string] => [
    `AWS::Organizations::${each}`, 'which only the management account has; define it in a stack of that account',
  ]),
]);

interface FixedName {
  readonly property: string;
  /** Where there can be one of a name: in all of AWS, in a Region of all of AWS, in an account. */
  readonly once: 'in AWS' | 'in a Region' | 'in an account';
  readonly cure?: string;
}

const DOMAIN = 'leave it out, for a template says the same in all accounts, and send a domain there from outside';
const once = (where: FixedName['once'], property: string, cure?: string): FixedName[] => [{ property, once: where, cure }];

/** Properties that name a resource for more than one account and Region. */
const NAMES: ReadonlyMap<string, readonly FixedName[]> = new Map([
  ['AWS::S3::Bucket', once('in AWS', 'BucketName')],
  ['AWS::CloudFront::Distribution', once('in AWS', 'DistributionConfig.Aliases', DOMAIN)],
  ['AWS::ApiGateway::DomainName', once('in a Region', 'DomainName', DOMAIN)],
  ['AWS::ApiGatewayV2::DomainName', once('in a Region', 'DomainName', DOMAIN)],
  ['AWS::Cognito::UserPoolDomain', once('in a Region', 'Domain')],
  ['AWS::IAM::Role', once('in an account', 'RoleName')],
  ['AWS::IAM::User', once('in an account', 'UserName')],
  ['AWS::IAM::Group', once('in an account', 'GroupName')],
  ['AWS::IAM::ManagedPolicy', once('in an account', 'ManagedPolicyName')],
  ['AWS::IAM::InstanceProfile', once('in an account', 'InstanceProfileName')],
]);

export const namesOf = (type: string): readonly FixedName[] => NAMES.get(type) ?? [];
