// Order statistics: the median, and its 95 % interval as gan_core/cost/intervals.py has it. No bell curve assumed.

/** @typedef {{ middle: number, low: number | null, high: number | null }} Interval */

/** @param {Iterable<number>} values */
const inOrder = (values) => [...values].sort((a, b) => a - b)

/**
 * The median; of an even number of values the mean of the two in the middle. NaN for none.
 * @param {Iterable<number>} values
 */
export function median(values) {
  const ordered = inOrder(values), half = ordered.length >> 1
  return ordered.length % 2 ? ordered[half] : (ordered[half - 1] + ordered[half]) / 2
}

/**
 * The median of at least one number with its interval; low and high are null for fewer than six.
 * @param {Iterable<number>} values
 * @returns {Interval}
 */
export function medianInterval(values) {
  const ordered = inOrder(values), n = ordered.length, k = rank(n)
  return { middle: median(ordered), low: k ? ordered[k - 1] : null, high: k ? ordered[n - k] : null }
}

/**
 * The largest k with 2 P(Binomial(n, 1/2) < k) <= 5 %; 0 for fewer than six values.
 * @param {number} n
 */
export function rank(n) {
  let below = 0, term = 2 ** -n, k = 0
  for (;;) {
    below += term
    if (2 * below > 0.05) return k
    term *= (n - k) / (k + 1)
    k++
  }
}
