/**
 * How much the logs of something matter.
 */
export enum LogPriority {
  /**
   * Logs that people look at every day: kept for 30 days, with all that CloudWatch Logs can do, at 0.50 USD a GB.
   */
  PRIORITY = 'priority',

  /**
   * Logs that are there in case: kept for 7 days in the class Infrequent Access, at half the price. They can be
   * queried, and nothing else: there are no metric filters, no subscriptions, no live tail and no masking, and metrics
   * in the embedded metric format are not read out of them.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html
   */
  BULK = 'bulk',
}
