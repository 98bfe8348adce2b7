// npm run compat: is the API of this tree compatible with the last release?
// jsii-diff alone says 'does not exist, skipping analysis' and exit 0 also when the registry is out of reach;
// this script tells the two apart, then lets jsii-diff compare two folders.
const { execFileSync, spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const { name } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'compat-'));

function main() {
  const spec = `${name}@latest`;
  const pack = spawnSync('npm', [
    'pack', spec, '--json', '--pack-destination', folder, '--fetch-retries=1', '--fetch-retry-mintimeout=1000',
  ], { encoding: 'utf8' });
  if (pack.status !== 0) {
    const code = errorCode(pack.stdout, pack.stderr);
    if (code === 'E404') {
      console.log(`${name}: no release yet: nothing to compare with`);
      return 0;
    }
    console.error(`${spec} could not be fetched (${code}), so compatibility is unknown: is the registry in reach?`);
    console.error(pack.stderr.trim());
    return 1;
  }
  const tgz = fs.readdirSync(folder).find(file => file.endsWith('.tgz'));
  execFileSync('tar', ['-xzf', path.join(folder, tgz), '-C', folder]);
  const ignore = fs.existsSync('.compatignore') ? ['--ignore-file', '.compatignore'] : [];
  const base = path.join(folder, 'package');
  console.log(`comparing with ${JSON.parse(fs.readFileSync(path.join(base, 'package.json'), 'utf8')).version}`);
  return spawnSync('npx', ['--no-install', 'jsii-diff', base, '.', '--keys', ...ignore], { stdio: 'inherit' }).status ?? 1;
}

function errorCode(stdout, stderr) {
  try {
    return JSON.parse(stdout).error.code;
  } catch {
    return /npm error code (\S+)/.exec(stderr)?.[1] ?? 'unknown error';
  }
}

try {
  process.exitCode = main();
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
