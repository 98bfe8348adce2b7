/** How this page looks, down to the width of a phone. */
export const STYLE = `
:root { --ready: #0f766e; --onboarding: #2f6fde; --creating: #c2570c; --waiting: #a9b1bb; --limit: #b42318; }
@media (prefers-color-scheme: dark) { :root { --ready: #2bb3a3; --onboarding: #6ea1ff; --creating: #f08c3a; --waiting: #6b7683; --limit: #ff7a6b; } }
body { margin: 0; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { margin: .5rem 0; }
h2 { font-size: 1.1rem; margin: 0; }
p { margin: .5rem 0; }
.facts { grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1rem 0; padding: 0; }
.facts div { border-color: var(--onboarding); }
.chart { margin: 2rem 0; }
.legend { margin-top: .25rem; }
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
.scroll { margin: 1.5rem 0; }
caption { font-size: 1.1rem; }
tbody th { white-space: nowrap; }
td { min-width: 3rem; }
td:last-child:not(.n) { min-width: 12rem; }
.marked .n { font-weight: 600; }
@media (max-width: 40rem) { .x span:nth-child(even) { display: none; } .plot { height: 12rem; margin-left: 2.75rem; } #needs tbody th { white-space: normal; min-width: 9rem; } }
`;
