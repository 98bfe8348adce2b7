import { Cloud } from '../../cloud';
import { Json } from '../../json';

interface Redriven { readonly token: Json; readonly at: number }

/** The client tokens of redrives: a call that is repeated with one of them is answered again and redrives nothing. */
export class Redrives {
  private readonly known = new Map<string, Redriven[]>();

  constructor(private readonly cloud: Cloud) {}

  /** When the execution was redriven with this token; undefined for a token that is not, or no longer, known. */
  public dateOf(execution: string, token: Json | undefined): string | undefined {
    const oldest = this.cloud.clock.now() - this.cloud.quotas.value('sfn.redriveTokenMinutes') * 60_000;
    const found = this.known.get(execution)?.find(each => each.token === token && each.at >= oldest);
    return found && new Date(found.at).toISOString();
  }

  public keep(execution: string, token: Json | undefined): void {
    if (token === undefined) { return; }
    const all = [...this.known.get(execution) ?? [], { token, at: this.cloud.clock.now() }];
    this.known.set(execution, all.slice(-this.cloud.quotas.value('sfn.redriveTokens')));
  }
}
