import { lazy } from '../lazy.ts';

const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a an the of for to in on at by from with into onto as via per and or is are be was were been do does did can could would should will shall ' +
    'i we you us it its they them their our your please want need how what which who whom whose when where why there this that these those ' +
    'if then than so not no also just let s t d ll re ve m using given out up about some any'
  ).split(' '),
);

/** Words that carry no meaning of their own in a question or a description. */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}

/** Words of the less usual of two endpoints: who means them says so. */
export const UNCOMMON: readonly string[] =
  'admin administration internal legacy deprecated beta alpha preview sandbox test stubbed stub mock bulk batch enterprise experimental'.split(
    ' ',
  );

/** Spellings and short forms of one word. Stems. */
const SAME = [
  'repo repository',
  'org organization organisation',
  'env environment',
  'config configuration configure',
  'auth authentication authorization oauth',
  'k8s kubernetes',
  'db database',
  'msg message',
  'info information',
  'doc document documentation',
  'admin administrator',
  'perm permission',
  'acct account',
  'tel phone telephone',
  'addr address',
  'num number',
  'pwd password',
  'dir directory',
  'param parameter',
  'var variable',
  'app application',
  'dev developer development',
  'prod production',
  'txn transaction',
  'sub subscription',
  'notif notification',
  'attr attribute',
  'cert certificate',
  'cred credential',
  'lang language',
  'loc location',
  'img image',
  'vid video',
  'promo promotion promotional',
  'email mail',
  'webhook hook',
  'workspace space',
  'cancel canceled cancelled cancellation',
  'subscribe subscription',
  'me my mine self own authenticated current',
];

/** Words that often name the same thing. Stems. */
const ALIKE = [
  'message sms text',
  'user member person',
  'member participant attendee membership',
  'account profile',
  'account user',
  'customer client',
  'song track',
  'channel conversation',
  'picture photo image avatar',
  'directory folder',
  'scale replica',
  'usage consumption',
  'stat statistic metric analytic',
  'collaborator collaboration',
  'url link',
  'ticket issue',
  'bug issue',
  'task job',
  'run execution job',
  'log history',
  'price cost',
  'employee staff worker',
  'shop store',
  'cart basket',
  'item product',
  'file attachment document',
  'comment note reply',
  'label tag',
  'quota limit',
  'group team',
  'vm instance server machine',
  'signature sign',
  'dispute chargeback',
  'clock shift',
  'detail info',
  'trigger dispatch run start execute launch',
  'stop end terminate cancel hang close finish',
  'verify validate verification validation check confirm',
  'share shared sharing',
  'move transfer relocate',
  'remove delete',
  'send post publish deliver',
  'buy purchase order',
  'approve accept authorize grant',
  'reject decline deny',
  'ban kick block',
  'enable activate',
  'disable deactivate',
];

type Synonyms = ReadonlyMap<string, ReadonlySet<string>>;
const same = lazy(() => readGroups(SAME));
const alike = lazy(() => readGroups(ALIKE));

function readGroups(lines: readonly string[]): Synonyms {
  const groups = new Map<string, Set<string>>();
  for (const words of lines.map((line) => line.split(' '))) {
    for (const word of words)
      groups.set(word, new Set([...(groups.get(word) ?? []), ...words.filter((other) => other !== word)]));
  }
  return groups;
}

/** Other spellings of a word, and its short and long forms. Stems. */
export function spellingsOf(word: string): Iterable<string> {
  return same().get(word) ?? [];
}

/** Words that may stand for this one. Stems. */
export function synonymsOf(word: string): Iterable<string> {
  return alike().get(word) ?? [];
}

/** Several words that are one term, and the terms that stand for it. */
export const PHRASES: ReadonlyMap<string, readonly string[]> = new Map([
  ['pr', ['pull', 'request']],
  ['mr', ['merge', 'request']],
  ['ci', ['pipeline']],
]);
