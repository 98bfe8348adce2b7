import { Cloud, LabOptions, readAssembly } from '../lab';

/** Where a template says of which organization somebody has to be. */
const ORGANIZATION_ID = /"aws:(?:Principal|Resource|Source)OrgID":"(o-[a-z0-9]{10,32})"/i;

/** The organization that an assembly is written for, as far as its templates say. */
export function itsOrganization(assembly: string): Pick<LabOptions, 'managementAccount' | 'organizations'> {
  const stacks = readAssembly(new Cloud(), assembly);
  const [, organizationId] = ORGANIZATION_ID.exec(JSON.stringify(stacks.map(({ template }) => template))) ?? [];
  // Only the management account can define organizational units.
  const { account: managementAccount } = stacks.find(({ template }) => Object.values(template.Resources ?? {})
    .some(({ Type }) => Type === 'AWS::Organizations::OrganizationalUnit')) ?? {};
  return { managementAccount, organizations: { organizationId } };
}
