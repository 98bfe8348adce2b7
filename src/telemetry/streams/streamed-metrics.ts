/**
 * Which metrics a `TenantMetricStream` sends.
 */
export class StreamedMetrics {
  /**
   * Metrics of these namespaces only, such as `AWS/Lambda`.
   *
   * @param namespaces the names in full, up to 1,000
   */
  public static of(...namespaces: string[]): StreamedMetrics {
    return new StreamedMetrics(namespaces);
  }

  /**
   * All metrics that tenants show. Each of them is paid each minute: the price is printed as a warning when the app is
   * synthesized.
   */
  public static everythingAtItsPrice(): StreamedMetrics {
    return new StreamedMetrics();
  }

  private constructor(
    /**
     * @internal
     */
    public readonly _namespaces?: readonly string[],
  ) {}
}
