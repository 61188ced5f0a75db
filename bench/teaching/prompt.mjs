// What a reader sees: the definitions and the signatures as the built server gives them, and the tasks.
import { before } from './grade.mjs';
import { withServer } from './set-up.mjs';

export function printPrompt(set) {
  return withServer(set, async (server, upstream) => {
    upstream.reset(set.createState());
    const { result } = await server.request('tools/list', {});
    const tools = result.tools.map(({ name, title, description, inputSchema }) => ({
      name,
      title,
      description,
      inputSchema,
    }));
    const lines = [];
    for (const route of Object.keys(set.routes))
      lines.push((await server.call('list_endpoints', { query: route, limit: 1 })).text);
    const descriptions = [];
    for (const endpoint of set.described)
      descriptions.push(
        (await server.call('describe_endpoint', { endpoint })).text.replaceAll(upstream.origin, 'https://api.example'),
      );
    const tasks = [];
    for (const [index, task] of set.tasks.entries())
      tasks.push(`${index + 1}. ${await textOf(task, { set, server, upstream })}`);
    console.log(toPrompt({ tools, signatures: lines.map(firstTwo), descriptions, tasks }));
  });
}

/** A hit and its signature, without what else is found. */
function firstTwo(text) {
  return text.split('\n').slice(0, 2).join('\n');
}

/** With the answer that the task tells of, durations aside. */
async function textOf(task, { set, server, upstream }) {
  if (!task.text.includes('<answer>')) return task.text;
  upstream.reset(set.createState());
  const { text } = await before(task, server, upstream);
  const told = text.replaceAll(/\d+ ms/g, '9 ms').replaceAll(upstream.origin, 'https://api.example');
  return task.text.replace('<answer>', `\n${told.replaceAll(/^/gm, '   > ')}\n  `);
}

function toPrompt({ tools, signatures, descriptions, tasks }) {
  const described = descriptions.map((text) => `describe_endpoint has answered:\n\n${text}\n\n`).join('');
  return `You are a test reader. Use no tools, look at nothing else, ask nobody: answer from this text alone, at once. You are a model with these three MCP tools:

${JSON.stringify(tools)}

list_endpoints has already answered with these endpoints:

${signatures.join('\n')}

${described}Write for each of these ${tasks.length} tasks the ONE execute_endpoint call (its arguments as one line of JSON) that does the whole task in a single call. Reply with exactly ${tasks.length} lines, "1: {…}" to "${tasks.length}: {…}", and nothing else.

${tasks.join('\n')}`;
}
