import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { billOf, CostInput } from './bill';
import { annotationOf } from './print';
import { budgetOf, TelemetryBudgetProps } from './telemetry-budget';

/** Under which type the cloud assembly keeps what the bill is made from. */
export const COST_METADATA = 'cdk-account-per-tenant:telemetry-cost';

/** What the cloud assembly keeps. */
export interface CostOnRecord {
  readonly input: CostInput;
  readonly budget: TelemetryBudgetProps;
}

/** Prints the bill when the app is synthesized, and keeps for the command line what it is made from. */
export function tellCost(scope: Construct, input: CostInput, budget: TelemetryBudgetProps = {}): void {
  const text = annotationOf(billOf(input), input, budgetOf(input.activeTier, budget));
  Annotations.of(scope).addInfoV2('cdk-account-per-tenant:telemetryCost', text);
  const record: CostOnRecord = { input, budget };
  scope.node.addMetadata(COST_METADATA, record);
}
