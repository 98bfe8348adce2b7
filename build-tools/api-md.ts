/* Runs after docgen: takes out of API.md what is not ours, and makes sure that all that is ours is still there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { Assembly, missingIn, ownReference } from './api-reference';
import { readJson } from './json-file';

const assembly = readJson('.jsii', 'api-md') as unknown as Assembly;
const reference = ownReference(readFileSync('API.md', 'utf8'), assembly);
const missing = missingIn(reference, assembly);
if (missing.length > 0) { throw new Error(`API.md would not be whole:\n${missing.join('\n')}`); }
writeFileSync('API.md', reference);
