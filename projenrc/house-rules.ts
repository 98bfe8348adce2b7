import { javascript } from 'projen';

/** The rooms of the library. They meet in the user's stack, not in each other's files. */
const ROOMS = ['organization', 'tenants', 'guardrails', 'fleet', 'telemetry', 'economics', 'access'];

/** Files that projen writes beside each `*.lambda.ts`. */
const GENERATED = ['src/**/*-function.ts'];

const PLUGS = ['**/src/*/i-*.ts', '**/src/*/contract.ts'];

const AT_MODULE_LEVEL = ':matches(Program > VariableDeclaration, Program > ExportNamedDeclaration > VariableDeclaration)';
const NOT_READONLY = '[id.typeAnnotation.typeAnnotation.typeName.name!=/^Readonly(Map|Set)$/]';
const STATE_IN_TREE = 'State lives in the construct tree or in a parameter, never in a module or a class.';

const sourceSyntax = [
  {
    selector: 'Literal[value=/arn:aws[a-z-]*:/]',
    message: 'The partition differs in China and GovCloud: use Stack.formatArn or Aws.PARTITION.',
  },
  {
    selector: 'TemplateElement[value.raw=/arn:aws[a-z-]*:/]',
    message: 'The partition differs in China and GovCloud: use Stack.formatArn or Aws.PARTITION.',
  },
  {
    selector: `${AT_MODULE_LEVEL}[kind!="const"]`,
    message: STATE_IN_TREE,
  },
  {
    selector: `${AT_MODULE_LEVEL} > VariableDeclarator${NOT_READONLY} > NewExpression[callee.name=/^(Map|Set|WeakMap|WeakSet)$/]`,
    message: `${STATE_IN_TREE} A lookup table is a 'ReadonlyMap' or 'ReadonlySet': say so in its type.`,
  },
  {
    selector: `${AT_MODULE_LEVEL} > VariableDeclarator > :matches(ArrayExpression[elements.length=0], ObjectExpression[properties.length=0])`,
    message: `${STATE_IN_TREE} An empty collection is only there to be filled.`,
  },
  {
    selector: 'PropertyDefinition[static=true]:not([readonly=true])',
    message: STATE_IN_TREE,
  },
  {
    selector: 'PropertyDefinition[static=true] > NewExpression[callee.name=/^(Map|Set|WeakMap|WeakSet)$/]',
    message: STATE_IN_TREE,
  },
];

const EVERY_TEST_RUNS = 'Every test runs: no focused, skipped, expected-to-fail or promised tests.';

const testSyntax = [
  {
    selector: 'MemberExpression[object.name=/^(test|it|describe)$/][property.name=/^(only|skip|todo|failing)$/]',
    message: EVERY_TEST_RUNS,
  },
  {
    selector: 'MemberExpression[object.name=/^(test|it|describe)$/][property.value=/^(only|skip|todo|failing)$/]',
    message: EVERY_TEST_RUNS,
  },
  {
    selector: 'MemberExpression[object.property.name="concurrent"][property.name=/^(only|skip|todo|failing)$/]',
    message: EVERY_TEST_RUNS,
  },
  {
    selector: 'CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]',
    message: EVERY_TEST_RUNS,
  },
  {
    selector: 'CallExpression[callee.object.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]',
    message: EVERY_TEST_RUNS,
  },
];

/** Who may import whom. */
function rooms() {
  const everyRoom = `./src/{${ROOMS.join(',')}}/**`;
  return [
    ...ROOMS.map(room => ({
      target: `./src/${room}`,
      from: `./src/{${ROOMS.filter(other => other !== room).join(',')}}/**`,
      except: PLUGS,
      message: 'A room imports of another room only its i-*.ts and its contract.ts.',
    })),
    {
      target: everyRoom,
      from: './src/{lab,cli,nag}/**',
      message: 'A room knows nothing of the lab, the command line or the cdk-nag pack.',
    },
    {
      target: './src/{lab,cli,nag,private}/**',
      from: './src/index.ts',
      message: 'Import the file itself, not the index.',
    },
    {
      target: everyRoom,
      from: './src/index.ts',
      message: 'Import the file itself, not the index: it would let a room reach every other room.',
    },
    {
      target: './src/lab',
      from: './src/**',
      except: ['**/src/lab/**', '**/src/private/**'],
      message: 'The lab plays synthesized output; it imports nothing of the library but src/private.',
    },
    {
      target: './src/private',
      from: './src/**',
      except: ['**/src/private/**'],
      message: 'src/private serves every room, so it depends on none.',
    },
  ];
}

/**
 * The rules of the house, as errors. Why each exists is in CONTRIBUTING.md; that each bites is shown by
 * test/lint/house-rules.test.ts.
 */
export function houseRules(eslint: javascript.Eslint): void {
  eslint.addRules({
    '@typescript-eslint/no-explicit-any': ['error'],
    '@stylistic/object-property-newline': ['off'], // short properties may share a line
    '@stylistic/max-len': ['error', {
      code: 120,
      ignoreUrls: true,
      ignoreStrings: true,
      ignoreTemplateLiterals: true,
      ignoreRegExpLiterals: true,
    }],
  });
  eslint.addOverride({
    files: ['src/**/*.ts', 'test/**/*.ts'],
    excludedFiles: GENERATED,
    rules: { 'max-lines': ['error', { max: 300 }] },
  });
  eslint.addOverride({
    files: ['src/**/*.ts'],
    excludedFiles: GENERATED,
    rules: {
      'no-restricted-syntax': ['error', ...sourceSyntax],
      'no-restricted-imports': ['error', {
        patterns: [{ group: ['cdk-account-per-tenant', 'cdk-account-per-tenant/*'], message: 'Import the file itself.' }],
      }],
      'import/no-restricted-paths': ['error', { zones: rooms() }],
    },
  });
  eslint.addOverride({
    files: ['src/**/*.ts'],
    excludedFiles: ['src/**/handlers/**', 'src/cli/**', ...GENERATED],
    rules: {
      'no-restricted-properties': ['error', {
        object: 'process',
        property: 'env',
        message: 'Only handlers and the command line read the environment; everything else takes a parameter.',
      }],
    },
  });
  eslint.addOverride({
    files: ['src/lab/**/*.ts'],
    rules: { 'no-bitwise': ['off'] }, // its random numbers and hashes are made of bits
  });
  eslint.addOverride({
    files: ['test/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...testSyntax] },
  });
}
