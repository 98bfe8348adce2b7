import { Construct } from 'constructs';
import { GraphQl, HttpApi, LiveApi, RestApi, SignIn } from './apis';
import { Builds, Containers, InImage, Layered, Site, Workflow } from './compute';
import { GlobalTable, Ledger, Search, Uploads, Vault } from './data';
import { Bus, News, Nightly, Outbox, Telemetry, Work } from './events';
import { FleetStack } from '../../../src';

/** Services as people build them, of many kinds. */
export const CATALOGUE: readonly (new (scope: Construct, id: string) => FleetStack)[] = [
  Layered, InImage, Workflow, Containers, Site, Builds,
  RestApi, HttpApi, LiveApi, GraphQl, SignIn,
  GlobalTable, Uploads, Vault, Ledger, Search,
  Work, News, Bus, Nightly, Outbox, Telemetry,
];
