/** "throw ~ away, get rid of" as lists of numbered words; what no number stands for is left out. */
export function splitList(text, numbersOf) {
  return text
    .replaceAll(' ~ ', ' ')
    .split(', ')
    .map(numbersOf)
    .filter((numbers) => numbers.length > 0);
}
