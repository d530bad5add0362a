import assert from "node:assert/strict"
import { test } from "node:test"
import { describe, GROUPS, PERCENT } from "../../ui/static/live/curves.js"
import { textWords } from "../../ui/static/live/measures.js"
import { spread } from "../../ui/static/live/panel.js"
import { until } from "../../ui/static/live/written_sentences.js"

const CURVES = ["T/language_model", "T/caption", "T/held_out", "T/perplexity", "T/contrastive", "G/contrastive", "D/mismatched", "D/sentence_r1", "text/all", "text/shape",
  "text/colour", "text/size", "text/place", "text/background", "text/unseen/all", "text/unseen/colour", "text/spread", "text/retrieval", "text/retrieval_5"]

test("every curve of a text run has a title and help, and none stands under Other", () => {
  const ids = GROUPS.map((each) => each.id)
  for (const name of CURVES) {
    const { group, label, about } = describe(name)
    assert.ok(ids.includes(group) && group !== "other", name)
    assert.ok(label !== name && about !== name && about.endsWith(".") || /\d{4}$/.test(about), name)
  }
})

test("accuracy per attribute is drawn in hundredths, each attribute in a colour and a dash of its own", () => {
  const all = ["all", "shape", "colour", "size", "place", "background"].map((name) => describe(`text/${name}`))
  assert.equal(new Set(all.map(({ color, dash }) => `${color} ${dash}`)).size, 6)
  for (const { name, group } of all) assert.ok(group === "attributes" && PERCENT.includes(name))
})

test("the attributes are the first quality that is shown", () => {
  assert.equal(GROUPS.filter((each) => each.side === "quality")[0].id, "attributes")
})

test("sentences end at the step that is shown, the newest first", () => {
  const written = [0, 1, 2, 4, 70].map((step) => ({ step, sentences: [`at ${step}`] }))
  const steps = (/** @type {number | null} */ step) => until(written, step).map((each) => each.step)
  assert.deepEqual([steps(null), steps(3), steps(-1), until([], 5)], [[70, 4, 2, 1, 0], [2, 1, 0], [0], []])
})

test("as many captions are shown as find room, spread over all samples", () => {
  assert.deepEqual([spread(4, 16), spread(64, 4), spread(1, 16)], [[0, 1, 2, 3], [0, 21, 42, 63], [0]])
})

test("words say what the figures of a text model were measured with, as far as that is known", () => {
  assert.match(textWords({ "watch/language": { num_captions: 400, floor: 1.234 } }).join(" "), /400 captions kept out of training\. The grammar’s entropy is 1\.23 nats per word/)
  assert.doesNotMatch(textWords({ "watch/language": { num_captions: 400 } }).join(" "), /entropy/)
  assert.match(textWords({ "watch/attributes": { reader: "Shape reader", num_images: 200, num_unseen: 100 } })[0], /200 samples .* and 100 of combinations .* Shape reader/)
  assert.deepEqual(textWords({ "watch/language": { num_captions: 0 } }), [])
})
