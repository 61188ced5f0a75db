/**
 * What jq or JSONPath says, as JMESPath; undefined where nothing in it is known to be theirs. A guess: whoever asks compiles it.
 * `.items[] | select(.state == "open") | .name` → `items[?state == 'open'].name`; `$.items[*].id` → `items[*].id`
 */
export function translateSelect(expression: string): string | undefined {
  const text = expression.trim();
  const steps = text.split(/\s*\|\s*(?![|])/).map(translateStep);
  const joined = steps.reduce((all, step) => join(all, step), '');
  return joined === '' || joined === text ? undefined : joined;
}

function translateStep(step: string): string {
  const [, condition] = /^select\((.*)\)$/.exec(step) ?? [];
  if (condition !== undefined) return `[?${toCondition(condition)}]`;
  const [, mapped] = /^map\((.*)\)$/.exec(step) ?? [];
  if (mapped !== undefined) return `[].${withoutRoot(mapped)}`;
  return withoutRoot(step)
    .replace(/\[\?\((.*?)\)\]/g, (_, inner: string) => `[?${toCondition(inner)}]`)
    .replace(/\{([^{}:]+)\}/g, (_, names: string) => `{${names.split(',').map(toPair).join(', ')}}`)
    .replace(/\{[^{}]*\}/g, (picked) => picked.replace(/:\s*\.(?=\w)/g, ': '));
}

function toPair(name: string): string {
  const bare = name.trim().replace(/^\./, '');
  return `${bare}: ${bare}`;
}

function toCondition(condition: string): string {
  return condition
    .replace(/(^|[\s(!|&])[@.]?\.(?=\w)/g, '$1')
    .replace(/"([^"']*)"/g, "'$1'")
    .replace(/(==|!=|<=?|>=?)\s*(-?\d+(?:\.\d+)?|true|false|null)\b/g, '$1 `$2`')
    .replace(/\band\b/g, '&&')
    .replace(/\bor\b/g, '||')
    .trim();
}

/** `$.items`, `.items`, `.` and `$` begin at the body, as JMESPath does by itself. */
function withoutRoot(step: string): string {
  return step.replace(/^\$?\.?(?=[\w"[{]|$)/, '').replace(/^\$/, '');
}

function join(all: string, step: string): string {
  if (all === '' || step === '') return all + step;
  // a filter of what a projection gave is a filter of the list
  if (step.startsWith('[?') && /\[\*?\]$/.test(all)) return all.replace(/\[\*?\]$/, step);
  if (step.startsWith('[].') && /\[\*?\]$/.test(all)) return `${all}${step.slice(2)}`;
  return step.startsWith('[') ? `${all}${step}` : `${all}.${step}`;
}
