import { listKey, Target } from '../../contract';

/** Files in the bucket of releases. */
export interface Files {
  read(key: string): Promise<string | undefined>;
  write(key: string, content: string): Promise<void>;
}

export async function readList(
  files: Files, service: string, release: string, name: string,
): Promise<Target[] | undefined> {
  const content = await files.read(listKey(service, release, name, 'json'));
  return content === undefined ? undefined : JSON.parse(content) as Target[];
}

/** The JSON comes last, so that where it is, the list is whole. */
export async function writeList(
  files: Files, service: string, release: string, name: string, targets: readonly Target[],
): Promise<void> {
  await files.write(listKey(service, release, name, 'csv'), targets.map(({ accountId }) => accountId).join('\n'));
  await files.write(listKey(service, release, name, 'json'), JSON.stringify(targets));
}
