import { invalid } from './errors';
import { Table } from './table';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Json } from '../../json';
import { Caller } from '../../room';

/** Which table a request means. */
export interface TableReference { readonly account: string; readonly region: string; readonly name: string }

const NAME = /^[A-Za-z0-9_.-]{3,255}$/;

/** All tables of all accounts and Regions. */
export class Tables {
  /** Whether any table ever had a policy of its own. */
  public guarded = false;
  private readonly tables = new Map<string, Table>();

  constructor(private readonly cloud: Cloud) {}

  public add(table: Table): void {
    this.tables.set(placeOf(table.options), table);
  }

  public at(reference: TableReference): Table | undefined {
    return this.tables.get(placeOf(reference));
  }

  public remove(table: Table): void {
    this.tables.delete(placeOf(table.options));
  }

  public all(): Table[] {
    return [...this.tables.values()];
  }

  public arn({ account, region, name }: TableReference): string {
    return `arn:${this.cloud.partition}:dynamodb:${region}:${account}:table/${name}`;
  }

  /** The table that a request names, for the sake of reading or writing it. */
  public find(name: Json | undefined, caller: Caller): Table {
    const reference = this.reference(name, caller);
    if (reference.region !== caller.region) {
      throw invalid(`The table ARN names the Region ${reference.region}, the request was sent to ${caller.region}`);
    }
    const table = this.at(reference);
    if (!table) { throw new AwsError('ResourceNotFoundException', 'Requested resource not found'); }
    return table;
  }

  /** The table that a request names, if there is one. */
  public seek(name: Json | undefined, caller: Caller): Table | undefined {
    return typeof name === 'string' ? this.at(this.parse(name, caller)) : undefined;
  }

  /** A table may be named by its name or by its ARN. */
  public reference(name: Json | undefined, caller: Caller): TableReference {
    if (name === undefined || name === null) {
      throw invalid("1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null");
    }
    if (typeof name !== 'string') { throw invalid("'tableName' must be a string"); }
    const reference = this.parse(name, caller);
    if (!NAME.test(reference.name)) {
      throw invalid(`Invalid table name '${name}': table names have 3 to 255 of the characters a-z, A-Z, 0-9, '_', '-' and '.'`);
    }
    return reference;
  }

  private parse(name: string, caller: Caller): TableReference {
    const parts = name.split(':');
    return parts.length === 6 && parts[0] === 'arn' && parts[2] === 'dynamodb' && parts[5].startsWith('table/')
      ? { region: parts[3], account: parts[4], name: parts[5].slice('table/'.length) }
      : { region: caller.region, account: caller.account, name };
  }
}

function placeOf({ account, region, name }: TableReference): string {
  return `${account}/${region}/${name}`;
}
