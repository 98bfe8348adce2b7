import { STYLE } from './style';

/** A whole page in HTML: nothing is loaded from anywhere, and nothing runs. */
export function documentOf(title: string, style: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${escaped(title)}</title>
<style>${STYLE}${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** A few figures, each with its name. */
export function factsOf(facts: readonly (readonly [name: string, value: string])[]): string {
  return `<dl class="facts">${facts.map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`).join('')}</dl>`;
}

/** Text for HTML: labels come from the user's files. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

/** A table that a narrow screen can scroll. The first column is text and names its row; some rows are marked. */
export function tableOf(
  id: string, caption: string, head: readonly string[], rows: readonly (readonly string[])[],
  marked: readonly boolean[] = [],
): string {
  const style = head.map((_, column) => rows.every(row => /^[\d,.\s%×]+$/.test(row[column])) ? ' class="n"' : '');
  const heads = head.map((title, column) => `<th scope="col"${style[column]}>${escaped(title)}</th>`).join('');
  const body = rows.map(([first, ...rest], row) => {
    const cells = rest.map((cell, index) => `<td${style[index + 1]}>${escaped(cell)}</td>`);
    return `<tr${marked[row] ? ' class="marked"' : ''}><th scope="row">${escaped(first)}</th>${cells.join('')}</tr>`;
  });
  // Who has no mouse scrolls by keyboard, which needs something to focus.
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escaped(caption)}"><table id="${id}"><caption>${escaped(caption)}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${body.join('\n')}
</tbody></table></div>`;
}
