/** How the page looks: light or dark as the reader's system is, down to the width of a phone, and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --back: #fff; --front: #1b1f24; --soft: #59636e; --line: #d8dee4; --done: #0f766e; --going: #2f6fde; --lost: #b42318; --waiting: #848d97; }
@media (prefers-color-scheme: dark) { :root { --back: #14181d; --front: #e8ecf0; --soft: #9aa5b1; --line: #333b44; --done: #2bb3a3; --going: #6ea1ff; --lost: #ff7a6b; --waiting: #737f8c; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--back); color: var(--front); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0 0 .35rem; }
p { margin: .35rem 0; }
.note { color: var(--soft); font-size: .875rem; }
.first { border-left: 4px solid var(--going); padding: .4rem .75rem; margin: .75rem 0; font-weight: 600; }
.first.lost { border-color: var(--lost); background: color-mix(in srgb, var(--lost) 10%, var(--back)); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr)); gap: .75rem 1.25rem; margin: 0; }
.facts div { border-left: 3px solid var(--line); padding-left: .6rem; }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: 0; }
.facts dd { font-weight: 600; }
.ways div { margin: .6rem 0; }
.ways dt { color: inherit; font-size: inherit; }
code { font: .85rem/1.5 ui-monospace, monospace; display: block; padding: .35rem .6rem; border: 1px solid var(--line); border-radius: 4px; }
.legend { display: flex; flex-wrap: wrap; gap: .15rem 1rem; list-style: none; margin: 0 0 .75rem; padding: 0; font-size: .875rem; }
.legend li::before { content: ''; display: inline-block; width: .8em; height: .8em; margin-right: .4em; background: var(--tone); }
.done { --tone: var(--done); } .going { --tone: var(--going); } .lost { --tone: var(--lost); } .waiting { --tone: var(--waiting); }
.waves { margin: 0; padding-left: 1.5rem; }
.waves > li { margin: 0 0 1.25rem; padding-left: .25rem; break-inside: avoid; }
.waves > li::marker { font-weight: 600; }
.state { font-weight: 600; margin-left: .4rem; color: var(--tone, var(--soft)); }
.bar { display: block; width: 100%; height: 1.1rem; border: 1px solid var(--soft); forced-color-adjust: none; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.bar rect { fill: var(--tone); stroke: var(--back); stroke-width: 1; vector-effect: non-scaling-stroke; }
.readings { margin: .35rem 0; padding-left: 1.2rem; font-size: .9rem; }
.log { list-style: none; margin: 0; padding: 0; font-size: .9rem; }
.log li { padding: .3rem 0; border-bottom: 1px solid var(--line); break-inside: avoid; }
.log time { color: var(--soft); margin-right: .5rem; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; margin: 1rem 0; }
.scroll:focus-visible { outline: 2px solid var(--going); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .875rem; width: 100%; overflow-wrap: normal; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { color: var(--soft); font-weight: 500; white-space: nowrap; }
tbody th { font-weight: 400; }
#failed th, #failed td:not(:last-child) { white-space: nowrap; }
#failed td:last-child { min-width: 14rem; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.marked th, .marked td { color: var(--lost); } .marked th { font-weight: 600; }
@media (max-width: 30rem) { body { padding: .75rem; } .waves { padding-left: 1.2rem; } th, td { padding-right: .6rem; } }
@media print { :root { color-scheme: light; --back: #fff; --front: #000; --soft: #444; --line: #bbb; --done: #0f766e; --going: #2f6fde; --lost: #b42318; --waiting: #848d97; }
  body { max-width: none; font-size: 11pt; } .scroll { overflow: visible; } tr { break-inside: avoid; } h2 { break-after: avoid; } }
`;
