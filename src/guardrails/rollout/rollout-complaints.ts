import { IConstruct } from 'constructs';
import { TRIAL_UNITS } from './rings';
import { complaintsAboutAlarms } from '../../private/alarms';
import type { BaselineGuardrailsProps } from '../baseline-guardrails';
import { ALL_UNITS } from '../planned-policy';

/** What an execution of Step Functions lasts at most is a year, and it has work to do after the soak. */
const MOST_DAYS = 364;

/** Everything that is wrong with the rollout, one line each. */
export function complaintsAboutRollout(scope: IConstruct, props: BaselineGuardrailsProps): string[] {
  const { rollout, organization } = props;
  if (!rollout) { return []; }
  const { soak, alarms = [] } = rollout;
  const complaints: string[] = [];
  const days = soak.isUnresolved() ? undefined : soak.toDays({ integral: false });
  if (days !== undefined && !(days > 0 && days <= MOST_DAYS)) {
    complaints.push(`'rollout.soak' must be more than nothing and at most ${MOST_DAYS} days, got ${soak.toHumanString()}; leave 'rollout' out to change all accounts at once`);
  }
  for (const unit of ALL_UNITS.filter(each => !TRIAL_UNITS.includes(each))) {
    for (const trial of TRIAL_UNITS.filter(each => organization[`${each}UnitId`] === organization[`${unit}UnitId`])) {
      complaints.push(`'rollout' tries rules on the unit for ${trial}, and 'organization' has the same unit for ${unit}; give it a unit of its own`);
    }
  }
  return [...complaints, ...complaintsAboutAlarms(scope, 'rollout.alarms', alarms)];
}
