import { costsOnRecord } from './on-record';
import { CostInput } from '../../telemetry/cost/bill';
import { costInput } from '../../telemetry/cost/recommended';
import { TelemetryBudgetProps } from '../../telemetry/cost/telemetry-budget';
import { assemblyOf, complaintsAboutApp } from '../assembly';
import { Kind, Options, readOptions, wholeNumber } from '../options';

export const COST_OPTIONS: Readonly<Record<string, Kind>> = { tenants: 'value', active: 'value', regions: 'value', app: 'value', json: 'switch' };

const TENANTS = { least: 1, most: 100_000, otherwise: 1000 };
const REGIONS = { least: 1, most: 40, otherwise: 1 };

/** What a bill or a list of limits is made for. */
export interface CostRequest {
  readonly input: CostInput;
  readonly budget: TelemetryBudgetProps;
  /** Whose settings these are: a construct's path, or nothing where they are the recommended ones. */
  readonly of?: string;
  readonly json: boolean;
}

/** Reads what was asked; complains about all that is wrong before an app is synthesized. Uses its assembly. */
export function readCostRequest<T>(args: string[], use: (request: CostRequest, assembly?: string) => T): T {
  const { values, switches, complaints } = readOptions(args, COST_OPTIONS);
  const all = [...complaints];
  const tenants = wholeNumber(values, 'tenants', TENANTS, all);
  const regions = wholeNumber(values, 'regions', REGIONS, all);
  const active = values.active ?? '0.5';
  if (!/^(0(\.\d+)?|1(\.0+)?|\.\d+)$/.test(active)) { all.push(`--active must be the share of tenants that are active, from 0 to 1, such as 0.2, got '${active}'`); }
  if (values.app !== undefined) { all.push(...complaintsAboutApp(values.app)); }
  if (all.length > 0) { throw new Error(all.join('\n  ')); }
  const json = switches.has('json');
  if (values.app === undefined) {
    return use({ input: costInput({ tenants, regions, workload: { activeShare: Number(active) } }), budget: {}, json });
  }
  const assembly = assemblyOf(values.app);
  try {
    return use({ ...ofApp(assembly.directory, values), json }, assembly.directory);
  } finally {
    assembly.dispose();
  }
}

/** The settings of the app's own telemetry; what the command line says goes first. */
function ofApp(directory: string, { app, tenants, active, regions }: Options['values']): Omit<CostRequest, 'json'> {
  const all = [...costsOnRecord(directory)];
  if (all.length !== 1) {
    const there = all.length === 0 ? 'has no TenantTelemetry; leave --app out to see what the recommended one costs' : `has ${all.length} TenantTelemetry: ${all.map(([path]) => path).join(', ')}; synthesize the stack of one of them`;
    throw new Error(`--app ${app} ${there}`);
  }
  const [[path, { input, budget }]] = all;
  return {
    of: path, budget,
    input: {
      ...input,
      ...tenants !== undefined && { tenants: Number(tenants) },
      ...regions !== undefined && { regions: Number(regions) },
      workload: { ...input.workload, ...active !== undefined && { activeShare: Number(active) } },
    },
  };
}
