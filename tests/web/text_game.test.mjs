import assert from "node:assert/strict"
import { test } from "node:test"
import { readsRight, textGameWords, textLights, textTask, textTitle, WEIGHTS, weighsWords } from "../../ui/static/live/text_game_words.js"

const live = { name: "", value: 1 }
const text = { network: "transformer", path: "joint", rate_share: 1, mismatched: true, weights: { T: live, G: live, D: live } }
const scores = { fakes: [0, 0], reals: [2, 2], own: [2, 2], mismatched: [-1, -1] }

test("the text network is lit with G, in whose update it learns, and never where it is frozen", () => {
  assert.deepEqual(["running", "paused"].map((state) => textLights(state, ["G"], "joint").T), [{ word: "learning", lit: "turns" }, { word: "learned", lit: "now" }])
  assert.deepEqual(textLights("paused", ["D"], "joint").T, { word: "held still", lit: "" })
  assert.deepEqual(textLights("running", ["D", "G"], "frozen").T, { word: "frozen", lit: "" })
})

test("words say what the text network is and learns from", () => {
  assert.equal(textTitle(text), "Language model")
  assert.match(textTask(text), /learns from words and, through G, from pictures; its learning rate is G’s$/)
  assert.match(textTask({ ...text, rate_share: 0.5 }), /0\.5 times G’s$/)
  assert.match(textTask({ ...text, path: "frozen" }), /frozen/)
  assert.match(textTask({ ...text, path: "language_only" }), /learns from words;/)
  assert.match(textTask({ ...text, network: "bag_of_words" }), /no order, and predicts nothing\. Here it learns through G, from pictures;/)
})

test("the language model's weight has a slider where there is a loss to weigh", () => {
  assert.deepEqual([text, { ...text, path: "language_only" }, { ...text, path: "frozen" }, { ...text, network: "bag_of_words" }].map(weighsWords), [true, true, false, false])
})

test("D reads where the right caption of a picture scores higher than another's", () => {
  assert.equal(readsRight([1, 2, 3, 4], [0, 3, 3, 9]), 1.5 / 4)
  assert.match(textGameWords("running", ["D", "G"], scores, 90, true), /D reads: on 100 % of .*chance is 50 %\.$/)
  assert.match(textGameWords("running", ["D", "G"], { ...scores, own: [-2, 0] }, 90, true), /D does not read yet: on 50 %/)
  assert.match(textGameWords("running", ["D", "G"], scores, 90, false), /never shown a wrong caption/)
})

test("nothing is said of reading where there is nothing to read, or D has only begun", () => {
  assert.doesNotMatch(textGameWords("running", ["D", "G"], { ...scores, own: [], mismatched: [] }, 90, true), /reads/)
  assert.doesNotMatch(textGameWords("running", ["D", "G"], scores, 3, true), /reads/)
})

test("the help of each weight names it as papers do, with what descends it", () => {
  for (const { symbol, formula } of Object.values(WEIGHTS)) assert.ok(formula.startsWith(`${symbol} weighs L_`) && formula.includes("descends") && formula.includes("At 0"))
})
