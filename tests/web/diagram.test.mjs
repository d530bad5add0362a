import assert from "node:assert/strict"
import { test } from "node:test"
import { autoencoderWords, bottleneckWords, ellipse, unit } from "../../ui/static/live/bottleneck_words.js"
import { listens, settingNow } from "../../ui/static/live/diagram.js"
import { flowWords } from "../../ui/static/live/flow_words.js"
import { gameWords, lights, mean, score, toldApart } from "../../ui/static/live/game_words.js"
import { marksOf } from "../../ui/static/live/marks.js"
import { bestOf } from "../../ui/static/live/measures.js"
import { colourOf } from "../../ui/static/live/noise.js"
import { drawTogether, figuresOf, frameOf, placesOf } from "../../ui/static/live/panel.js"
import { numberAt, placeOf, RATES, WEIGHTS } from "../../ui/static/live/live_slider.js"
import { reach, ticksOf } from "../../ui/static/live/verdicts.js"

test("samples are cut where the grid has them, two pixels apart", () => {
  const cut = { picture: "samples", count: 6, columns: 3, index: [0, 2, 5] }
  assert.deepEqual(placesOf({ width: 88, height: 58 }, cut), [
    { x: 0, y: 0, width: 28, height: 28 }, { x: 60, y: 0, width: 28, height: 28 }, { x: 60, y: 30, width: 28, height: 28 }])
})

test("of pairs the upper row is the input and the lower one what became of it", () => {
  const cut = { picture: "reconstructions", count: 4, columns: 2, index: [3] }
  const grid = { width: 58, height: 118 }
  assert.deepEqual([0, 1].map((row) => placesOf(grid, cut, row, 2)[0].y), [60, 90])
})

test("figures are shown with the picture of their own step, the newest one of it", () => {
  const frames = [{ id: 1, step: 4 }, { id: 2, step: 8 }, { id: 3, step: 8 }, { id: 4, step: 9 }]
  assert.deepEqual([frameOf(frames, 8)?.id, frameOf(frames, undefined)?.id, frameOf(frames, 5)?.id, frameOf([], 5)], [3, 4, 4, undefined])
})

test("figures of one step never stand beside the picture of another", () => {
  const frame = { id: 3, step: 8 }
  assert.deepEqual([figuresOf([1], frame, 8), figuresOf([1], frame, 9), figuresOf([1], undefined, 9), figuresOf([1], frame, undefined)], [[1], [], [], [1]])
})

test("a picture that is still on its way keeps its figures back, and is shown though newer ones are wanted", async () => {
  /** @type {Record<number, (image: string) => void>} */
  const came = {}
  const load = (/** @type {string} */ _kind, /** @type {{ id: number }} */ { id }) => new Promise((done) => Object.assign(came, { [id]: done }))
  /** @type {string[]} */
  const seen = []
  const panel = { draw: (/** @type {string} */ image) => seen.push(image) }
  const together = drawTogether(/** @type {any} */ ({ load }))
  const cut = { picture: "samples", count: 1, columns: 1, index: [0] }
  const wish = (/** @type {number} */ id) => together({ cuttings: [{ panel: /** @type {any} */ (panel), cut, frame: { id, step: id } }], told: () => seen.push(`scores ${id}`) })
  const turn = () => new Promise((done) => setTimeout(done))
  for (const id of [1, 2, 3]) wish(id)
  await turn()
  assert.deepEqual(seen, [])
  came[1]("picture 1")
  await turn()
  assert.deepEqual(seen, ["picture 1", "scores 1"])
  came[3]("picture 3")
  await turn()
  assert.deepEqual(seen, ["picture 1", "scores 1", "picture 3", "scores 3"])
  assert.equal(came[2], undefined)
})

test("the best is told with what it was chosen by, and one score is no best of several", () => {
  const best = { by: "quality", step: 5, value: 118.5, afresh: true, chosen_by: 116.3, looks: 1 }
  assert.equal(bestOf(best), ", on latents drawn anew (116.3 when first scored)")
  assert.equal(bestOf({ ...best, looks: 4 }), ", on latents drawn anew (116.3 was the best of 4 scores)")
  assert.equal(bestOf({ ...best, afresh: false }), "")
})

test("a score has a sign and no more digits than it needs", () => {
  assert.deepEqual([0.8123, -0.2, 0, -0.001, 12.34, -1234.5, null].map(score), ["+0.81", "−0.20", "0.00", "0.00", "+12.3", "−1235", "–"])
  assert.equal(mean([]), null)
})

test("real and fake are told apart as often as the real one of a pair scores higher", () => {
  assert.equal(toldApart([0, 1], [2, 3]), 1)
  assert.equal(toldApart([1], [1]), 0.5)
  assert.equal(toldApart([0, 2], [1]), 0.5)
})

test("words say who wins, and who alone has just learned", () => {
  assert.match(gameWords("running", ["D", "G"], [0, 0], [1, 1], 90), / 100 % of all pairs; guessing would give 50 %\. D tells nearly all of them apart/)
  assert.match(gameWords("running", ["D", "G"], [1, 1], [0, 0], 90), / 0 % of all pairs.*G is ahead/)
  assert.match(gameWords("paused", ["G"], [0, 1], [0, 1], 90), /^Only G has just learned.*can only guess/)
  assert.match(gameWords("running", ["D", "G"], null, null, 0), /^G turns noise into fakes/)
})

test("a flow's words say what one leap reaches, from far and from near", () => {
  assert.match(flowWords(0.2345, [8.94, 12, 30.2]), /error is 0\.234: not 0.*PSNR of 8\.9 dB: the mean.*30\.2 dB\. So it draws/)
  assert.match(flowWords(null, []), /which way the picture lies\.$/)
  assert.match(flowWords(1.5, [], true), /which share t of it is point.*many points could lie behind/)
  assert.doesNotMatch(flowWords(1.5, [null, 3]), /leap/)
})

test("a few pairs more or less do not turn the words round", () => {
  const words = (/** @type {number} */ percent) => gameWords("running", ["D", "G"], [0], Array.from({ length: 100 }, (_, place) => (place < percent ? 1 : -1)), 90)
  assert.match(words(63), /63 %.*a little better than guessing/)
  assert.match(words(67), /67 %.*a little better than guessing/)
  assert.match(words(56), /can only guess/)
  assert.match(words(40), /G is a little ahead/)
})

test("nothing is made of what an untrained D says", () => {
  assert.match(gameWords("running", ["D", "G"], [1, 1], [0, 0], 3), /only just begun/)
})

test("both learn in turns while it runs, one alone after a half-step, none at rest", () => {
  assert.deepEqual(lights("running", ["D", "G"]).G, { word: "learning", lit: "turns" })
  assert.deepEqual([lights("paused", ["D"]).D.lit, lights("paused", ["D"]).G], ["now", { word: "held still", lit: "" }])
  assert.deepEqual(lights("paused", ["D", "G"]).D, { word: "waiting", lit: "" })
  assert.equal(lights("done", ["D", "G"]).D.lit, "")
})

test("the slider is logarithmic, and gives rates of two digits", () => {
  assert.deepEqual([-5, -3, -2.55, -1].map((place) => numberAt(RATES, place)), [0.00001, 0.001, 0.0028, 0.1])
  assert.equal(placeOf(RATES, 0.001), -3)
  assert.deepEqual([placeOf(RATES, 1), placeOf(RATES, 1e-9)], [-1, -5])
})

test("a weight's slider begins at 0, which a logarithm has not, and ends at 100", () => {
  const places = [0, 0.01, 0.5, 1, 100].map((weight) => placeOf(WEIGHTS, weight))
  assert.deepEqual(places.map((place) => numberAt(WEIGHTS, place)), [0, 0.01, 0.5, 1, 100])
  assert.deepEqual(places, places.toSorted((a, b) => a - b))
  assert.equal(placeOf(WEIGHTS, 1000), placeOf(WEIGHTS, 100))
})

test("a rate is the one that holds now, or was changed last, or was set at the start", () => {
  const rate = { name: "optimiser.lr", value: 0.003 }
  const change = { name: "optimiser.lr", before: 0.003, value: 0.001, step: 1, updates: 1, images: 8, seconds: 1 }
  assert.deepEqual([settingNow(rate, { "optimiser.lr": 0.002 }, [change]), settingNow(rate, {}, [change]), settingNow(rate, {}, [])], [0.002, 0.001, 0.003])
  assert.deepEqual(["running", "paused", "queued", "done", "recording"].map(listens), [true, true, false, false, false])
})

test("changed rates are marked at their place on every axis, and nothing else is", () => {
  const place = { step: 10, updates: 13, images: 80, seconds: 2, before: 1, value: 0.0022 }
  const changes = [{ name: "optimiser.d_lr", ...place }, { name: "recording.sample_interval", ...place }]
  assert.deepEqual(marksOf(changes, "step", false), [{ x: 10, words: "learning rate of D 0.0022" }])
  assert.deepEqual([marksOf(changes, "step", true)[0].x, marksOf(changes, "images", true)[0].x, marksOf(changes, "seconds", false)[0].x], [13, 80, 2])
})

test("moved weights of losses are marked as papers write them", () => {
  const change = { name: "objective.lambda_lm", step: 4, updates: 4, images: 32, seconds: 1, before: 0.5, value: 0 }
  assert.deepEqual(marksOf([change], "step", false), [{ x: 4, words: "λ_LM 0" }])
})

test("only the last four marks have words", () => {
  const changes = Array.from({ length: 6 }, (_, step) => ({ name: "optimiser.lr", step, updates: step, images: step, seconds: step, before: 1, value: 0.5 }))
  assert.deepEqual(marksOf(changes, "step", false).map(({ words }) => Boolean(words)), [false, false, true, true, true, true])
})

test("the line of scores holds 0 and them all, only grows, and ends at round numbers", () => {
  const start = reach([-1, 1], [0.1, 0.14])
  assert.deepEqual(start, [-1, 1])
  assert.deepEqual(reach(start, [-1.29, 0.47]), [-2, 1])
  assert.deepEqual(reach([-2, 1], [0.1, 0.14]), [-2, 1])
  assert.deepEqual(reach([-2, 1], [7, -0.5]), [-2, 10])
  assert.deepEqual(ticksOf([-2, 10]), [-2, 0, 5, 10])
  assert.deepEqual(ticksOf([-1, 1]), [-1, -0.5, 0, 0.5, 1])
})

test("a number of z is orange below 0, blue above, grey at 0", () => {
  assert.deepEqual([colourOf(-9), colourOf(0), colourOf(9)], [[213, 94, 0], [225, 228, 231], [0, 114, 178]])
})

test("a code stands where mu says, as wide as sigma, and inside the plane", () => {
  assert.deepEqual(ellipse([0, 1.5], [1, 0.5], 180), [{ x: "90.0", y: "45.0", across: "30.0", down: "15.0" }])
  assert.equal(ellipse([99, 0], [1, 1], 180)[0].x, "178.0")
  assert.deepEqual(ellipse([null, 0], [1, 1], 180), [])
})

test("without a prior, a plane is as wide as the codes lie", () => {
  assert.deepEqual(ellipse([0, 0.15], [0, 0], 180, 0.1), [{ x: "90.0", y: "45.0", across: "0.0", down: "0.0" }])
})

test("an autoencoder's sentence has its two figures once they are there", () => {
  assert.match(autoencoderWords(144.2, 0.52), /squared error of a picture is 144 and half the squared length of a code 0\.5:/)
  assert.doesNotMatch(autoencoderWords(null, null), /Now/)
})

test("a VAE's sentence has its two figures once they are there", () => {
  assert.match(bottleneckWords(144.2, 4.15), /z carries 4\.2 nats a picture, and 144 nats are lost/)
  assert.doesNotMatch(bottleneckWords(null, null), /nats/)
  assert.deepEqual([unit(null, "dB"), unit(15.66, "dB"), unit(120.4, "")], ["–", "15.7 dB", "120"])
})
