import { CallAs } from '@aws-sdk/client-cloudformation';
import { Bucket } from './bucket';
import { Directory } from './directory';
import { Settler } from './settle';
import { StackSets } from './stack-sets';
import { SettleAnswer, SettleRequest } from '../../contract';

export async function handler(request: SettleRequest): Promise<SettleAnswer> {
  const { DIRECTORY = '', BUCKET = '', PLATFORM = '', CALL_AS = 'SELF' } = process.env;
  const directory = new Directory(DIRECTORY);
  const bucket = new Bucket(BUCKET);
  const stackSets = new StackSets(PLATFORM, CALL_AS as CallAs);
  return new Settler({
    results: (service, operation) => stackSets.results(service, operation),
    accounts: (service, status, operation) => stackSets.accounts(service, status, operation),
    read: key => bucket.read(key),
    write: (key, content) => bucket.write(key, content),
    change: (tenant, change, settled) => directory.change(tenant, change, settled),
    changeInPart: (tenant, change, settled, parts) => directory.changeInPart(tenant, change, settled, parts),
  }).settle(request);
}
