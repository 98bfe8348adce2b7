import { JsonObject } from '../../../../src/lab/json';
import { schemas, SchemasRoom } from '../../../../src/lab/services/schemas/schemas-room';
import { ACCOUNT, REGION, TestCloud } from '../deployed';

const ARN = `arn:aws:schemas:${REGION}:${ACCOUNT}`;
const SCHEMA = { RegistryName: 'tenants', SchemaName: 'TenantReady', Type: 'JSONSchemaDraft4', Content: '{"type":"object"}' };

function aRegistry(): TestCloud {
  const cloud = new TestCloud({}, schemas);
  cloud.deploy('AWS::EventSchemas::Registry', { RegistryName: 'tenants' });
  return cloud;
}

test.each<[string, JsonObject, string]>([
  ['an unknown registry', { RegistryName: 'other' }, 'Registry with name other not found'],
  ['an unknown type', { Type: 'Avro' }, "OpenApi3 or JSONSchemaDraft4, got 'Avro'"],
  ['content that is no JSON', { Content: 'openapi: 3.0.0' }, 'Content is no JSON'],
])('a schema is refused for %s', (_, change, complaint) => {
  expect(() => aRegistry().deploy('AWS::EventSchemas::Schema', { ...SCHEMA, ...change })).toThrow(complaint);
});

test('names are not given twice, nor are those of AWS', () => {
  const cloud = aRegistry();
  cloud.deploy('AWS::EventSchemas::Schema', SCHEMA);
  expect(() => cloud.deploy('AWS::EventSchemas::Schema', SCHEMA)).toThrow('already exists');
  expect(() => cloud.deploy('AWS::EventSchemas::Registry', { RegistryName: 'tenants' })).toThrow('already exists');
  expect(() => cloud.deploy('AWS::EventSchemas::Registry', { RegistryName: 'aws.events' })).toThrow('cannot name a registry');
});

test('an account has ten registries in a Region', () => {
  const cloud = aRegistry();
  for (let at = 1; at < 10; at++) { cloud.deploy('AWS::EventSchemas::Registry', { RegistryName: `r${at}` }); }
  expect(() => cloud.deploy('AWS::EventSchemas::Registry', { RegistryName: 'r10' })).toThrow('At most 10');
  expect(() => cloud.deploy('AWS::EventSchemas::Registry', { RegistryName: 'r10' }, { region: 'eu-west-1' })).not.toThrow();
});

test('no action is modelled', async () => {
  await expect(aRegistry().call('schemas', 'describeSchema', {})).rejects.toThrow('the lab does not model schemas:describeSchema');
});

test('a schema is kept with its content', () => {
  const cloud = aRegistry();
  const arn = `${ARN}:schema/tenants/TenantReady`;
  expect(cloud.deploy('AWS::EventSchemas::Schema', SCHEMA)).toMatchObject({ ref: arn, attributes: { SchemaArn: arn, SchemaName: 'TenantReady', SchemaVersion: '1' } });
  expect(cloud.cloud.room<SchemasRoom>('schemas').schemas())
    .toEqual([{ arn, registry: `${ARN}:registry/tenants`, name: 'TenantReady', type: 'JSONSchemaDraft4', content: { type: 'object' } }]);
});
