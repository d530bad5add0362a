import assert from "node:assert/strict"
import { test } from "node:test"
import { GROUPS, describe, ofPoints } from "../../ui/static/live/curves.js"
import { count, duration, metric, short, value } from "../../ui/static/live/format.js"

test("numbers are told as people read them", () => {
  assert.deepEqual([count(12345.4), short(1234), short(56789), short(2_500_000), short(3.25)], ["12,345", "1.2k", "57k", "2.5M", "3.3"])
  assert.deepEqual([value(null), value(0), value(0.00042), value(0.123456), value(1.5), value(123.456)], ["–", "0", "4.2e-4", "0.123", "1.50", "123.5"])
  assert.deepEqual([duration(59.4), duration(61), duration(3661), duration(-5)], ["0:59", "1:01", "1:01:01", "0:00"])
  assert.deepEqual([metric(0.0042), metric(4200), metric(0)], ["4.2 m", "4.2 k", "0.0 "])
})

test("every known curve is in a group that there is", () => {
  const groups = new Set(GROUPS.map(({ id }) => id))
  for (const name of ["G/loss", "D/grad_norm", "VAE/lr", "quality/frechet", "unheard/of", "my/loss"]) assert.ok(groups.has(describe(name).group), name)
})

test("curves that nobody knows differ in colour or dash", () => {
  const looks = Array.from({ length: 6 }, (_, index) => describe(`x${index}`, index)).map(({ color, dash }) => `${color} ${dash}`)
  assert.equal(new Set(looks).size, 6)
})

test("a run on points is told in points", () => {
  assert.equal(ofPoints(GROUPS.find(({ id }) => id === "kinds")).title, "Modes")
  assert.equal(ofPoints(describe("modes/kinds")).label, "Modes")
})
