import type { FaultPath } from '../answer/fault-path.ts';
import { parseFaultPath } from '../answer/fault-path.ts';
import { readFaults } from '../answer/read-faults.ts';
import { namesIn, textsIn } from '../answer/words-in-error.ts';
import { signatureOf } from '../catalog/signature.ts';
import { argumentText } from '../request/argument-text.ts';
import { show } from '../request/problem.ts';
import { type FoundArgument, findArgument } from './find-argument.ts';
import type { SentCall } from './sent-call.ts';

const SIGNATURE = 60;

/** The values that an upstream refused, as the arguments they are: what they should be, and what was sent. */
export function faultHints(body: unknown, sent: SentCall): readonly string[] {
  const named = found(readFaults(body), sent);
  const all = named.length > 0 ? named : found(namedInWords(body), sent);
  return all.map(lineOf);
}

/** What the endpoint takes, where an upstream refuses without a word of what. */
export function signatureHint({ endpoint }: SentCall): readonly string[] {
  const text = signatureOf(endpoint, { maxTokens: SIGNATURE });
  return text === '' || (text.startsWith('()') && !text.includes('body {')) ? [] : [`it takes: ${text}`];
}

function found(faults: readonly FaultPath[], sent: SentCall): readonly FoundArgument[] {
  const arguments_ = faults.flatMap((fault) => findArgument(fault, sent) ?? []);
  return [...new Map(arguments_.map((argument) => [argument.pointer, argument])).values()];
}

function namedInWords(body: unknown): readonly FaultPath[] {
  return textsIn(body)
    .flatMap(namesIn)
    .flatMap((name) => parseFaultPath(name) ?? []);
}

function lineOf({ pointer, candidates, required, value }: FoundArgument): string {
  const sent = value === undefined ? 'not sent' : `sent ${show(value, pointer)}`;
  return `${pointer}: ${argumentText(candidates, value)}${required ? ', required' : ''}; ${sent}`;
}
