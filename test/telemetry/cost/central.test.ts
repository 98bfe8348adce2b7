import { CENTRAL } from '../../../src/telemetry/cost/central-items';
import { central } from '../good-telemetry';

interface Alarm { Properties: { MetricName?: string; Metrics?: { Expression?: string; MetricStat?: object }[] } }

test('the bill counts what CentralTelemetry makes', () => {
  const template = central().template();
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')) as Alarm[];
  const asks = ({ Properties: { Metrics = [] } }: Alarm) => Metrics.some(({ Expression }) => Expression?.startsWith('SELECT'));
  const plain = alarms.filter(alarm => !asks(alarm));
  const metrics = plain.flatMap(({ Properties: { MetricName, Metrics = [] } }) =>
    MetricName !== undefined ? [MetricName] : Metrics.filter(({ MetricStat }) => MetricStat).map(String));
  expect({
    alarms: plain.length, alarmMetrics: metrics.length, queryAlarms: alarms.length - plain.length,
    dashboards: Object.keys(template.findResources('AWS::CloudWatch::Dashboard')).length,
  }).toEqual({
    alarms: CENTRAL.alarms, alarmMetrics: CENTRAL.alarmMetrics,
    queryAlarms: CENTRAL.queryAlarms, dashboards: CENTRAL.dashboards,
  });
});
