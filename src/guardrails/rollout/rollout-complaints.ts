import { ArnFormat, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { TRIAL_UNITS } from './rings';
import { known } from '../../private/complaints';
import type { BaselineGuardrailsProps } from '../baseline-guardrails';
import { ALL_UNITS } from '../planned-policy';

/** What an execution of Step Functions lasts at most is a year, and it has work to do after the soak. */
const MOST_DAYS = 364;

/** What is known of all of them has to fit into what a state of a workflow takes. */
const MOST_ALARMS = 50;

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
  if (alarms.length > MOST_ALARMS) { complaints.push(`'rollout.alarms' must be at most ${MOST_ALARMS}, got ${alarms.length}; use composite alarms`); }
  const { account, region } = Stack.of(scope);
  for (const { alarmName, alarmArn, env } of alarms) {
    // An alarm that is given by its ARN says that it is here, wherever it is.
    const place = known(alarmArn) ? Stack.of(scope).splitArn(alarmArn, ArnFormat.COLON_RESOURCE_NAME) : env;
    const elsewhere = [[place.account, account], [place.region, region]]
      .some(([its, ours]) => known(its) && known(ours) && its !== ours);
    if (elsewhere) { complaints.push(`'rollout.alarms' must be in this account and Region, ${account} ${region}; '${known(alarmName) ? alarmName : 'one'}' is in ${place.account} ${place.region}`); }
  }
  return complaints;
}
