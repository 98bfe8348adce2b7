/** How the page looks: light or dark as the reader's system is, down to the width of a phone. */
export const STYLE = `
:root { color-scheme: light dark; --back: #fff; --front: #1b1f24; --soft: #59636e; --line: #d8dee4;
  --ready: #0f766e; --onboarding: #2f6fde; --creating: #c2570c; --waiting: #a9b1bb; --lost: #b42318; --limit: #b42318; }
@media (prefers-color-scheme: dark) { :root { --back: #14181d; --front: #e8ecf0; --soft: #9aa5b1; --line: #333b44;
  --ready: #2bb3a3; --onboarding: #6ea1ff; --creating: #f08c3a; --waiting: #6b7683; --lost: #ff7a6b; --limit: #ff7a6b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--front); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0; }
h2 { font-size: 1.1rem; margin: 0; }
p { margin: .5rem 0; }
.first { border-left: 4px solid var(--lost); padding: .4rem .75rem; margin: .75rem 0; font-weight: 600; background: color-mix(in srgb, var(--lost) 10%, var(--back)); }
.note { color: var(--soft); font-size: .875rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1rem 0; padding: 0; }
.facts div { border-left: 3px solid var(--onboarding); padding-left: .6rem; }
.facts dt { color: var(--soft); font-size: .875rem; }
.facts dd { margin: 0; font-weight: 600; }
.chart { margin: 2rem 0; }
.legend { display: flex; flex-wrap: wrap; gap: .15rem 1rem; list-style: none; margin: .25rem 0 .75rem; padding: 0; font-size: .875rem; }
.legend li::before { content: ''; display: inline-block; width: .8em; height: .8em; margin-right: .4em; background: var(--tone); }
.legend li.limit::before { height: 2px; vertical-align: .3em; }
.plot { position: relative; height: 15rem; margin: 0 .75rem 2rem 3.5rem; }
.plot svg { width: 100%; height: 100%; display: block; overflow: visible; }
.y span, .x span { position: absolute; color: var(--soft); font-size: .75rem; line-height: 1; white-space: nowrap; font-variant-numeric: tabular-nums; }
.y span { right: 100%; margin-right: .5rem; transform: translateY(50%); }
.x span { top: 100%; margin-top: .5rem; transform: translateX(-50%); }
.grid { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke; }
.area { fill: var(--tone); }
.limit { stroke: var(--tone); stroke-width: 2; stroke-dasharray: 6 4; vector-effect: non-scaling-stroke; }
.hit { fill: transparent; }
.hit:hover { fill: var(--front); fill-opacity: .18; }
.ready { --tone: var(--ready); } .onboarding { --tone: var(--onboarding); } .creating { --tone: var(--creating); }
.waiting { --tone: var(--waiting); } .lost { --tone: var(--lost); } .limit { --tone: var(--limit); }
.scroll { overflow-x: auto; margin: 1.5rem 0; }
table { border-collapse: collapse; font-size: .875rem; width: 100%; }
caption { text-align: left; font-weight: 600; font-size: 1.1rem; padding: .25rem 0; }
th, td { text-align: left; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { color: var(--soft); font-weight: 500; white-space: nowrap; }
tbody th { font-weight: 400; white-space: nowrap; }
td { min-width: 3rem; }
td:last-child:not(.n) { min-width: 12rem; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.marked th, .marked td { color: var(--lost); } .marked th, .marked .n { font-weight: 600; }
@media (max-width: 40rem) { .x span:nth-child(even) { display: none; } .plot { height: 12rem; margin-left: 2.75rem; } #needs tbody th { white-space: normal; min-width: 9rem; } }
`;
