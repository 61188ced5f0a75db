// The tables of the task benchmark.
import { median, percentile, printTable } from '../raw-client.mjs';

const MEASURES = ['calls', 'turns', 'in', 'out', 'requests'];
const NAMES = { calls: 'calls', turns: 'turns', in: 'tokens in', out: 'tokens out', requests: 'upstream requests' };
/** What the others are compared with. */
const PLAIN = ['plain', 'plain, cut'];

/** Median / p90 / total of each arm, then ratios over the tasks that both arms have done, then each kind of task. */
export function printReport(rows, { each }) {
  const arms = [...new Set(rows.map(({ arm }) => arm))];
  const of = (arm, kind) => rows.filter((row) => row.arm === arm && (kind === undefined || row.kind === kind));
  console.log('Median / p90 / total over all tasks; tokens in with the tool list once a task\n');
  printTable([
    ['', 'done', ...MEASURES.map((name) => NAMES[name])],
    ...arms.map((arm) => [arm, doneText(of(arm)), ...MEASURES.map((name) => spread(of(arm), name))]),
  ]);
  for (const plain of PLAIN.filter((arm) => arms.includes(arm))) {
    console.log(`\nTotals against "${plain}", over the tasks that both have done\n`);
    printTable([
      [
        '',
        'tasks',
        ...MEASURES.map((name) => NAMES[name]),
        'tokens, both ways',
        'median of the ratios: calls',
        'tokens',
      ],
      ...arms.filter((arm) => arm !== plain).map((arm) => [arm, ...ratios(of(arm), of(plain))]),
    ]);
  }
  const kinds = [...new Set(rows.map(({ kind }) => kind))].sort();
  console.log('\nBy kind of task: done, calls and tokens in all\n');
  printTable([
    ['', ...arms],
    ...kinds.map((kind) => [`${kind} (${of(arms[0], kind).length})`, ...arms.map((arm) => kindText(of(arm, kind)))]),
  ]);
  if (each) {
    console.log('');
    printTable([
      ['task', 'arm', 'done', ...MEASURES.map((name) => NAMES[name])],
      ...rows.map((row) => [row.task, row.arm, row.done ? 'yes' : 'NO', ...MEASURES.map((name) => row[name])]),
    ]);
  }
}

function doneText(rows) {
  return `${rows.filter(({ done }) => done).length} of ${rows.length}`;
}

function spread(rows, name) {
  const values = rows.map((row) => row[name]);
  return [median(values), percentile(values, 0.9), sum(values)]
    .map((value) => Math.round(value).toLocaleString('en'))
    .join(' / ');
}

function ratios(rows, plainRows) {
  const pairs = rows.flatMap((row) => {
    const plain = plainRows.find(({ task }) => task === row.task);
    return row.done && plain?.done ? [[row, plain]] : [];
  });
  if (pairs.length === 0) return [0, ...MEASURES.map(() => '–'), '–', '–', '–'];
  const ratio = (measure) =>
    (sum(pairs.map(([row]) => measure(row))) / sum(pairs.map(([, plain]) => measure(plain)))).toFixed(2);
  const middle = (measure) => median(pairs.map(([row, plain]) => measure(row) / measure(plain))).toFixed(2);
  return [
    pairs.length,
    ...MEASURES.map((name) => ratio((row) => row[name])),
    ratio(tokens),
    middle(({ calls }) => calls),
    middle(tokens),
  ];
}

function tokens(row) {
  return row.in + row.out;
}

function kindText(rows) {
  return rows.length === 0
    ? '–'
    : `${doneText(rows)}, ${sum(rows.map(({ calls }) => calls))}, ${sum(rows.map(tokens)).toLocaleString('en')}`;
}

function sum(values) {
  return values.reduce((all, value) => all + value, 0);
}
