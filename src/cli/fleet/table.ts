/** Columns of figures stand to the right, all others to the left. */
export function tableLines(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const isFigure = head.map((_, column) => rows.length > 0 && rows.every(row => /^(\d{1,3}(,\d{3})*|–)$/.test(row[column])));
  const widths = head.map((title, column) =>
    rows.reduce((most, row) => Math.max(most, row[column].length), title.length));
  return [head, ...rows].map(row => row
    .map((cell, column) => isFigure[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))
    .join('  ').trimEnd());
}
