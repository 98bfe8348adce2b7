/** How all pages look: light or dark as the reader's system is. */
export const STYLE = `
:root { color-scheme: light dark; --back: #fff; --front: #1b1f24; --soft: #59636e; --line: #d8dee4; --lost: #b42318; }
@media (prefers-color-scheme: dark) { :root { --back: #14181d; --front: #e8ecf0; --soft: #9aa5b1; --line: #333b44; --lost: #ff7a6b; } }
* { box-sizing: border-box; }
body { background: var(--back); color: var(--front); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; }
.note { color: var(--soft); font-size: .875rem; }
.first { border-left: 4px solid var(--line); padding: .4rem .75rem; margin: .75rem 0; font-weight: 600; }
.first.lost { border-color: var(--lost); background: color-mix(in srgb, var(--lost) 10%, var(--back)); }
.facts { display: grid; }
.facts div { border-left: 3px solid var(--line); padding-left: .6rem; }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: 0; }
.facts dd { font-weight: 600; }
.legend { display: flex; flex-wrap: wrap; gap: .15rem 1rem; list-style: none; margin: 0 0 .75rem; padding: 0; font-size: .875rem; }
.legend li::before { content: ''; display: inline-block; width: .8em; height: .8em; margin-right: .4em; background: var(--tone); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; width: 100%; overflow-wrap: normal; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { color: var(--soft); font-weight: 500; white-space: nowrap; }
tbody th { font-weight: 400; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.marked th, .marked td { color: var(--lost); } .marked th { font-weight: 600; }
`;
