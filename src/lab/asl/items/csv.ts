import { ItemReaderFailed } from './failures';
import { Json, JsonObject } from '../../json';

export const DELIMITERS: ReadonlyMap<string, string> = new Map([
  ['COMMA', ','], ['PIPE', '|'], ['SEMICOLON', ';'], ['SPACE', ' '], ['TAB', '\t'],
]);

/** Rows as objects whose fields are all text: missing ones are empty, and those beyond the headers are left out. */
export function csvItems(text: string, given: readonly string[] | undefined, delimiter: string): Json[] {
  const rows = rowsOf(text, delimiter);
  const headers = given ?? rows.shift() ?? [];
  if (new Set(headers).size < headers.length) { throw new ItemReaderFailed('CSV headers cannot contain duplicates.'); }
  return rows.map(row => {
    const item: JsonObject = {};
    headers.forEach((header, at) => { item[header] = row[at] ?? ''; });
    return item;
  });
}

/** Reads what RFC 4180 describes: fields in quotes may hold delimiters, line breaks and doubled quotes. */
function rowsOf(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  const endField = () => { row.push(field); field = ''; };
  const endRow = () => {
    endField();
    // A line without anything in it is no row.
    if (row.length > 1 || row[0] !== '') { rows.push(row); }
    row = [];
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character !== '"') { field += character; continue; }
      if (text[at + 1] === '"') { field += '"'; at++; continue; }
      quoted = false;
    } else if (character === '"' && field === '') {
      quoted = true;
    } else if (character === delimiter) {
      endField();
    } else if (character === '\n' || character === '\r') {
      if (character === '\r' && text[at + 1] === '\n') { at++; }
      endRow();
    } else {
      field += character;
    }
  }
  if (quoted) { throw new ItemReaderFailed('The CSV file has a quoted field that does not end.'); }
  if (field !== '' || row.length > 0) { endRow(); }
  return rows;
}
