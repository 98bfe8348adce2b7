import { Lab } from '../../src/lab';

interface Request { readonly tenantId: string; readonly requestedBy: string; readonly reason: string }

/** The story that the lab tells of the same request on the same assembly. */
export interface LabStory {
  readonly state: string;
  readonly path: readonly string[];
  readonly attributes: readonly string[];
}

export async function labStory(assembly: string, managementAccount: string, request: Request): Promise<LabStory> {
  const lab = new Lab({ managementAccount });
  await lab.deploy(assembly);
  const path: string[] = [];
  lab.cloud.journal.listen(entry => {
    if (entry.type === 'transition' && entry.event === 'entered') { path.push(entry.state); }
  });
  await lab.putEvents(lab.only('AWS::Events::EventBus'), [{ Source: 'smoke', DetailType: 'TenantRequested', Detail: JSON.stringify(request) }]);
  await lab.play();
  const record = lab.items(lab.only('AWS::DynamoDB::Table', 'Directory').ref)
    .find(item => JSON.stringify(item.pk) === JSON.stringify({ S: `TENANT#${request.tenantId}` }) && JSON.stringify(item.sk) === '{"S":"RECORD"}') ?? {};
  return { state: (record.state as { S: string }).S, path, attributes: Object.keys(record).sort() };
}

/** How often it was looked whether something is over depends on how long AWS took: each state counts once. */
export function differences(there: readonly string[], here: readonly string[]): string[] {
  const [inAws, inLab] = [[...new Set(there)], [...new Set(here)]];
  return [
    ...inAws.filter(state => !inLab.includes(state)).map(state => `only AWS came to '${state}'`),
    ...inLab.filter(state => !inAws.includes(state)).map(state => `only the lab came to '${state}'`),
    ...inAws.join() !== inLab.join() && inAws.length === inLab.length && inAws.every(state => inLab.includes(state))
      ? [`AWS came to the states in another order: ${inAws.join(', ')}`] : [],
  ];
}
