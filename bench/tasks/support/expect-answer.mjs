// The end of a task whose end is knowledge: what the last answers hold is compared with what the fixture knows.
import { isDeepStrictEqual } from 'node:util';

/** An `expects`: the named step's picked value must be `truth()`; the order of a list counts only with `inOrder`. */
export function expectAnswer(step, truth, { inOrder = false } = {}) {
  return (answers) => {
    const wanted = truth();
    const given = answers[step];
    if (given === undefined || given === null) return `${step} was not answered`;
    const isSame = isDeepStrictEqual(inOrder ? given : sorted(given), inOrder ? wanted : sorted(wanted));
    if (isSame) return undefined;
    return `${step} should be ${JSON.stringify(wanted)?.slice(0, 200)}, and is ${JSON.stringify(given)?.slice(0, 200)}`;
  };
}

function sorted(value) {
  return Array.isArray(value)
    ? [...value].sort((one, other) => compare(JSON.stringify(one), JSON.stringify(other)))
    : value;
}

function compare(one, other) {
  return one < other ? -1 : Number(one > other);
}
