// All that `npm test` checks, in the order in which a mistake is cheapest to find. Stops at the first failure.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const only = process.argv.slice(2);
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

run('formatting and lint', npm, ['run', '--silent', 'lint']);
run('types', npm, ['run', '--silent', 'typecheck']);
run('unused code', npm, ['run', '--silent', 'unused']);
run('build', npm, ['run', '--silent', 'build']);
installOnce('real descriptions', 'test/corpus');
installOnce('validating mock servers', 'test/judge');
run('tests', process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...only]);

/** What only tests need stands in packages of its own, so that it does not weigh on a user's install. */
function installOnce(label, folder) {
  if (existsSync(join(root, folder, 'node_modules/.package-lock.json'))) return;
  run(`${label} (once)`, npm, ['ci', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts']);
}

function run(label, command, args) {
  console.log(`\n— ${label}`);
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  console.error(`npm test: ${label} failed${error === undefined ? '' : `: ${error.message}`}`);
  process.exit(status ?? 1);
}
