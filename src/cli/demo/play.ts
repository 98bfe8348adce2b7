import { tryOut } from './attempts';
import { fitted } from './fit';
import { Observer } from './observer';
import { Plan } from './plan';
import { Releases } from './release';
import { Report, reportOn } from './report';
import { Telemetry } from './telemetry';
import { Entry, Lab } from '../../lab';
import { itsOrganization } from '../its-organization';

export interface PlayOptions {
  /** The cloud assembly with the platform. */
  readonly assembly: string;
  readonly plan: Plan;
  readonly seed: number;
  /** Hears everything that happens. */
  readonly log?: (entry: Entry) => void;
  /** Where the page of the bad release goes. */
  readonly html?: string;
  readonly progress?: (done: number, of: number, virtualSeconds: number) => void;
}

/**
 * Deploys the platform on the lab, plays the plan, and says what came of it, with the first tenant's way. A platform
 * with a fleet releases over the tenants, and one with telemetry sees them, too.
 */
export async function play(options: PlayOptions): Promise<{ report: Report; path: Entry[] }> {
  const { assembly, plan, seed, log, html, progress } = options;
  const tenants = plan.arrivals.length;
  const { managementAccount, organizations } = itsOrganization(assembly);
  const lab = new Lab({
    seed,
    managementAccount,
    faults: plan.faults,
    accountQuota: 2 * tenants + 100,
    organizations: { ...organizations, takenEmails: plan.takenEmails },
  });
  if (log) { lab.cloud.journal.listen(log); }
  await lab.deploy(assembly);
  const [bus = lab.only('AWS::Events::EventBus')] =
    lab.listening({ source: 'demo', detailType: 'TenantRequested', detail: { tenantId: 'tenant-1' } });
  const directory = lab.only('AWS::DynamoDB::Table', 'Directory');
  const deployedAt = lab.cloud.clock.now();
  const releases = await Releases.on(lab);
  const first = releases ? [await releases.release1()] : [];
  const observer = new Observer(lab);
  const path = pathOfTheFirst(lab);

  const startedAt = lab.cloud.clock.now();
  const arrivals = fitted(plan, assembly, releases?.waves ?? []);
  const asking = arrivals.map(({ detail }) => JSON.stringify((detail as { tenantId?: unknown }).tenantId));
  const distinct = new Set(asking).size;
  if (progress) {
    lab.cloud.journal.listen(entry => {
      if (entry.type === 'event') { progress(observer.settled, distinct, (lab.cloud.clock.now() - startedAt) / 1000); }
    });
  }
  for (const { after, detail } of arrivals) {
    lab.cloud.clock.at(startedAt + after * 1000, () => {
      void lab.putEvents(bus, [{ Source: 'demo', DetailType: 'TenantRequested', Detail: JSON.stringify(detail) }]);
    });
  }
  await lab.play();
  // What tenants cost is counted before releases go over them.
  const report = reportOn(lab, observer, plan.promises, directory.ref, tryOut(lab, assembly, observer));
  const played = [...first, ...releases ? await releases.release2And3(html) : []];
  const telemetry = await Telemetry.on(lab, assembly, observer)?.play(version => releases?.called(version) ?? version);
  lab.writeEnd();
  const virtualSeconds = Math.round((lab.cloud.clock.now() - deployedAt) / 1000);
  return { report: { ...report, releases: played, telemetry, virtualSeconds }, path };
}

function pathOfTheFirst(lab: Lab): Entry[] {
  const path: Entry[] = [];
  let first: string | undefined;
  lab.cloud.journal.listen(entry => {
    if (entry.type !== 'transition') { return; }
    first ??= entry.execution;
    if (entry.execution === first) { path.push(entry); }
  });
  return path;
}
