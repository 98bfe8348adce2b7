import { JsonObject, Lab } from '../../src/lab';

/** An item as plain strings. */
export type Item = Readonly<Record<string, string>>;

/** The directory, read whole at once. */
export class Directory {
  public readonly records = new Map<string, Item>();
  public readonly histories = new Map<string, Item[]>();
  /** Which tenant has the account, by its id. */
  public readonly owners = new Map<string, string>();
  /** Which tenant has the address. */
  public readonly addresses = new Map<string, string>();
  public readonly rejected = new Set<string>();

  constructor(lab: Lab) {
    for (const item of lab.items(lab.only('AWS::DynamoDB::Table', 'Directory').ref).map(plain)) {
      const [kind, id] = [item.pk.slice(0, item.pk.indexOf('#')), item.pk.slice(item.pk.indexOf('#') + 1)];
      switch (kind) {
        case 'TENANT':
          if (item.sk === 'RECORD') { this.records.set(id, item); } else { this.histories.set(id, [...this.histories.get(id) ?? [], item]); }
          break;
        case 'ACCOUNT': this.owners.set(id, item.tenantId); break;
        case 'EMAIL': this.addresses.set(id, item.tenantId); break;
        case 'REJECTED': this.rejected.add(id); break;
      }
    }
    for (const history of this.histories.values()) { history.sort((a, b) => a.sk < b.sk ? -1 : 1); }
  }
}

export function plain(item: JsonObject): Item {
  return Object.fromEntries(Object.entries(item)
    .map(([name, value]) => [name, String(Object.values(value as JsonObject)[0])]));
}

/** The organizational units by name. */
export function landOf(lab: Lab): Readonly<Record<string, string>> {
  const units = lab.all('AWS::Organizations::OrganizationalUnit');
  const named = ['Production', 'Sandbox', 'Onboarding', 'Suspended', 'Quarantine']
    .map(name => [name.toLowerCase(), units.find(unit => unit.logicalId.includes(name))!.ref] as const);
  return { ...Object.fromEntries(named), root: lab.organization.rootId() };
}

export const TENANT_TAG = 'cdk-account-per-tenant:tenant';
