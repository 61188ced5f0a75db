/** What an operation does, as far as its method and path tell. */
export type Intent = 'create' | 'get' | 'list' | 'update' | 'delete';

/** Words of a sentence that say nothing about which endpoint is meant. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  'a an the of for to in on with by from at into onto and or my your our their its this that these those is are be i we you me it as please how do does can could would want need via using use given some any one where which what who so than then there about'.split(
    ' ',
  ),
);

const VERBS: readonly (readonly [Intent, string])[] = [
  [
    'create',
    'create add make new post insert register open submit start generate upload publish send write put build place issue invite',
  ],
  ['get', 'get show fetch read view retrieve see describe detail info information look check download single'],
  ['list', 'list all search find browse query every enumerate many available'],
  ['update', 'update edit change modify patch set rename replace put alter adjust move mark'],
  ['delete', 'delete remove drop destroy erase unset clear revoke cancel discard'],
];

/** The intents a verb can have. */
export const INTENTS_OF: ReadonlyMap<string, readonly Intent[]> = (() => {
  const intents = new Map<string, Intent[]>();
  for (const [intent, words] of VERBS)
    for (const word of words.split(' ')) intents.set(word, [...(intents.get(word) ?? []), intent]);
  return intents;
})();

const ALIASES: readonly string[] = [
  'repo repository',
  'org organization organisation',
  'auth authentication authorization oauth',
  'config configuration',
  'env environment',
  'k8s kubernetes',
  'msg message',
  'info information',
  'db database',
  'app application',
  'img image picture photo',
  'doc document documentation',
  'dir directory folder',
  'admin administrator',
  'pr pull',
  'param parameter',
  'spec specification',
  'perm permission',
  'user account person',
  'sms message text',
  'mail email',
  'phone telephone',
  'pic picture',
  'cert certificate',
  'lang language',
  'num number',
  'qty quantity',
  'tel telephone',
  'temp temporary',
  'vm machine',
  'ns namespace',
  'svc service',
  'cm configmap',
  'deploy deployment',
  'sub subscription',
  'subscription subscribe',
  'payment pay',
  'refund reimburse',
  'invoice bill',
  'customer client',
  'member membership',
  'comment remark',
  'label tag',
  'log logging',
];

/** Words that mean the same in API descriptions. */
export const ALIASES_OF: ReadonlyMap<string, readonly string[]> = (() => {
  const aliases = new Map<string, string[]>();
  for (const group of ALIASES.map((line) => line.split(' '))) {
    for (const word of group)
      aliases.set(word, [...(aliases.get(word) ?? []), ...group.filter((other) => other !== word)]);
  }
  return aliases;
})();

/** The intent of an operation by its method and the end of its path. */
export function intentOf(method: string, path: string): Intent {
  if (method === 'POST') return 'create';
  if (method === 'PUT' || method === 'PATCH') return 'update';
  if (method === 'DELETE') return 'delete';
  return /\}[^/]*\/?$/.test(path) ? 'get' : 'list';
}
