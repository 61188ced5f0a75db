import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const bench = fileURLToPath(new URL('../../bench/validate.mjs', import.meta.url));
const judges = fileURLToPath(new URL('../judge/node_modules/.package-lock.json', import.meta.url));

/** Exit code and output of the bench's small run: nine descriptions of 2.0, 3.0, 3.1 and 3.2, a child process each for product and judges. */
async function runSmall(): Promise<{ code: number; output: string }> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [bench, '--small'], { maxBuffer: 10_000_000 });
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: `${stdout}\n${stderr}` };
  }
}

describe('a validating mock server that others wrote', () => {
  it('accepts what the built program sends, save what no request could mend', { timeout: 240_000 }, async () => {
    expect(existsSync(judges), 'npm ci --prefix test/judge installs the judges').toBe(true);
    const { code, output } = await runSmall();
    expect(output).toMatch(/prism: \d{3} accepted, 0 rejected/);
    expect(output).toMatch(/steady: \d{3} accepted, 0 rejected/);
    expect(output).toMatch(/9 descriptions, \d{3} calls, 0 refused by trivium itself/);
    expect(code).toBe(0);
  });
});
