// The median and its 95 % interval, as gan_core/cost/intervals.py has them: order statistics, no bell curve assumed.

/** {middle, low, high} of at least one number; low and high are null for fewer than six. */
export function medianInterval(values) {
  const ordered = [...values].sort((a, b) => a - b), n = ordered.length, half = n >> 1
  const middle = n % 2 ? ordered[half] : (ordered[half - 1] + ordered[half]) / 2
  const k = rank(n)
  return { middle, low: k ? ordered[k - 1] : null, high: k ? ordered[n - k] : null }
}

/** The largest k with 2 P(Binomial(n, 1/2) < k) <= 5 %; 0 for fewer than six values. */
export function rank(n) {
  let below = 0, term = 2 ** -n, k = 0
  for (;;) {
    below += term
    if (2 * below > 0.05) return k
    term *= (n - k) / (k + 1)
    k++
  }
}
