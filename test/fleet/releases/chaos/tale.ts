import { Entry, isObject, Json } from '../../../../src/lab';
import { accountOf } from '../world';

/** What happens to one release, or to one tenant, as lines to read. */
export class Tale {
  public readonly lines: string[] = [];
  private readonly executions = new Set<string>();
  private readonly words: readonly string[];
  private readonly service?: string;

  /** @param about `orders/000003` or `t7` */
  constructor(about: string) {
    const [service, release] = about.split('/');
    this.words = release === undefined ? [`"${about}"`, `TENANT#${about}"`, accountOf(about)] : [`"RELEASE#${release}"`, `release-${release}-`];
    this.service = release === undefined ? undefined : service;
  }

  public hear(entry: Entry): void {
    const told = this.tell(entry);
    if (told !== undefined) { this.lines.push(`${entry.at}  ${told}`); }
  }

  private tell(entry: Entry): string | undefined {
    switch (entry.type) {
      case 'execution':
        return this.executions.has(entry.execution) ? `${short(entry.execution)} ${entry.status} ${entry.error ?? ''} ${entry.cause ?? ''}` : undefined;
      case 'transition':
        return this.executions.has(entry.execution) && entry.event !== 'exited' ? `${short(entry.execution)}   ${entry.event} '${entry.state}' ${entry.error ?? ''}` : undefined;
      case 'fault':
        return entry.execution && this.executions.has(entry.execution) ? `${short(entry.execution)}     FAULT ${entry.fault}` : undefined;
      case 'call': {
        if (!this.isAbout(entry.parameters)) { return undefined; }
        if (entry.execution) { this.executions.add(entry.execution); }
        const said = entry.error ? `${entry.error.name}: ${entry.error.message}` : JSON.stringify(entry.result ?? {});
        return `${entry.execution ? short(entry.execution) : entry.role.split('/').slice(-2)[0]}     ${entry.service}:${entry.action} ${JSON.stringify(entry.parameters).slice(0, 700)} → ${said.slice(0, 300)}`;
      }
      default: return undefined;
    }
  }

  private isAbout(parameters: Json): boolean {
    const text = JSON.stringify(isObject(parameters) ? { ...parameters, Body: undefined } : parameters);
    return this.words.some(word => text.includes(word)) && (this.service === undefined || text.includes(this.service));
  }
}

const short = (execution: string) => execution.split(':').slice(-2).join(':').slice(-22);
