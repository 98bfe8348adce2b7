/** How this page looks, down to the width of a phone, and on paper. */
export const STYLE = `
:root { --done: #0f766e; --going: #2f6fde; --waiting: #848d97; }
@media (prefers-color-scheme: dark) { :root { --done: #2bb3a3; --going: #6ea1ff; --waiting: #737f8c; } }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; overflow-wrap: anywhere; }
h1 { margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0 0 .35rem; }
p { margin: .35rem 0; }
.first { border-color: var(--going); }
.facts { grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr)); gap: .75rem 1.25rem; margin: 0; }
.ways div { margin: .6rem 0; }
.ways dt { color: inherit; font-size: inherit; }
code { font: .85rem/1.5 ui-monospace, monospace; display: block; padding: .35rem .6rem; border: 1px solid var(--line); border-radius: 4px; }
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
.scroll { margin: 1rem 0; }
.scroll:focus-visible { outline: 2px solid var(--going); outline-offset: 2px; }
#failed th, #failed td:not(:last-child) { white-space: nowrap; }
#failed td:last-child { min-width: 14rem; }
@media (max-width: 30rem) { body { padding: .75rem; } .waves { padding-left: 1.2rem; } th, td { padding-right: .6rem; } }
@media print { :root { color-scheme: light; --back: #fff; --front: #000; --soft: #444; --line: #bbb; --done: #0f766e; --going: #2f6fde; --lost: #b42318; --waiting: #848d97; }
  body { max-width: none; font-size: 11pt; } .scroll { overflow: visible; } tr { break-inside: avoid; } h2 { break-after: avoid; } }
`;
