#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  // Compiled code is kept across starts where Node can (22.8 and later).
  module.enableCompileCache?.();
  const { run } = await import(main.href);
  await run(process);
} else {
  process.stderr.write('trivium: this checkout is not built yet; run `npm install` in it first.\n');
  process.exitCode = 1;
}
