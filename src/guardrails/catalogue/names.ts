import { dataPerimeter } from './data-perimeter';
import { idleCost } from './idle-cost';
import { CATALOGUE } from './index';
import { oidcProviders } from './oidc-providers';
import { QUARANTINE } from './quarantine';
import { regions } from './regions';
import { services } from './services';
import { SUSPENDED } from './suspended';
import { tenantTags } from './tenant-tags';
import { threatDetection } from './threat-detection';
import { vpcBlockPublicAccess } from './vpc-block-public-access';

/** The names of all rules that there are, those that are told something included. */
export const NAMES: ReadonlySet<string> = new Set([
  ...Object.values(CATALOGUE), QUARANTINE, SUSPENDED, dataPerimeter({}), idleCost({}), oidcProviders([]), regions([]),
  services([]), tenantTags({}), threatDetection({}), vpcBlockPublicAccess({}),
].map(({ name }) => name));
