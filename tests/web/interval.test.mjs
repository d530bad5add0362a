import assert from "node:assert/strict"
import { test } from "node:test"
import { median, medianInterval, rank } from "../../gan_core/web/interval.js"

/** The largest k with 2 P(Binomial(n, 1/2) < k) <= 5 %, by whole numbers. */
function exactRank(n) {
  let term = 1n, below = 0n, k = 0
  while (40n * (below + term) <= 2n ** BigInt(n)) {
    below += term
    term = (term * BigInt(n - k)) / BigInt(k + 1)
    k += 1
  }
  return k
}

test("the rank is that of the binomial distribution", () => {
  for (let n = 1; n <= 60; n++) assert.equal(rank(n), exactRank(n), `n = ${n}`)
})

test("the median of an even number of values is the mean of the two in the middle", () => {
  assert.equal(median([4, 1, 3, 2]), 2.5)
  assert.equal(median([3, 1, 2]), 2)
  assert.ok(Number.isNaN(median([])))
})

test("six values are the fewest that have an interval: their ends", () => {
  assert.deepEqual(medianInterval([5, 3, 1, 2, 4]), { middle: 3, low: null, high: null })
  assert.deepEqual(medianInterval([6, 5, 3, 1, 2, 4]), { middle: 3.5, low: 1, high: 6 })
})
