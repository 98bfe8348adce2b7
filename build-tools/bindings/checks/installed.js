// Runs where nothing but the package and its peers is installed: is everything there that the README promises?
// node installed.js ASSEMBLY
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');

const PACKAGE = 'cdk-account-per-tenant';

async function onboardOne(assembly) {
  const { Lab } = require(`${PACKAGE}/lab`);
  const lab = new Lab();
  const ready = [];
  lab.cloud.journal.listen(entry => {
    if (entry.type === 'event' && entry.detailType === 'TenantReady') { ready.push(entry.detail.tenantId); }
  });
  await lab.deploy(assembly);
  const bus = lab.only('AWS::Events::EventBus');
  void lab.putEvents(bus, [{ Source: 'consumer', DetailType: 'TenantRequested', Detail: '{"tenantId":"acme"}' }]);
  await lab.play();
  assert.deepEqual(ready, ['acme']);
}

const CHECKS = {
  'the constructs, required and imported': async () => {
    for (const [name, required] of Object.entries(require(PACKAGE))) {
      // Classes, and what the values of an enum are.
      assert.match(typeof required, /^(function|object)$/, name);
      assert.equal((await import(PACKAGE))[name], required, name);
    }
    assert.ok((await import(PACKAGE)).TenantAccountFactory);
  },
  'the schemas of the events': () => {
    for (const event of ['requested', 'ready', 'failed', 'rejected']) {
      assert.equal(require(`${PACKAGE}/schemas/tenant-${event}.json`).type, 'object');
    }
  },
  'the command': () => {
    const help = execFileSync('npx', ['--no-install', PACKAGE, 'help'], { encoding: 'utf8', stdio: 'pipe' });
    assert.match(help, /^Usage: cdk-account-per-tenant/);
  },
  'a tenant onboarded on the lab': () => onboardOne(process.argv[2]),
};

async function main() {
  process.exitCode = 1; // a promise that nobody keeps ends the process without a word
  for (const [what, check] of Object.entries(CHECKS)) {
    await check();
    console.log(`ok ${what}`);
  }
  process.exitCode = 0;
}

main().catch(error => { console.error(error); });
