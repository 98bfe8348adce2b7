import { existsSync, readFileSync } from 'node:fs';
import { Fault, isObject, Lab } from '../../lab';
import { complaintsAboutCall, complaintsAboutFault, Services, servicesOf } from '../../lab/fault-fields';

/** What a file of faults holds. */
export interface FaultFile {
  readonly faults: readonly Fault[];
  readonly takenEmails: readonly string[];
}

/** Reads a file of faults, or says all that is wrong with it. */
export function readFaultFile(file: string): FaultFile {
  const refuse = (...complaints: string[]) => new Error(`--faults ${file}: ${complaints.join('\n  ')}`);
  if (!existsSync(file)) { throw refuse('there is no such file'); }
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw refuse(`cannot be read as JSON: ${(error as Error).message}`);
  }
  const complaints = complaintsAbout(content, servicesOf(new Lab().cloud.allRooms()));
  if (complaints.length > 0) { throw refuse(`${complaints.length} complaint${complaints.length === 1 ? '' : 's'} (docs/lab-log.md shows each kind)`, ...complaints); }
  const { faults = [], takenEmails = [] } = content as Partial<FaultFile>;
  return { faults, takenEmails };
}

/** All that is wrong with a file's content. */
export function complaintsAbout(content: unknown, services: Services): string[] {
  if (!isObject(content)) { return ['must hold an object: {"faults": [...], "takenEmails": [...]}']; }
  const { faults = [], takenEmails = [], ...more } = content;
  const complaints = Object.keys(more).map(field => `the field '${field}' is unknown; there are faults, takenEmails`);
  if (!Array.isArray(takenEmails) || !takenEmails.every(email => typeof email === 'string' && email !== '')) { complaints.push('takenEmails must be an array of texts'); }
  if (!Array.isArray(faults)) { return [...complaints, 'faults must be an array']; }
  return [...complaints, ...faults.flatMap((fault, index) => {
    const where = `faults[${index}]`;
    return [...complaintsAboutFault(fault, where), ...complaintsAboutCall(fault, where, services)];
  })];
}
