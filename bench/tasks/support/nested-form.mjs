// Form fields with brackets in their names, as Stripe and PHP read them.

/** `a[b][0]=c` as `{a: {b: ['c']}}`. */
export function nested(entries) {
  const root = {};
  for (const [name, value] of entries) {
    const keys = [name.replace(/\[.*$/s, ''), ...[...name.matchAll(/\[([^\]]*)\]/g)].map(([, key]) => key)];
    let at = root;
    for (const [index, key] of keys.entries()) {
      const own = Array.isArray(at) && key === '' ? at.length : key;
      if (index === keys.length - 1) {
        at[own] = Object.hasOwn(at, own) ? [at[own], value].flat() : value;
        break;
      }
      at[own] ??= /^\d*$/.test(keys[index + 1]) ? [] : {};
      at = at[own];
    }
  }
  return root;
}
