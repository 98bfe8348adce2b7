/** How long a name AWS takes. */
export const LONGEST_LOG_GROUP = 512;

/** How long we let them be in tenant accounts, so that there is room for account and Region in front of a copy's. */
export const LONGEST_TENANT_LOG_GROUP = 400;

/** How many log groups an account has in a Region. */
export const MOST_LOG_GROUPS = 1_000_000;

/** Where copies of tenants' logs are, in the observability account: `/tenants/<account>`, and what is below it. */
export const CENTRAL_LOG_PREFIX = '/tenants/';
