import { ArnFormat, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { known } from './complaints';

/** What is known of all of them has to fit into what a state of a workflow takes. */
export const MOST_ALARMS = 50;

/** What is wrong with alarms that a workflow beside `scope` looks at. */
export function complaintsAboutAlarms(scope: IConstruct, prop: string, alarms: readonly cloudwatch.IAlarm[]): string[] {
  const complaints: string[] = [];
  if (alarms.length > MOST_ALARMS) { complaints.push(`'${prop}' must be at most ${MOST_ALARMS}, got ${alarms.length}; use composite alarms`); }
  const { account, region } = Stack.of(scope);
  for (const { alarmName, alarmArn, env } of alarms) {
    // An alarm that is given by its ARN says that it is here, wherever it is.
    const place = known(alarmArn) ? Stack.of(scope).splitArn(alarmArn, ArnFormat.COLON_RESOURCE_NAME) : env;
    if (elsewhere(place.account, account) || elsewhere(place.region, region)) {
      complaints.push(`'${prop}' must be in this account and Region, ${account} ${region}; '${known(alarmName) ? alarmName : 'one'}' is in ${place.account} ${place.region}`);
    }
  }
  return complaints;
}

/** Whether two places are surely not the same. */
export const elsewhere = (its: string | undefined, ours: string): boolean => known(its) && known(ours) && its !== ours;

/** What an alarm is made of, when that is known in this app. */
interface KnownAlarm {
  /** The time that it looks back over. */
  readonly window?: Duration;
  readonly treatMissingData?: string;
}

/** What is known of an alarm: nothing of one that was imported, and nothing of a composite one. */
export function knownOf(alarm: cloudwatch.IAlarm): KnownAlarm {
  const { defaultChild } = alarm.node;
  const resource = defaultChild && CfnResource.isCfnResource(defaultChild) ? defaultChild : undefined;
  if (resource?.cfnResourceType !== cloudwatch.CfnAlarm.CFN_RESOURCE_TYPE_NAME) { return {}; }
  const { period, evaluationPeriods, metrics, treatMissingData } = resource as cloudwatch.CfnAlarm;
  const queries = Array.isArray(metrics) ? metrics as cloudwatch.CfnAlarm.MetricDataQueryProperty[] : [];
  const periods = [period, ...queries.flatMap(query => [query.period, statOf(query)?.period])]
    .filter(each => known(each));
  return {
    window: periods.length > 0 && known(evaluationPeriods)
      ? Duration.seconds(Math.max(...periods) * evaluationPeriods)
      : undefined,
    treatMissingData: known(treatMissingData) ? treatMissingData : undefined,
  };
}

const statOf = (query: cloudwatch.CfnAlarm.MetricDataQueryProperty) =>
  query.metricStat as cloudwatch.CfnAlarm.MetricStatProperty | undefined;
