import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Browser, findBrowser } from '../test/pages/browser';

/**
 * Draws the dashboards of synthesized templates, with made-up lines: `dashboards.ts ASSEMBLY [OUT]`. What is too long
 * for its place, empty or crowded is seen so before CloudWatch shows it. With a Chromium there are pictures, too.
 */

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Body {
  readonly start?: string;
  readonly variables?: readonly { readonly label?: string; readonly id: string; readonly defaultValue?: string }[];
  readonly widgets: readonly Widget[];
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

interface Template { readonly Resources?: Readonly<Record<string, Resource>> }

const CELL = 60;
const COLOURS = ['#1f77b4', '#ff7f0e', '#2ca02c', '#d62728', '#9467bd', '#8c564b', '#e377c2', '#7f7f7f', '#bcbd22', '#17becf'];

/** What stands where CloudFormation fills something in. */
function spelled(value: unknown): string {
  if (typeof value === 'string') { return value; }
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': joined } = value as { 'Ref'?: string; 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, unknown[]] };
  if (joined) { return joined[1].map(spelled).join(joined[0]); }
  return Ref === 'AWS::Region' ? 'eu-central-1' : Ref ?? attribute?.join('.') ?? JSON.stringify(value);
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** As CloudWatch writes Markdown, as far as ours goes. */
const markdown = (text: string) => escaped(text).replaceAll(/\*\*(.+?)\*\*/g, '<b>$1</b>').replaceAll(/\*(.+?)\*/g, '<i>$1</i>').replaceAll(/`(.+?)`/g, '<code>$1</code>');

/** The lines of a widget: their labels, and whether a query may give several. */
function lines({ metrics = [] }: { metrics?: readonly (readonly unknown[])[] }): string[] {
  return metrics.flatMap(metric => {
    const last = metric.at(-1) as { expression?: string; label?: string; visible?: boolean; id?: string } | string;
    if (typeof last === 'string') { return [String(metric[1])]; }
    if (last.visible === false) { return []; }
    const by = /GROUP BY "?([\w.]+)/.exec(last.expression ?? '')?.[1];
    return by ? Array.from({ length: 6 }, (_, index) => by === 'AWS.AccountId' ? `33333333333${index}` : `${by} ${index + 1}`) : [last.label || String(metric[1] ?? last.id)];
  });
}

/** A course that follows from a name, so that a picture is the same tomorrow. */
function course(name: string, width: number, height: number): string {
  const seed = [...name].reduce((sum, letter) => sum * 31 % 9973 + letter.charCodeAt(0), 7);
  const points = Array.from({ length: 40 }, (_, index) => {
    const value = 0.5 + 0.3 * Math.sin(index / (3 + seed % 5) + seed) + 0.15 * Math.sin(index * 1.7 + seed);
    return `${(index / 39 * width).toFixed(1)},${(height * (1 - value * (0.3 + seed % 60 / 100))).toFixed(1)}`;
  });
  return points.join(' ');
}

function draw({ type, width, height, properties }: Widget): string {
  const [across, down] = [width * CELL - 24, height * CELL - 72];
  if (type === 'text') { return `<div class="text">${markdown(String(properties.markdown))}</div>`; }
  const title = `<h2>${escaped(String(properties.title ?? ''))}</h2>`;
  if (type === 'log') { return `${title}<pre>${escaped(String(properties.query))}</pre>`; }
  const all = lines(properties);
  if (properties.view === 'singleValue') {
    return `${title}<div class="figure">${all.map(label => `<span>${escaped(label)}</span><b>${(label.length * 37) % 400}</b>`).join('')}</div>
      <svg width="${across}" height="${Math.max(20, down - 60)}"><polyline points="${course(all[0] ?? '', across, Math.max(20, down - 60))}" stroke="${COLOURS[0]}"/></svg>`;
  }
  const paths = all.map((label, index) => `<polyline points="${course(label, across, down - 30)}" stroke="${COLOURS[index % COLOURS.length]}"/>`).join('');
  const legend = all.map((label, index) => `<span><i style="background:${COLOURS[index % COLOURS.length]}"></i>${escaped(label)}</span>`).join('');
  return `${title}<svg width="${across}" height="${down - 30}">${paths}</svg><div class="legend">${legend}</div>`;
}

const STYLE = `body{margin:0;background:#eee;font:14px sans-serif}header{padding:8px 16px}header label{margin-right:24px}
.grid{position:relative;width:${24 * CELL}px}.widget{position:absolute;box-sizing:border-box;padding:10px 12px;background:#fff;border:1px solid #ccc;overflow:hidden}
h2{font-size:14px;margin:0 0 8px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}polyline{fill:none;stroke-width:1.5}
.figure b{font-size:32px;display:block}.figure span{color:#555}.legend{font-size:12px;height:22px;overflow:hidden}.legend span{margin-right:10px}.legend i{display:inline-block;width:10px;height:10px;margin-right:3px}
pre{font-size:12px;white-space:pre-wrap}`;

/** One dashboard as a page. */
function page(name: string, { variables = [], start, widgets }: Body): string {
  const asked = variables.map(({ label, id, defaultValue }) => `<label>${escaped(label ?? id)} <input value="${escaped(defaultValue ?? '')}"></label>`).join('');
  const bottom = Math.max(...widgets.map(({ y, height }) => y + height));
  const drawn = widgets.map(widget => `<div class="widget" style="left:${widget.x * CELL}px;top:${widget.y * CELL}px;width:${widget.width * CELL}px;height:${widget.height * CELL}px">${draw(widget)}</div>`);
  return `<!doctype html><meta charset="utf-8"><title>${name}</title><style>${STYLE}</style><header><b>${name}</b> ${start ?? ''} <p>${asked}</p></header>
<div class="grid" style="height:${bottom * CELL}px">${drawn.join('\n')}</div>`;
}

async function main([assembly, out = join('cdk.out', 'dashboards')]: readonly string[]): Promise<void> {
  if (assembly === undefined) { throw new Error('usage: dashboards.ts ASSEMBLY [OUT]'); }
  mkdirSync(out, { recursive: true });
  const files: string[] = [];
  for (const file of readdirSync(assembly).filter(each => each.endsWith('.template.json'))) {
    const { Resources = {} } = JSON.parse(readFileSync(join(assembly, file), 'utf8')) as Template;
    for (const [id, { Type, Properties = {} }] of Object.entries(Resources)) {
      if (Type !== 'AWS::CloudWatch::Dashboard') { continue; }
      const name = Properties.DashboardName ? spelled(Properties.DashboardName) : id;
      const html = join(out, `${name}.html`);
      writeFileSync(html, page(name, JSON.parse(spelled(Properties.DashboardBody)) as Body));
      files.push(html);
    }
  }
  const executable = findBrowser(process.env);
  const browser = executable === undefined ? undefined : new Browser(executable);
  for (const html of files) {
    if (browser) {
      const view = await browser.open(24 * CELL, 'light');
      await view.goto(`file://${join(process.cwd(), html)}`);
      writeFileSync(html.replace('.html', '.png'), await view.screenshot());
    }
    console.log(join(out, basename(html)), browser ? 'and .png' : '(no Chromium, no picture)');
  }
  await browser?.close();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(String(error));
  process.exitCode = 1;
});
