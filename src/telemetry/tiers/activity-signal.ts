/**
 * The metric by which it is seen that somebody uses a tenant: whoever has had a value of it lately is active.
 */
export class ActivitySignal {
  /**
   * Functions ran. What a schedule of the tenant's own starts counts as well: a tenant with one is never idle by it, so
   * give such fleets a signal that only people's work moves.
   */
  public static lambda(): ActivitySignal {
    return ActivitySignal.metric('AWS/Lambda', 'UnreservedConcurrentExecutions');
  }

  /**
   * A metric of the tenant accounts, such as one of your own services. Choose one that only work moves, and with few
   * dimensions: each combination of their values is looked at.
   *
   * @param namespace its namespace, which the tier `dormant` has to let through
   * @param metricName its name
   */
  public static metric(namespace: string, metricName: string): ActivitySignal {
    return new ActivitySignal(namespace, metricName);
  }

  private constructor(
    /**
     * The metric's namespace.
     */
    public readonly namespace: string,

    /**
     * The metric's name.
     */
    public readonly metricName: string,
  ) {}
}
