import { AwsCommand, awsCommand, AwsRefusal } from './aws-command';
import { AwsPlace, placesAt } from './aws-place';
import { HealthRecords } from './data';
import { CENTRAL_KEYS, CentralPlaces, centralParameterName, FAILURE_STATES, FAILURES_BY_STATE } from '../../telemetry/contract';
import type { CellItem } from '../../telemetry/items';

interface Where {
  readonly observabilityProfile?: string;
  readonly region?: string;
}

/** Failures that are counted at most. */
const MOST_HELD = 10_000;

/** Tenants' health on record in the account of the central telemetry. */
export class AwsHealth extends AwsPlace {
  /**
   * With the platform account's credentials where nobody names others: there may be no central telemetry, or it may be
   * elsewhere, or not be theirs to read. Nothing is known of health then, and all the rest is.
   */
  public static async find(
    platform: string, aws: AwsCommand, { observabilityProfile: profile, region }: Where,
  ): Promise<AwsHealth | undefined> {
    const name = centralParameterName(platform);
    const central = profile === undefined ? aws : awsCommand({ profile, region });
    try {
      const found = await placesAt<CentralPlaces>(central, name);
      if (found) { return new AwsHealth(central, platform, found.places, found.at); }
    } catch (error) {
      if (profile !== undefined || !(error instanceof AwsRefusal && error.isDenied)) { throw error; }
    }
    if (profile === undefined) { return undefined; }
    throw new Error(`there is no central telemetry of platform '${platform}' in the account of profile '${profile}' (no parameter ${name}); `
      + 'is --observability-profile that of the account of the CentralTelemetry, and is it its Region (--region)?');
  }

  public async records(): Promise<HealthRecords> {
    const [cells, held] = await Promise.all([
      this.search('pk = :p AND begins_with(sk, :s)', { ':p': CENTRAL_KEYS.health, ':s': CENTRAL_KEYS.cell }),
      this.search('#state = :state', { ':state': FAILURE_STATES.held }, '--index-name', FAILURES_BY_STATE,
        '--expression-attribute-names', '{"#state":"state"}', '--projection-expression', 'accountId', '--max-items', String(MOST_HELD)),
    ]);
    // What the table holds is written by our own functions, by the same contract.
    return {
      cells: cells.items as unknown as CellItem[],
      held: held.items.map(({ accountId }) => String(accountId)),
      more: held.more,
    };
  }
}
