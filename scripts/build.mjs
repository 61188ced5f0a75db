// Bundles src/ into dist/: one file per entry plus chunks for what is imported lazily; nothing stays external but Node itself,
// so that an installed package has no dependencies. Types come from tsc.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const started = performance.now();
rmSync(join(root, 'dist'), { recursive: true, force: true });

const bundle = await rolldown({
  cwd: root,
  input: { main: 'src/cli/main.ts', index: 'src/index.ts' },
  platform: 'node',
  external: [/^node:/],
  // The SDK's Node shims carry a whole JSON Schema validator, a tenth of the start-up time, to check elicitation answers;
  // Trivium asks its clients nothing.
  resolve: { alias: { '@modelcontextprotocol/server/_shims': join(root, 'scripts/sdk-shims.mjs') } },
  transform: { define: { __TRIVIUM_VERSION__: JSON.stringify(version) } },
  treeshake: true,
  logLevel: 'warn',
});
const { output } = await bundle.write({
  dir: join(root, 'dist'),
  format: 'esm',
  sourcemap: true,
  minify: true,
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
});
await bundle.close();
for (const file of output) if (file.name === 'learnt-words') dropSourceMap(file);
writeLicences(output);
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
const bytes = output.reduce((sum, file) => sum + (file.type === 'chunk' ? file.code.length : 0), 0);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.error(
  `built dist/: ${output.filter((file) => file.type === 'chunk').length} files, ${Math.round(bytes / 1024)} KB in ${seconds} s`,
);

/** The licences of everything bundled, as their authors require. */
function writeLicences(files) {
  const packages = new Map();
  for (const file of files) {
    for (const id of file.type === 'chunk' ? file.moduleIds : []) {
      const match = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(id.replaceAll('\\', '/'));
      if (match !== null) packages.set(match[2], match[1]);
    }
  }
  const texts = [...packages].sort().map(([name, folder]) => {
    const { version: installed, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return `${name} ${installed} (${license})\n\n${licenceText(folder)}`;
  });
  texts.push(readFileSync(join(root, 'scripts/search-data/LICENSES.txt'), 'utf8').trim());
  writeFileSync(join(root, 'dist/THIRD_PARTY_LICENSES.txt'), texts.join('\n\n----\n\n'));
}

/** A map of the word vectors would hold them all once more. */
function dropSourceMap({ fileName, code }) {
  rmSync(join(root, 'dist', `${fileName}.map`));
  writeFileSync(join(root, 'dist', fileName), code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'));
}

function licenceText(folder) {
  for (const name of ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'LICENCE', 'LICENSE-MIT.txt']) {
    try {
      return readFileSync(join(folder, name), 'utf8').trim();
    } catch {
      // the next name
    }
  }
  return 'See the package for its licence text.';
}
