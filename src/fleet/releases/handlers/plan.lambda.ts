import { Bucket } from './bucket';
import { Directory } from './directory';
import { Planner } from './plan';
import { PlanAnswer, PlanRequest } from '../../contract';

export async function handler(request: PlanRequest): Promise<PlanAnswer> {
  const { DIRECTORY = '', BUCKET = '' } = process.env;
  const directory = new Directory(DIRECTORY);
  const bucket = new Bucket(BUCKET);
  return new Planner({
    now: () => Date.now(),
    services: async () => (await directory.services()).length,
    service: service => directory.service(service),
    release: (service, release) => directory.release(service, release),
    ready: () => directory.ready(),
    notReady: () => directory.notReady(),
    items: service => directory.items(service),
    drop: (service, tenantId) => directory.drop(service, tenantId),
    read: key => bucket.read(key),
    write: (key, content) => bucket.write(key, content),
  }).answer(request);
}
