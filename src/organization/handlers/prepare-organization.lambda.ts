import { ActivateOrganizationsAccessCommand, CloudFormationClient } from '@aws-sdk/client-cloudformation';
import {
  EnableAWSServiceAccessCommand, ListAWSServiceAccessForOrganizationCommand, ListDelegatedAdministratorsCommand,
  ListRootsCommand, OrganizationsClient, RegisterDelegatedAdministratorCommand,
} from '@aws-sdk/client-organizations';
import { Organization, prepareOrganization } from './prepare-organization';

interface Event {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: { TrustedServices: string[]; DelegatedAdministrator?: string; DelegatedService: string };
}

export async function handler(event: Event) {
  if (event.RequestType === 'Delete') {
    return { PhysicalResourceId: event.PhysicalResourceId };
  }
  const { TrustedServices, DelegatedAdministrator, DelegatedService } = event.ResourceProperties;
  const found = await prepareOrganization(
    {
      trustedServices: TrustedServices,
      delegatedAdministrator: DelegatedAdministrator,
      delegatedService: DelegatedService,
    },
    organization(),
  );
  return { PhysicalResourceId: `organization-${found.RootId}`, Data: found };
}

function organization(): Organization {
  const organizations = new OrganizationsClient({});
  const stackSets = new CloudFormationClient({});
  return {
    ids: async () => {
      // An organization has one root, whose ARN ends in root/o-…/r-….
      const [arn] = await everyPage(async NextToken => {
        const page = await organizations.send(new ListRootsCommand({ NextToken }));
        return { items: page.Roots?.map(each => each.Arn!), next: page.NextToken };
      });
      const [, id, root] = arn.split('/');
      return { organization: id, root };
    },
    activateStackSets: async () => { await stackSets.send(new ActivateOrganizationsAccessCommand({})); },
    trust: async ServicePrincipal => {
      await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
    },
    delegate: async (AccountId, ServicePrincipal) => {
      await organizations.send(new RegisterDelegatedAdministratorCommand({ AccountId, ServicePrincipal }));
    },
    trustedServices: () => everyPage(async NextToken => {
      const page = await organizations.send(new ListAWSServiceAccessForOrganizationCommand({ NextToken }));
      return { items: page.EnabledServicePrincipals?.map(each => each.ServicePrincipal!), next: page.NextToken };
    }),
    delegatedAdministrators: ServicePrincipal => everyPage(async NextToken => {
      const page = await organizations.send(new ListDelegatedAdministratorsCommand({ ServicePrincipal, NextToken }));
      return { items: page.DelegatedAdministrators?.map(each => each.Id!), next: page.NextToken };
    }),
  };
}

async function everyPage(read: (token?: string) => Promise<{ items?: string[]; next?: string }>): Promise<string[]> {
  const all: string[] = [];
  let token: string | undefined;
  do {
    const page = await read(token);
    all.push(...page.items ?? []);
    token = page.next;
  } while (token);
  return all;
}
