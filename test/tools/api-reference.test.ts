import { Assembly, missingIn, ownReference } from '../../build-tools/api-reference';

const assembly: Assembly = {
  name: 'rooms',
  types: {
    'rooms.Room': {
      name: 'Room', base: 'aws-cdk-lib.Stack', interfaces: ['rooms.IRoom'],
      methods: [{ name: 'open' }, { name: 'of' }], properties: [{ name: 'size' }, { name: 'key' }],
    },
    'rooms.Hall': { name: 'Hall', base: 'rooms.Room' },
    'rooms.IRoom': { name: 'IRoom', interfaces: ['constructs.IConstruct'], properties: [{ name: 'size' }] },
    'rooms.IHall': { name: 'IHall', interfaces: ['rooms.IRoom'] },
    'rooms.Door': { name: 'Door', members: [{ name: 'OPEN' }] },
  },
};

const anchor = (name: string, id = name) => `<a name="${name}" id="${id}"></a>`;
const row = (name: string, id: string) => `| <code><a href="#rooms.${id}">${name}</a></code> | About ${name}. |`;
const member = (name: string, id: string, ...more: string[]) => [`##### \`${name}\` ${anchor(name, `rooms.${id}`)}`, '', `All of ${name}.`, '', ...more];

/** As jsii-docgen writes it. */
const markdown = [
  `# API Reference ${anchor('API Reference', 'api-reference')}`, '',
  `## Constructs ${anchor('Constructs')}`, '',
  `### Room ${anchor('Room', 'rooms.Room')}`, '',
  '- *Implements:* <a href="#rooms.IRoom">IRoom</a>', '',
  `#### Initializers ${anchor('Initializers', 'rooms.Room.Initializer')}`, '',
  '```typescript', "import { Room } from 'rooms'", '', 'new Room(scope: Construct, props: string)', '```', '',
  row('scope', 'Room.Initializer.parameter.scope'), row('props', 'Room.Initializer.parameter.props'), '', '---', '',
  `##### \`scope\`<sup>Required</sup> ${anchor('scope', 'rooms.Room.Initializer.parameter.scope')}`, '', '- *Type:* constructs.Construct', '', '---', '',
  `##### \`props\`<sup>Required</sup> ${anchor('props', 'rooms.Room.Initializer.parameter.props')}`, '', '- *Type:* string', '', 'What it takes.', '', '---', '',
  `#### Methods ${anchor('Methods')}`, '',
  row('toString', 'Room.toString'), row('open', 'Room.open'), '', '---', '',
  ...member('toString', 'Room.toString', `###### \`how\` ${anchor('how', 'rooms.Room.toString.parameter.how')}`, '', 'How to.', ''),
  ...member('open', 'Room.open', '```typescript', '# no heading, for it is code <a name="x" id="rooms.x"></a>', '```', '',
    `###### \`door\` ${anchor('door', 'rooms.Room.open.parameter.door')}`, '', 'Which door.', ''),
  `#### Static Functions ${anchor('Static Functions')}`, '', row('of', 'Room.of'), row('isStack', 'Room.isStack'), '',
  `##### \`of\` ${anchor('of', 'rooms.Room.of')}`, '', '```typescript', "import { Room } from 'rooms'", '', 'Room.of(x: any)', '```', '',
  ...member('isStack', 'Room.isStack'),
  `#### Properties ${anchor('Properties')}`, '', row('node', 'Room.property.node'), row('size', 'Room.property.size'), row('key', 'Room.property.key'), '',
  ...member('node', 'Room.property.node'),
  `##### \`size\` ${anchor('size', 'rooms.Room.property.size')}`, '', '```typescript', 'public readonly size: number;', '```', '', '- *Type:* number', '',
  `##### \`key\` ${anchor('key', 'rooms.Room.property.key')}`, '', '```typescript', 'public key: string;', '```', '', '- *Type:* string', '',
  `### Hall ${anchor('Hall', 'rooms.Hall')}`, '',
  `#### Methods ${anchor('Methods')}`, '', row('open', 'Hall.open'), '', ...member('open', 'Hall.open'),
  `#### Properties ${anchor('Properties')}`, '', row('node', 'Hall.property.node'), '', '---', '', ...member('node', 'Hall.property.node'),
  `## Protocols ${anchor('Protocols')}`, '',
  `### IRoom ${anchor('IRoom', 'rooms.IRoom')}`, '', ...member('size', 'IRoom.property.size'), ...member('node', 'IRoom.property.node'),
  `### IHall ${anchor('IHall', 'rooms.IHall')}`, '', ...member('size', 'IHall.property.size'), ...member('node', 'IHall.property.node'),
  `## Enums ${anchor('Enums')}`, '',
  `### Door ${anchor('Door', 'rooms.Door')}`, '', row('OPEN', 'Door.OPEN'), '', ...member('OPEN', 'Door.OPEN'),
].join('\n');

const reference = ownReference(markdown, assembly);
/** What stands below a heading, up to the next type. */
const about = (type: string) => reference.split(/^### /m).find(part => part.startsWith(`${type} `))!;

test('nothing that the API has is missing in the reference', () => {
  expect(missingIn(reference, assembly)).toEqual([]);
});

test.each([
  ['a type', '### Door <a id="Door"></a>', 'Door is not in the reference'],
  ['a method', '##### `open` <a id="Room.open"></a>', 'Room.open is not in the reference'],
  ['a static function', '<a id="Room.of"></a>', 'Room.of is not in the reference'],
  ['a property', '##### `key` <a id="Room.property.key"></a>', 'Room.property.key is not in the reference'],
  ['a value of an enum', '##### `OPEN` <a id="Door.OPEN"></a>', 'Door.OPEN is not in the reference'],
])('%s that gets lost is found missing', (_what, heading, words) => {
  expect(reference).toContain(heading);
  expect(missingIn(reference.replace(heading, ''), assembly)).toContain(words);
});

test('links that lead nowhere are found', () => {
  expect(missingIn(`${reference}\n[x](#Gone) <a href="#Gone">y</a>`, assembly)).toEqual(['a link leads to Gone, which is not there']);
});

test('what jsii-docgen did not write is refused', () => {
  expect(() => ownReference(reference, assembly)).toThrow('this is not what jsii-docgen writes; run docgen first');
});

test('members of other libraries are left out, with their parameters and their rows', () => {
  expect(reference).not.toMatch(/toString|how|isStack|`node`/);
});

test('headings below which nothing is left go as well', () => {
  expect(about('Hall').match(/^#### .*/gm)).toEqual(['#### Methods']);
});

test('members of parents in this library stay', () => {
  expect(about('Hall')).toContain('All of open.');
  expect(about('IHall')).toContain('All of size.');
});

test('a class says which one of another library it is made from, or of this one', () => {
  expect(about('Room')).toContain('- *Extends:* [aws-cdk-lib.Stack](https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.Stack.html)\n\n- *Implements:*');
  expect(about('Hall')).toContain('- *Extends:* [`Room`](#Room)');
});

test('what looks like a heading in code is code', () => {
  expect(about('Room')).toContain('```typescript\n# no heading, for it is code');
  expect(reference.match(/Everything is imported/g)).toHaveLength(1);
});

test('it is said once where the members of others are documented', () => {
  expect(reference).toMatch(/^# API Reference\n\nEverything is imported from `rooms`\. Properties are read-only where nothing else is said\.\nWhat types inherit .*\/aws-cdk-lib\.Stack\.html\), .*\/constructs\.IConstruct\.html\)\.\n\n## Constructs\n/);
});

test('parameters of constructors that have nothing but a type are in the table only', () => {
  expect(about('Room')).toContain('| `scope` | About scope. |\n| [`props`](#Room.Initializer.parameter.props) | About props. |');
  expect(about('Room')).not.toContain('##### `scope`');
  expect(about('Room')).toContain('What it takes.');
});

test('a table of what is described below it is a line of names', () => {
  const [, constructor, methods] = about('Room').split(/^#### /m);
  expect(constructor).toContain('| About');
  expect(methods).toMatch(/^Methods\n\n`open`\n/);
  expect(about('Door')).toContain('\n\n`OPEN`\n');
});

test('parameters of methods stay', () => {
  expect(about('Room')).toContain('###### `door` <a id="Room.open.parameter.door"></a>\n\nWhich door.');
});

test('a property is not said as code once more, unless it can be written', () => {
  expect(about('Room')).toContain('<a id="Room.property.size"></a>\n\n- *Type:* number');
  expect(about('Room')).toContain('```typescript\npublic key: string;\n```\n\n- *Type:* string');
});

test('the import is said where a type is made, not at each static function', () => {
  expect(about('Room').match(/import \{ Room \} from 'rooms'/g)).toHaveLength(1);
  expect(about('Room')).toContain('```typescript\nRoom.of(x: any)\n```');
});
