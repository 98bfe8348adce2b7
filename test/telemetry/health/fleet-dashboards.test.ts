import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CentralPlace } from './a-central-place';

interface Widget {
  x: number;
  y: number;
  width: number;
  height: number;
  type: string;
  properties: { title?: string; metrics?: { expression?: string }[][] };
}
interface Body { widgets: Widget[]; variables?: { pattern: string; inputType: string }[] }

function bodies(regions?: string[]): Record<string, Body> {
  const spelled = (value: unknown): string => typeof value === 'string' ? value
    : typeof value === 'object' && value !== null && 'Fn::Join' in value ? (value['Fn::Join'] as [string, unknown[]])[1].map(spelled).join('') : 'TOKEN';
  const found = Template.fromStack(new CentralPlace(new App(), { tenants: 6000, regions })).findResources('AWS::CloudWatch::Dashboard');
  return Object.fromEntries(Object.values(found).map(({ Properties }) => {
    const { DashboardName, DashboardBody } = Properties as { DashboardName: string; DashboardBody: unknown };
    return [DashboardName.split('-').pop(), JSON.parse(spelled(DashboardBody)) as Body];
  }));
}

const expressions = ({ properties }: Widget) =>
  (properties.metrics ?? []).flat().flatMap(({ expression }) => expression ?? []);

describe('the dashboards', () => {
  test('are three, which is what costs 9 USD a month', () => {
    expect(Object.keys(bodies()).sort()).toEqual(['fleet', 'service', 'tenant']);
  });

  test.each(['fleet', 'tenant', 'service'])('%s: each widget has its place, a title, and at most one query, as CloudWatch allows', name => {
    const { widgets } = bodies(['eu-central-1', 'us-east-1', 'ap-southeast-2'])[name];
    const taken = new Set<string>();
    for (const widget of widgets) {
      expect(widget.x + widget.width).toBeLessThanOrEqual(24);
      expect(widget.type === 'text' || widget.properties.title).toBeTruthy();
      expect(expressions(widget).filter(each => each.startsWith('SELECT')).length).toBeLessThanOrEqual(1);
      for (let x = widget.x; x < widget.x + widget.width; x++) {
        for (let y = widget.y; y < widget.y + widget.height; y++) {
          expect(taken).not.toContain(`${x}/${y}`);
          taken.add(`${x}/${y}`);
        }
      }
    }
    expect(widgets.length).toBeLessThan(500);
  });

  test('the tenant whose account id is typed in is the one that each widget shows', () => {
    const { widgets, variables } = bodies().tenant;
    expect(variables).toMatchObject([{ pattern: '000000000000', inputType: 'input' }]);
    for (const widget of widgets.filter(({ type }) => type !== 'text')) { expect(JSON.stringify(widget)).toContain('000000000000'); }
  });

  test('the function whose name is typed in is asked for in all tenants', () => {
    const { widgets, variables } = bodies().service;
    expect(variables).toMatchObject([{ pattern: 'service_Function', inputType: 'input' }]);
    expect(widgets.filter(widget => expressions(widget).some(each => each.includes("FunctionName = 'service_Function'")))).toHaveLength(7);
  });

  test('the fleet says who sees how many, and shows tenants of each Region', () => {
    const { widgets } = bodies(['eu-central-1', 'us-east-1']).fleet;
    const titles = widgets.map(({ properties }) => properties.title);
    expect(titles).toEqual(expect.arrayContaining(['Awake', 'Seen', 'Share seen, %', 'Unhealthy', 'Tenants by tier', 'Failures by service', 'Redrives and what became of them']));
    expect(titles.filter(title => title?.startsWith('The 10 tenants with most errors'))).toEqual([
      'The 10 tenants with most errors, by account, eu-central-1', 'The 10 tenants with most errors, by account, us-east-1',
    ]);
  });
});
