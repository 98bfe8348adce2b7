import { Entry, isObject, Json } from '../../src/lab';

/** What happens to one tenant, as lines to read. */
export class Tale {
  public readonly lines: string[] = [];
  private readonly executions = new Set<string>();

  constructor(public readonly tenantId: string) {}

  public hear(entry: Entry): void {
    const told = this.tell(entry);
    if (told !== undefined) { this.lines.push(`${entry.at}  ${told}`); }
  }

  private tell(entry: Entry): string | undefined {
    switch (entry.type) {
      case 'execution':
        if (isObject(entry.input) && entry.input.tenantId === this.tenantId) { this.executions.add(entry.execution); }
        return this.executions.has(entry.execution)
          ? `${short(entry.execution)} ${entry.status} ${[entry.error, entry.cause, entry.output && JSON.stringify(entry.output)].filter(Boolean).join(' ')}` : undefined;
      case 'transition':
        return this.executions.has(entry.execution) && entry.event !== 'exited'
          ? `${short(entry.execution)}   ${entry.event} '${entry.state}' ${entry.error ?? ''}` : undefined;
      case 'call': {
        const { execution } = entry;
        const ours = execution === undefined
          ? mentions(entry.parameters, this.tenantId) : this.executions.has(execution);
        if (!ours || (entry.execution !== undefined && !entry.fault && !entry.error)) { return undefined; }
        const answer = entry.error ? `${entry.error.name}: ${entry.error.message}` : JSON.stringify(entry.result);
        return `${entry.execution ? short(entry.execution) : entry.role.split('/').pop()}     ${entry.service}:${entry.action} → ${answer.slice(0, 300)}${entry.fault ? `   [${entry.fault}]` : ''}`;
      }
      case 'fault':
        return entry.execution && this.executions.has(entry.execution) ? `${short(entry.execution)}     FAULT ${entry.fault}` : undefined;
      case 'event':
        // Step Functions' own events only repeat what is told of the executions.
        return entry.source !== 'aws.states' && mentions(entry.detail, this.tenantId) ? `EVENT ${entry.detailType} ${JSON.stringify(entry.detail).slice(0, 400)}` : undefined;
      case 'account':
        return undefined;
      default:
        return mentions(entry.item, this.tenantId) ? `RECORD ${JSON.stringify(entry.item)}` : undefined;
    }
  }
}

const short = (execution: string) => execution.split(':').pop()!.slice(0, 8);

function mentions(value: Json | undefined, text: string): boolean {
  return value !== undefined && JSON.stringify(value).includes(text);
}
