/** One span, exported to where the environment says; prints the place of its work in the trace. Bundled by its test. */
import { toolSpan } from '../../src/observe/span-names.ts';
import { createTracer } from '../../src/observe/spans.ts';
import { readTraceContext } from '../../src/observe/trace.ts';

const log = { warn: (message: string) => void process.stderr.write(message), info: () => undefined };
const tracer = createTracer({ version: '1', log });
const parent = readTraceContext({ meta: { traceparent: process.env.PARENT } });
const context = await tracer.span(
  toolSpan({ tool: 'list_endpoints', transport: 'pipe' }),
  parent,
  async (span) => span.context,
);
await tracer.shutdown();
process.stdout.write(JSON.stringify(context));
