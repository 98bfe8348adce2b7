/**
 * What a tenant account may share with the observability account.
 *
 * @see https://docs.aws.amazon.com/OAM/latest/APIReference/API_CreateLink.html
 */
export enum TelemetryResourceType {
  /** Metrics. Sharing them is free of charge. */
  METRICS = 'AWS::CloudWatch::Metric',
  /** Log groups: they stay where they are, and are read there. Sharing them is free of charge. */
  LOGS = 'AWS::Logs::LogGroup',
  /** Traces of X-Ray. The first copy is free of charge. */
  TRACES = 'AWS::XRay::Trace',
  /** Applications of CloudWatch Application Insights. */
  APPLICATION_INSIGHTS = 'AWS::ApplicationInsights::Application',
  /** Monitors of CloudWatch Internet Monitor. */
  INTERNET_MONITOR = 'AWS::InternetMonitor::Monitor',
  /** Services of Application Signals. */
  APPLICATION_SIGNALS_SERVICES = 'AWS::ApplicationSignals::Service',
  /** Service level objectives of Application Signals. */
  SERVICE_LEVEL_OBJECTIVES = 'AWS::ApplicationSignals::ServiceLevelObjective',
}
