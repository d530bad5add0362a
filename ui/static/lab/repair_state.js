// What the slider of a repair shows, without a page.

/** @typedef {{ name: string, title: string, lines: string[], best: number[], help: string }} Entry */

/**
 * The entry to begin with: the one shown before, else the second network, which has something to be seen.
 * @param {Pick<Entry, "name">[]} entries
 * @param {string} before
 */
export function beginning(entries, before) {
  const found = entries.findIndex(({ name }) => name === before)
  return found > 0 ? found : Math.min(2, entries.length - 1)
}

/**
 * Where in the picture a pointer is, in whole percent.
 * @param {number} x
 * @param {number} width
 */
export function share(x, width) {
  return Math.round(100 * Math.max(0, Math.min(1, width ? x / width : 0)))
}
