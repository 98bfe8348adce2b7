/** Names that policies in templates and those who read templates both spell. */

/** Where a policy says which rules it holds: `name`, `stops`, `why`, `excepted` and `controls` of each. */
export const RULES_METADATA = 'cdk-account-per-tenant:guardrails';

/** Where it says which policy's content it gets once that has been tried. */
export const TRIED_AS_METADATA = 'cdk-account-per-tenant:tried-as';

/** Where an organization says which construct holds its tenants. */
export const HELD_METADATA = 'cdk-account-per-tenant:held-by';
