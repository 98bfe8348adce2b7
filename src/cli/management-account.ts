import { Cloud, readAssembly } from '../lab';

/** The account in which an assembly defines organizational units: only the management account can. */
export function managementAccountOf(assembly: string): string | undefined {
  return readAssembly(new Cloud(), assembly).find(({ template }) => Object.values(template.Resources ?? {})
    .some(({ Type }) => Type === 'AWS::Organizations::OrganizationalUnit'))?.account;
}
