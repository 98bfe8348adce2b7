import type { RingSpec } from '../contract';

/**
 * Which tenants a wave of a release is for. Only tenants that are ready and not pinned are chosen, and each of them
 * once: by the first wave it belongs to.
 */
export class Ring {
  /**
   * Tenants whose request said `"ring": "<name>"`. A release is refused while nobody is in it.
   *
   * @param name lower-case letters, digits and hyphens, such as 'canary'
   */
  public static of(name: string): Ring {
    return new Ring({ by: 'ring', name });
  }

  /**
   * Tenants of one stage. A release is refused while there are none.
   *
   * @param stage 'sandbox' or 'production'
   */
  public static stage(stage: string): Ring {
    return new Ring({ by: 'stage', stage });
  }

  /**
   * Tenants whose request had this tag. A release is refused while there are none.
   *
   * @param key such as 'tier'
   * @param value such as 'free'
   */
  public static tagged(key: string, value: string): Ring {
    return new Ring({ by: 'tag', key, value });
  }

  /**
   * A share of all tenants, rounded up, in an order that chance decided once for each service. Percentages of a plan
   * add up: after `percent(10)` and `percent(20)`, 30 percent have had their turn.
   *
   * @param share a whole number from 1 to 100
   */
  public static percent(share: number): Ring {
    return new Ring({ by: 'percent', percent: share });
  }

  /** All tenants whom no wave before had. */
  public static everyone(): Ring {
    return new Ring({ by: 'everyone' });
  }

  private constructor(
    /** @internal */
    public readonly _spec: RingSpec,
  ) {}
}
