import { CATALOGUE } from './index';
import { PLACE, published, stage } from '../services/orders';

const each = CATALOGUE.map(service => [service.name, service] as const);

test('holds 20 services and more, of many kinds', () => {
  expect(CATALOGUE.length).toBeGreaterThanOrEqual(20);
});

test.each(each)('%s goes to any tenant: what it says is the same in each account and Region', (_name, Service) => {
  const { text, template } = published(new Service(stage(), 'Service'));
  expect(Object.keys(template.toJSON())).not.toContain('Transform');
  expect(text).not.toMatch(/cdk-hnb659fds|BootstrapVersion|AWS::CDK::Metadata/);
  expect(text.length).toBeGreaterThan(200);
});

test.each(each)('%s has each file and image in each Region, and refers to nothing else', (_name, Service) => {
  const { text, manifest: { files, dockerImages } } = published(new Service(stage(), 'Service'));
  const template = Object.values(files).filter(({ source }) => source.path?.endsWith('.template.json'));
  const assets = [...Object.values(files), ...Object.values(dockerImages)].filter(asset => !template.includes(asset));
  expect(template).toHaveLength(1);
  const places = assets.map(({ destinations }) => Object.values(destinations));
  for (const destinations of places) { expect(destinations.map(({ region }) => region)).toEqual(PLACE.regions); }

  const there = places.flat().map(({ objectKey, imageTag }) => objectKey ?? imageTag);
  const referred = text.match(/[0-9a-f]{64}(\.[a-z]+)?/g) ?? [];
  expect(new Set(referred)).toEqual(new Set(there));
});

test('whoever runs an image may pull it from the platform, not from a repository of its own account', () => {
  for (const name of ['Containers', 'Builds']) {
    const Service = CATALOGUE.find(service => service.name === name)!;
    const { template } = published(new Service(stage(), 'Service'));
    const statements: { Action: string | string[]; Resource: unknown }[] = Object.values(template.findResources('AWS::IAM::Policy'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    const repository = ':222222222222:repository/cdk-account-per-tenant-tenants-services';
    expect(statements.filter(({ Action }) => Action.includes('ecr:BatchGetImage')).map(({ Resource }) => Resource)).toEqual([
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ecr:', { Ref: 'AWS::Region' }, repository]] },
    ]);
  }
});
