/**
 * How often AWS Config looks what has become of a resource.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html
 */
export enum ConfigRecordingFrequency {
  /**
   * Once a day, and only if it has changed: 0.012 USD for each resource that changed on that day.
   */
  DAILY = 'DAILY',

  /**
   * At each change: 0.003 USD for each. Cheaper where a resource changes less than four times on the days on which it
   * changes at all, and without a bound where something changes all the time.
   */
  CONTINUOUS = 'CONTINUOUS',
}
