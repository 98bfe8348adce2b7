import { CellItem, cellOf, UnhealthyTenant } from '../../../../src/telemetry/contract';
import { Census, CensusTaken, HealthChange, Terms, Undelivered, World } from '../../../../src/telemetry/health/handlers/census';
import { Figures, TenantSeen } from '../../../../src/telemetry/health/handlers/judge';
import { Asked } from '../../../../src/telemetry/health/handlers/look';

export const NOW = Date.parse('2026-11-21T12:00:00Z');
export const accountOf = (number: number) => String(333333300000 + number);
export const tenant = (number: number): TenantSeen => ({ tenantId: `t${number}`, accountId: accountOf(number), ring: 'general' });
export const range = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** A fleet whose figures a test sets, with all that a census asks and says. */
export class FleetSeen implements World {
  public tenantsThere: TenantSeen[];
  public readonly figures = new Map<string, Figures>();
  public readonly released = new Map<string, string[]>();
  /** By account, how often each of its functions failed or was refused. */
  public readonly failures = new Map<string, ReadonlyMap<string, number>>();
  public readonly told: HealthChange[] = [];
  public readonly reported: CensusTaken[] = [];
  public readonly calls: { region: string; asked: readonly Asked[] }[] = [];
  /** Who has no link in any Region, or in the one of `<account>/<region>`. */
  public readonly unlinked = new Set<string>();
  public readonly asleepThere: TenantSeen[] = [];
  public readonly failing: string[] = [];
  public readonly losing: string[] = [];
  /** When the failure happened that has waited longest. */
  public oldest?: string;
  /** Of how many tenants it was asked which release touched them. */
  public readonly asked: number[] = [];
  public readonly kept = new Map<number, CellItem>();
  /** Accounts, or one of their metrics as `<account>/<metric>`, of which CloudWatch gives only a part. */
  public readonly partly = new Set<string>();
  public directoryAway = false;
  public at = NOW;

  constructor(tenants: number, private readonly terms: Terms = { regions: ['eu-central-1'], cells: 1, unhealthyAt: 0.05 }) {
    this.tenantsThere = range(tenants).map(tenant);
  }

  public set(number: number, figures: Partial<Figures>, region = 'eu-central-1'): void {
    this.figures.set(`${accountOf(number)}/${region}`, { invocations: 0, errors: 0, throttles: 0, ...figures });
  }

  public async take(): Promise<CensusTaken> {
    this.at += 15 * 60_000;
    return new Census(this, this.terms).take();
  }

  public get unhealthy(): UnhealthyTenant[] {
    return [...this.kept.values()].flatMap(({ unhealthy }) => JSON.parse(unhealthy) as UnhealthyTenant[]);
  }

  /** Why a look fails, if it does. */
  public refuse: (region: string, asked: readonly Asked[]) => string | undefined = () => undefined;
  public refuseFunctions: (region: string) => string | undefined = () => undefined;
  public now = () => this.at;
  public cells = async () => [...this.kept.values()];
  public undelivered = async (): Promise<Undelivered> => ({ rules: this.failing, destinations: this.losing });
  public oldestHeld = async () => this.oldest;
  public tell = async (changes: readonly HealthChange[]) => { this.told.push(...changes); };
  public keep = async (cell: CellItem) => { this.kept.set(cell.cell, cell); };
  public forget = async (cell: number) => { this.kept.delete(cell); };
  public report = async (taken: CensusTaken) => { this.reported.push(taken); };
  public releases = async (tenantIds: readonly string[]) => {
    this.asked.push(tenantIds.length);
    return new Map([...this.released].filter(([tenantId]) => tenantIds.includes(tenantId)));
  };

  public linked = async (region: string): Promise<ReadonlySet<string>> => {
    const accounts = [...this.tenantsThere, ...this.asleepThere].map(({ accountId }) => accountId);
    return new Set(accounts.filter(each => !this.unlinked.has(each) && !this.unlinked.has(`${each}/${region}`)));
  };

  public functions = async (region: string, { accountId }: Asked) => {
    const refused = this.refuseFunctions(region);
    if (refused !== undefined) { throw new Error(refused); }
    return [...this.failures.get(accountId)?.keys() ?? []];
  };

  public tenants = async () => {
    if (this.directoryAway) { throw new Error('the directory is away'); }
    return { lookedAt: this.tenantsThere, asleep: this.asleepThere, inTier: new Map([['priority', this.tenantsThere.length]]) };
  };

  public sums = async (region: string, asked: readonly Asked[]) => {
    this.calls.push({ region, asked });
    const refused = this.refuse(region, asked);
    if (refused !== undefined) { throw new Error(refused); }
    return asked.map(({ accountId, metricName, functionName }) => functionName !== undefined
      ? this.failures.get(accountId)?.get(functionName) ?? 0
      : this.partly.has(accountId) || this.partly.has(`${accountId}/${metricName}`)
        ? undefined
        : this.figures.get(`${accountId}/${region}`)?.[metricName.toLowerCase() as keyof Figures] ?? 0);
  };
}

export const cellOfTenant = (number: number, cells: number) => cellOf(accountOf(number), cells);
