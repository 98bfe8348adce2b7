import {
  CloseAccountCommand, CreateOrganizationalUnitCommand, DeleteOrganizationalUnitCommand, DescribeAccountCommand,
  DescribeOrganizationCommand, ListOrganizationalUnitsForParentCommand, ListParentsCommand, ListRootsCommand,
  MoveAccountCommand, OrganizationsClient, paginateListAccounts,
} from '@aws-sdk/client-organizations';
import { patiently, until } from './patience';

/** The organization that it is tried in. */
export class SandboxOrganization {
  private readonly client = new OrganizationsClient({ region: 'us-east-1' });

  constructor(private readonly stop: AbortSignal) {}

  public async managementAccount(): Promise<string> {
    const { Organization } = await this.client.send(new DescribeOrganizationCommand({}));
    return Organization!.MasterAccountId!;
  }

  public async accounts(): Promise<number> {
    let count = 0;
    for await (const { Accounts } of paginateListAccounts({ client: this.client }, {})) {
      count += Accounts?.length ?? 0;
    }
    return count;
  }

  public async root(): Promise<string> {
    const { Roots } = await this.client.send(new ListRootsCommand({}));
    return Roots![0].Id!;
  }

  /** A unit of its own, so that whatever the organization has already is left alone. */
  public async makeUnit(name: string): Promise<string> {
    const ParentId = await this.root();
    const make = new CreateOrganizationalUnitCommand({ ParentId, Name: name });
    const { OrganizationalUnit } = await this.client.send(make);
    return OrganizationalUnit!.Id!;
  }

  /** Deletes a unit with all units in it. Accounts must have left them. */
  public async deleteUnit(unit: string): Promise<void> {
    const list = new ListOrganizationalUnitsForParentCommand({ ParentId: unit });
    const { OrganizationalUnits = [] } = await this.client.send(list);
    for (const { Id } of OrganizationalUnits) { await this.deleteUnit(Id!); }
    await patiently(() => this.client.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: unit })));
  }

  public async unitOf(account: string): Promise<string> {
    const { Parents } = await this.client.send(new ListParentsCommand({ ChildId: account }));
    return Parents![0].Id!;
  }

  /** Back to where it was born. */
  public async moveToRoot(account: string): Promise<void> {
    const [from, root] = [await this.unitOf(account), await this.root()];
    const move = { AccountId: account, SourceParentId: from, DestinationParentId: root };
    if (move.SourceParentId !== move.DestinationParentId) {
      await patiently(() => this.client.send(new MoveAccountCommand(move)));
    }
  }

  /** Closes an account, and tells in which state AWS shows it then. */
  public async close(account: string): Promise<string> {
    await patiently(() => this.client.send(new CloseAccountCommand({ AccountId: account })));
    return until(this.stop, 'the account is being closed', 300, async () => {
      const { Account } = await this.client.send(new DescribeAccountCommand({ AccountId: account }));
      const state = Account?.State ?? Account?.Status;
      return state === 'ACTIVE' ? undefined : state;
    });
  }
}
