import { Played } from './story';
import { Lab } from '../../src/lab';

/** Roles that AWS makes, and policies whose content is AWS's. They are not ours to narrow. */
const NOT_OURS = /OrganizationAccountAccessRole|AWSLambdaBasicExecutionRole/;

/** What roles were granted, and what of it the stories have needed. */
export class Privileges {
  private readonly granted = new Set<string>();
  private readonly used = new Set<string>();
  /** Actions that a role has called, as IAM names them, by the role's name. */
  private readonly called = new Map<string, Set<string>>();
  /** Calls that IAM has refused, other than by a planned fault. */
  public readonly refused = new Set<string>();

  public add({ lab, entries }: Played): void {
    const note = (into: Set<string>, from: ReturnType<Lab['iam']['used']>) => {
      for (const { role, statement, actions, resources } of from) {
        if (NOT_OURS.test(role) || NOT_OURS.test(statement)) { continue; }
        const name = nameOf(role);
        for (const entry of [...actions, ...resources]) { into.add(`${name}: ${plain(lab, entry)}`); }
        if (into === this.used) {
          const called = this.called.get(name) ?? new Set();
          this.called.set(name, called);
          for (const action of actions) { called.add(action); }
        }
      }
    };
    note(this.granted, lab.iam.granted());
    note(this.used, lab.iam.used());
    for (const entry of entries) {
      if (entry.type === 'call' && !entry.fault && /is not authorized to perform/.test(entry.error?.message ?? '')) {
        this.refused.add(`${nameOf(entry.role)}: ${entry.service}:${entry.action}`);
      }
    }
  }

  /** Granted, and needed by no story. */
  public idle(): string[] {
    return [...this.granted].filter(each => !this.used.has(each)).sort();
  }

  public calledBy(role: string): string[] {
    return [...this.called.get(role) ?? []].sort();
  }
}

/** The role's name without what CloudFormation adds to it. */
const nameOf = (arn: string) => arn.split('/').pop()!.replace(/^(Platform|Organization)-/, '').replace(/-[A-Za-z0-9]{12}$/, '');

/** An entry without what differs from story to story: ids, generated names, and which account is which. */
function plain(lab: Lab, entry: string): string {
  const units = lab.all('AWS::Organizations::OrganizationalUnit');
  return units.reduce((text, unit) => text.replaceAll(unit.ref, unit.logicalId), entry)
    .replaceAll(lab.organization.rootId(), 'ROOT')
    .replace(/\b\d{12}\b/g, 'ACCOUNT')
    .replace(/\bo-[a-z0-9]{10}\b/g, 'ORGANIZATION')
    .replace(/\b(Platform|Organization)-/g, '')
    .replace(/-[A-Za-z0-9]{12}(?=$|[:/])/g, '');
}
