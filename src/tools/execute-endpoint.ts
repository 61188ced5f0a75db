import { type Answer, toAnswer } from '../answer/answer.ts';
import { readOn } from '../answer/read-on.ts';
import { toPlainText } from '../plain-text.ts';
import { toCurl } from '../request/curl.ts';
import { cutToTokens } from '../tokens.ts';
import type { App } from './app.ts';
import { invalidArguments } from './check-tool-arguments.ts';
import { etagNotes } from './condition-hints.ts';
import { keepIn, notKept, readKept } from './kept-answers.ts';
import { pageCall } from './page-call.ts';
import { isGiven, prepareCall, readArguments } from './prepare-call.ts';
import { repairHints } from './repair-hints.ts';
import { type SendOptions, sendCall } from './send-call.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** The answer of `execute_endpoint`: one request, several pages of it or a chain, checked, sent, read, cut to the budget. Throws ToolError. */
export async function executeEndpoint(args: Arguments, app: App, options: SendOptions): Promise<Answer> {
  const { known } = readArguments(args);
  if (typeof known.cursor === 'string') return readKeptAnswer(known.cursor, args, app);
  if (isGiven(known.steps)) {
    const { executeSteps } = await import('./execute-steps.ts');
    return executeSteps(args, app, options);
  }
  const prepared = await prepareCall(args, app);
  const { endpoint, request, upstream, call, notes } = prepared;
  if (known.dry_run === true) {
    const said = prepared.pages > 1 ? [...notes, `up to ${prepared.pages} pages; the first:`] : notes;
    const text = [...said.map((line) => `note: ${line}`), toCurl(upstream.preview(request))].join('\n');
    return { text: cutToTokens(toPlainText(text), app.budgets.execute), isError: false, media: [] };
  }
  const { response, read, notes: told } = await sendCall(prepared, app, options);
  return toAnswer(response, {
    budget: app.budgets.execute,
    notes: [...notes, ...told, ...(await etagNotes(response, prepared, app))],
    hints: (refused) => repairHints(refused, prepared, app),
    redact: app.secretsOf(endpoint),
    ...(app.results === undefined ? {} : { keep: keepIn(app.results) }),
    save: app.saveFile,
    read,
    ...pageCall(call, endpoint),
    ...selectOf(known),
  });
}

/** A cursor alone reads on in the stored answer and sends nothing; with select it picks from it. */
async function readKeptAnswer(cursor: string, args: Arguments, app: App): Promise<Answer> {
  const { known, foreign } = readArguments(args);
  const others = Object.keys({ ...known, ...foreign }).filter(
    (name) => !['cursor', 'select', 'endpoint'].includes(name) && known[name] !== undefined && known[name] !== false,
  );
  if (others.length > 0 || Object.keys(foreign).length > 0)
    throw invalidArguments([`cursor stands alone, or with select; leave out ${others.join(', ')}`]);
  const { results } = app;
  if (results === undefined) throw notKept();
  const { body, page, keep } = await readKept(cursor, results);
  const keepNew = keepIn(results);
  const text = await readOn(body, page, { budget: app.budgets.execute, keep, keepNew, ...selectOf(known) });
  return { text, isError: false, media: [] };
}

function selectOf({ select }: Arguments): { readonly select?: string } {
  return typeof select === 'string' ? { select } : {};
}
