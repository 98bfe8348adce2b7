import { ActivateOrganizationsAccessCommand, CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EnableOrganizationAdminAccountCommand, GuardDutyClient, ListOrganizationAdminAccountsCommand } from '@aws-sdk/client-guardduty';
import {
  ConcurrentModificationException, EnableAWSServiceAccessCommand, EnablePolicyTypeCommand,
  ListAWSServiceAccessForOrganizationCommand, ListDelegatedAdministratorsCommand, ListRootsCommand, OrganizationsClient,
  PolicyChangesInProgressException, PolicyType as PolicyTypeName, PolicyTypeAlreadyEnabledException,
  RegisterDelegatedAdministratorCommand,
} from '@aws-sdk/client-organizations';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { Security, delegateSecurity } from './delegate-security';
import { Organization, enablePolicyType, prepareOrganization } from './prepare-organization';

interface Event {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties:
    PreparationProperties | { readonly PolicyType: string } | SecurityProperties | StartProperties;
  readonly RequestId: string;
}

interface StartProperties {
  readonly Workflow: string;
  readonly Input: string;
}

interface SecurityProperties {
  readonly SecurityAccount: string;
  readonly SecurityRegions: string[];
  readonly SecurityServices: string[];
}

interface PreparationProperties {
  readonly TrustedServices: string[];
  readonly DelegatedAdministrator?: string;
  readonly DelegatedService: string;
}

export async function handler(event: Event) {
  if (event.RequestType === 'Delete') {
    return { PhysicalResourceId: event.PhysicalResourceId };
  }
  const properties = event.ResourceProperties;
  if ('PolicyType' in properties) {
    const found = await enablePolicyType(properties.PolicyType, organization());
    return { PhysicalResourceId: `organization-${found.RootId}-${properties.PolicyType}`, Data: found };
  }
  if ('SecurityAccount' in properties) {
    const { SecurityAccount: account, SecurityRegions: regions, SecurityServices: services } = properties;
    const found = await delegateSecurity({ account, regions, services }, security());
    return { PhysicalResourceId: `organization-${found.RootId}-security`, Data: found };
  }
  if ('Workflow' in properties) {
    await start(properties, event.RequestId);
    return { PhysicalResourceId: properties.Workflow };
  }
  const { TrustedServices, DelegatedAdministrator, DelegatedService } = properties;
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

/** The request names the execution, so that an event that comes twice is one. */
async function start({ Workflow: stateMachineArn, Input: input }: StartProperties, name: string): Promise<void> {
  try {
    await new SFNClient({}).send(new StartExecutionCommand({ stateMachineArn, name, input }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) { throw error; }
  }
}

function security(): Security {
  return {
    ...organization(),
    guardDutyAdministrators: async region => {
      const guardDuty = new GuardDutyClient({ region });
      const { AdminAccounts: all = [] } = await guardDuty.send(new ListOrganizationAdminAccountsCommand());
      return Object.fromEntries(all.map(({ AdminAccountId = '', AdminStatus = '' }) => [AdminAccountId, AdminStatus]));
    },
    delegateGuardDuty: async (AdminAccountId, region) => {
      await new GuardDutyClient({ region }).send(new EnableOrganizationAdminAccountCommand({ AdminAccountId }));
    },
  };
}

function organization(): Organization {
  // Roots are listed once a second at most, and several stacks may ask at once.
  const organizations = new OrganizationsClient({ maxAttempts: 10 });
  const stackSets = new CloudFormationClient({});
  return {
    root: async () => {
      const { Roots: [root] = [] } = await organizations.send(new ListRootsCommand({}));
      // Its ARN ends in root/o-…/r-….
      const [, organizationId, id] = root.Arn!.split('/');
      const policyTypes = Object.fromEntries((root.PolicyTypes ?? []).map(({ Type = '', Status = '' }) => [Type, Status]));
      return { id, organization: organizationId, policyTypes };
    },
    enablePolicyType: async (PolicyType, RootId) => {
      try {
        await organizations.send(new EnablePolicyTypeCommand({ RootId, PolicyType: PolicyType as PolicyTypeName }));
      } catch (error) {
        // Somebody else was faster, or is at it.
        const harmless = [
          PolicyTypeAlreadyEnabledException, PolicyChangesInProgressException, ConcurrentModificationException,
        ];
        if (!harmless.some(each => error instanceof each)) { throw error; }
      }
    },
    pause: () => new Promise(done => { setTimeout(done, 5000); }),
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
