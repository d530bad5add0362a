// What the page is made of, without a browser: links, tables, measures, curves, history, the session.
import assert from "node:assert/strict"
import { test } from "node:test"
import { scaleOf } from "../../../gan_core/web/plane/arrow.js"
import { tellingValue } from "../../../gan_core/web/plane/compare.js"
import { Curve } from "../../../gan_core/web/plane/curve.js"
import { madeData, SOURCES, VIEW } from "../../../gan_core/web/plane/data.js"
import { BROKEN, READY, settingsOf } from "../../../gan_core/web/plane/lessons.js"
import { fromHash, packPoints, toHash, unpackPoints } from "../../../gan_core/web/plane/link.js"
import { BEST_SIDE, jsDivergence, klDivergence, LATTICE, latticeDensity, modes, PERFECT_ON_MODES, Ruler } from "../../../gan_core/web/plane/metrics.js"
import { introOf } from "../../../gan_core/web/plane/intro.js"
import { GAMES } from "../../../gan_core/web/plane/objectives.js"
import { Session } from "../../../gan_core/web/plane/session.js"
import { applies, checked, defaults, FIELD, FIELDS, mustRestart } from "../../../gan_core/web/plane/settings.js"
import { outside, outsideWords } from "../../../gan_core/web/plane/outside.js"
import { readTable } from "../../../gan_core/web/plane/table.js"
import { caption, moves, twin } from "../../../gan_core/web/plane/words.js"

const lesson = (changes) => ({ settings: defaults(), other: null, points: null, layers: null, hide: [], say: "", speed: null, play: true, ...changes })
const near = (found, expected, tolerance) => assert.ok(Math.abs(found - expected) <= tolerance, `${found} against ${expected}`)

/** A session with a clock that a test turns. */
function seated(games, points = null) {
  const posted = []
  const clock = { now: 0 }
  const session = new Session((message) => posted.push(message), { now: () => clock.now })
  session.handle({ type: "open", games, points })
  const look = (...layers) => {
    session.handle({ type: "look", layers })
    return posted.at(-1)
  }
  return { session, posted, clock, look }
}

test("a link brings back all that it holds", () => {
  const settings = { ...defaults(), data: "drawn", objective: "hinge", r1_gamma: 0.1, seed: 77 }
  const points = Float32Array.of(0.5, -1, 1.25, 0.125)
  const whole = lesson({ settings, points, other: { name: "objective", value: "wasserstein" }, layers: ["real", "field"], hide: ["share", "networks"], say: "Find all modes, & why?", speed: 10, play: false })
  const back = fromHash(`#${toHash(whole)}`)
  assert.deepEqual({ ...back, points: null }, { ...whole, points: null })
  back.points.forEach((value, index) => near(value, points[index], VIEW / 4000))
})

test("the start needs no link", () => assert.equal(toHash(lesson({})), ""))

test("what a link may not say is left out", () => {
  const { settings, other, points, hide } = fromHash("#data=nothing&objective=evil&lr=5&seed=-1&g_layers=99&points=%3Cscript%3E&vs=seed:2&hide=a b,graph&family=vae")
  assert.deepEqual(settings, { ...defaults(), family: "vae" })
  assert.deepEqual([other, points, hide], [null, null, ["graph"]])
})

test("a link to a drawing without points falls back to the first data", () => assert.equal(fromHash("#data=drawn").settings.data, "ring"))

test("many points are thinned for a link", () => {
  const many = Float32Array.from({ length: 10000 }, (_, i) => Math.sin(i))
  assert.ok(packPoints(many).length <= 2400)
  assert.equal(unpackPoints(packPoints(many)).length, 1200)
})

for (const [name, text] of Object.entries({
  commas: "x,y\n1,2\n3,6\n",
  tabs: "1\t2\n3\t6",
  semicolons: "a;b\n1,0;2,0\n3,0;6,0",
  spaces: "1 2\n  3   6",
  quotes: '"1","2"\r\n"3","6"',
  columns: "id,x,y\na,1,2\nb,3,6",
})) {
  test(`a table with ${name} is read`, () => {
    const { points, rows } = readTable(text)
    assert.equal(rows, 2)
    ;[-0.64, -1.28, 0.64, 1.28].forEach((value, index) => near(points[index], value, 1e-6))
  })
}

for (const text of ["", "a,b\nc,d", "1,2", "1,1\n1,1"]) {
  test(`a table that is none says why: ${JSON.stringify(text)}`, () => assert.match(readTable(text).problem, /two|different/))
}

test("KL and JS of histograms are those of their formulas", () => {
  const [p, q] = [Float64Array.of(0.5, 0.5), Float64Array.of(0.25, 0.75)]
  near(klDivergence(p, q), 0.5 * Math.log(2) + 0.5 * Math.log(2 / 3), 1e-12)
  near(jsDivergence(p, p), 0, 1e-12)
  near(jsDivergence(Float64Array.of(1, 0), Float64Array.of(0, 1)), Math.log(2), 1e-12)
})

test("the density over the lattice is the mean of Gaussians and sums to 1", () => {
  const found = latticeDensity([0.3, -0.2, 0.5, 0.1], 2, 0.2)
  const cell = (2 * VIEW) / LATTICE
  near(found.reduce((a, b) => a + b) * cell * cell, 1, 1e-3)
  const [row, column] = [18, 25]
  const [x, y] = [(column + 0.5) * cell - VIEW, (row + 0.5) * cell - VIEW]
  const one = (cx, cy) => Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 0.08) / (2 * Math.PI * 0.04)
  near(found[row * LATTICE + column], (one(0.3, -0.2) + one(0.5, 0.1)) / 2, 1e-9)
})

for (const name of Object.keys(SOURCES)) {
  test(`real points are measured as nearly perfect, fakes elsewhere as apart: ${name}`, () => {
    const data = madeData(name, 2000)
    const ruler = new Ruler(data)
    const perfect = ruler.measure(data.values)
    assert.ok(perfect.js < 0.01 && perfect.kl < 0.05, `${perfect.js} ${perfect.kl}`)
    near(perfect.spread, 1, 1e-6)
    const far = ruler.measure(new Float32Array(4000).fill(1.5))
    assert.ok(far.js > 0.65 && far.js <= Math.log(2) + 1e-9)
    assert.ok(data.values.every((value) => Math.abs(value) < VIEW))
    if (!data.centres) return
    near(perfect.modes.onModes, PERFECT_ON_MODES, 0.01)
    assert.equal(perfect.modes.numFound, data.centres.length)
  })
}

test("fakes beyond the view count as apart", () => near(new Ruler(madeData("ring")).measure(new Float32Array(4000).fill(9)).js, Math.log(2), 0.01))

test("a mode with a stray fake is covered, but not found", () => {
  const points = new Float32Array(200)
  points.set([1, 0], 0)
  const { covered, numFound, counts } = modes(points, [[0, 0], [1, 0]], 0.1)
  assert.deepEqual([covered, numFound, counts], [2, 1, [99, 1]])
})

test("the optimal D is p / (p + q)", () => {
  const data = madeData("one")
  const ruler = new Ruler(data)
  const { best } = ruler.measure(data.values)
  const cell = (x, y) => Math.floor(((y + VIEW) / (2 * VIEW)) * BEST_SIDE) * BEST_SIDE + Math.floor(((x + VIEW) / (2 * VIEW)) * BEST_SIDE)
  const middle = cell(0.3, 0.2)
  near(best[middle], 127.5, 8) // fakes like the data: D cannot say
  const apart = ruler.measure(new Float32Array(4000).fill(-1.2)).best
  assert.ok(apart[middle] > 250)
  near(apart[cell(1.55, -1.55)], 127.5, 8) // neither is there
  const steepest = Math.max(...apart.map((value, at) => (at % BEST_SIDE ? Math.abs(value - apart[at - 1]) : 0)))
  assert.ok(steepest < 100, `${steepest}`) // a picture without blocks
})

test("a curve keeps its ends and its length in bounds", () => {
  const curve = new Curve(1)
  for (let step = 1; step <= 10000; step++) curve.add(step, [2 * step])
  const points = curve.packed()
  assert.ok(points.length / 2 < 400 && points.length / 2 > 150)
  assert.ok(points[points.length - 2] > 9900)
  for (let i = 0; i < points.length; i += 2) near(points[i + 1], 2 * points[i], 2 * curve.bucket)
})

test("settings know what is allowed", () => {
  assert.equal(checked(FIELD.g_layers, "3"), 3)
  for (const bad of ["6", "-1", "1.5", "", "x", null]) assert.equal(checked(FIELD.g_layers, bad), null)
  assert.equal(checked(FIELD.objective, "hinge"), "hinge")
  assert.equal(checked(FIELD.objective, "constructor"), null)
  for (const field of FIELDS) assert.equal(checked(field, field.default), field.default, field.name)
  assert.equal(applies(FIELD.penalty_interval, defaults()), false)
  assert.equal(mustRestart(defaults(), { ...defaults(), objective: "hinge" }), false)
  assert.equal(mustRestart(defaults(), { ...defaults(), g_width: 8 }), true)
})

for (const each of [...READY, ...BROKEN]) {
  test(`a ready-made game trains and its settings are allowed: ${each.name}`, () => {
    const settings = settingsOf(each)
    for (const [name, value] of Object.entries({ ...settings, ...each.mend?.change })) assert.equal(checked(FIELD[name], value), value, name)
    const small = settings.data === "digits" ? { ...settings, data: "ring" } : settings
    const { session, look } = seated([small])
    for (let k = 0; k < 5; k++) session.handle({ type: "do", part: "both" })
    const frame = look("heat", "arrows", "manifold")
    assert.equal(frame.step, 5)
    assert.ok(Object.values(frame.games[0].values).every(Number.isFinite))
  })
}

test("collapse collapses, and is mended", () => {
  const { session, look, clock } = seated([settingsOf(BROKEN[0])])
  for (let k = 0; k < 500; k++) session.handle({ type: "do", part: "both" })
  clock.now += 1000
  const broken = look().games[0].measured.modes
  assert.ok(broken.numFound <= 1, `${broken.numFound}`)
  session.handle({ type: "set", games: [{ ...settingsOf(BROKEN[0]), ...BROKEN[0].mend.change }] })
  for (let k = 0; k < 1600; k++) session.handle({ type: "do", part: "both" })
  clock.now += 1000
  assert.ok(look().games[0].measured.modes.numFound >= 7)
})

test("a D that is too strong leaves most fakes without a pull", () => {
  const { session, look } = seated([settingsOf(BROKEN[2])])
  for (let k = 0; k < 300; k++) session.handle({ type: "do", part: "both" })
  const { arrows } = look("arrows").games[0].look
  const far = Array.from({ length: arrows.length / 2 }, (_, i) => Math.hypot(arrows[2 * i], arrows[2 * i + 1])).sort((a, b) => a - b)
  assert.ok(far[far.length >> 1] < 0.003, `${far[far.length >> 1]}`)
})

test("arrows of one state are always drawn alike, whatever was drawn before", () => {
  const of = (settings, steps) => {
    const { session, look } = seated([settings])
    for (let k = 0; k < steps; k++) session.handle({ type: "do", part: "both" })
    return look("arrows").games[0].look.arrows
  }
  const [start, strong] = [of(defaults(), 0), of(settingsOf(BROKEN[2]), 60)]
  const fresh = scaleOf(start, 50)
  for (let k = 0; k < 5; k++) scaleOf(strong, 50)
  assert.equal(scaleOf(start, 50), fresh)
  const long = Math.max(...Array.from({ length: start.length / 2 }, (_, i) => fresh * Math.hypot(start[2 * i], start[2 * i + 1])))
  assert.ok(long > 20, `${long}`)
  assert.equal(scaleOf(new Float32Array(8), 50), 500) // next to no pull: dots
})

test("fakes that have left the picture are said to have left, and whereto", () => {
  const at = (x, y) => outsideWords(outside(Float32Array.of(x, y, x, y)))
  assert.equal(at(-2, 0.3), "All fakes are outside the picture, to the left")
  assert.equal(at(2, 1), "All fakes are outside the picture, to the right")
  assert.equal(at(0.5, 3), "All fakes are outside the picture, above")
  assert.equal(at(0.5, -3), "All fakes are outside the picture, below")
  assert.equal(at(1.5, -1.5), "")
  assert.equal(outside(Float32Array.of(0, 0, -5, 0)).share, 0.5)
  const measured = new Ruler(madeData("ring")).measure(new Float32Array(4000).fill(-2))
  assert.match(caption(defaults(), 100, measured, {}, null), /mode collapse\. All fakes are outside the picture, to the left\.$/)
})

test("the line says when the game is done, and not before", () => {
  const data = madeData("ring", 2000)
  const ruler = new Ruler(data)
  const say = (fakes) => caption(defaults(), 500, ruler.measure(fakes), {}, null)
  assert.match(say(data.values), /^All 8 modes are found: G has done its task\. 9\d\.?\d? % /)
  const wide = data.values.map((value, i) => ((i >> 1) % 3 ? 0.5 * value : value))
  assert.match(say(wide), /^All 8 modes are found; the fakes are still moving closer\. 33 % /)
  const half = data.values.map((value, i) => (i % 2 ? value : Math.abs(value)))
  assert.match(say(half), /of 8 modes \(clouds of real points\); the dashed rings have too few fakes so far/)
})

test("what is said of a VAE speaks of no G, D or arrow", () => {
  const [gan, vae] = introOf([defaults(), { ...defaults(), family: "vae" }])
  assert.match(gan.term + gan.words, /^GAN: generative adversarial network.*arrow/)
  assert.match(vae.term, /^VAE: /)
  assert.doesNotMatch(vae.warm + vae.words, /\b[GD]\b|arrow/)
  assert.equal(introOf([defaults(), defaults()]).length, 1)
})

test("oscillation goes round the data, and R1 ends it", () => {
  const { session, look } = seated([settingsOf(BROKEN[1])])
  const middle = () => {
    const { fakes } = look().games[0].look
    return [0, 1].map((c) => fakes.filter((_, i) => i % 2 === c).reduce((a, b) => a + b) / (fakes.length / 2))
  }
  const far = (steps) => Array.from({ length: steps / 20 }, () => {
    for (let k = 0; k < 20; k++) session.handle({ type: "do", part: "both" })
    const [x, y] = middle()
    return Math.hypot(x - 0.3, y - 0.2)
  })
  far(1000)
  assert.ok(Math.max(...far(800)) > 0.2)
  session.handle({ type: "set", games: [{ ...settingsOf(BROKEN[1]), ...BROKEN[1].mend.change }] })
  far(1000)
  assert.ok(Math.max(...far(400)) < 0.1)
})

test("two games go in lockstep from the same weights, and differ by their one difference", () => {
  const { session, look } = seated([defaults(), { ...defaults(), objective: "hinge" }])
  const [a, b] = look().games.map(({ look: { fakes } }) => [...fakes])
  assert.deepEqual(a, b)
  for (let k = 0; k < 5; k++) session.handle({ type: "do", part: "both" })
  const after = look()
  assert.deepEqual(session.seats.map(({ game }) => game.step), [5, 5])
  assert.notDeepEqual([...after.games[0].look.fakes], [...after.games[1].look.fakes])
})

test("the difference that two games begin with shows within a few seconds of play", () => {
  assert.equal(tellingValue("d_steps", 1), 5)
  assert.equal(tellingValue("d_steps", 5), 6) // what game A has is no difference
  assert.equal(tellingValue("objective", "non_saturating") in GAMES, true)
  const found = [1, tellingValue("d_steps", 1)].map((d_steps) => {
    const { session, look } = seated([{ ...defaults(), d_steps }])
    for (let k = 0; k < 600; k++) session.handle({ type: "do", part: "both" })
    return look().games[0].measured.modes.numFound
  })
  assert.ok(found[1] - found[0] >= 4, `${found}`)
})

test("time goes back, and goes on as it did before", () => {
  const { session, look } = seated([defaults()])
  const at = () => [...look().games[0].look.fakes]
  for (let k = 0; k < 8; k++) session.handle({ type: "do", part: "both" })
  const eighth = at()
  session.handle({ type: "seek", index: 3 })
  assert.equal(look().step, 3)
  assert.notDeepEqual(at(), eighth)
  session.handle({ type: "seek", index: 8 })
  assert.deepEqual(at(), eighth)
  session.handle({ type: "seek", index: 3 })
  for (let k = 0; k < 5; k++) session.handle({ type: "do", part: "both" })
  assert.deepEqual(at(), eighth)
  assert.deepEqual(look().moments, [0, 1, 2, 3, 4, 5, 6, 7, 8])
})

test("the past is shown with the settings of then, and goes on with today's", () => {
  const { session, look } = seated([defaults()])
  for (let k = 0; k < 6; k++) session.handle({ type: "do", part: "both" })
  session.handle({ type: "seek", index: 3 })
  const then = look("arrows").games[0].look.arrows
  session.handle({ type: "seek", index: 6 })
  session.handle({ type: "set", games: [{ ...defaults(), objective: "saturating" }] })
  session.handle({ type: "do", part: "both" })
  assert.equal(look().past, false)
  session.handle({ type: "seek", index: 3 })
  const past = look("arrows")
  assert.equal(past.past, true)
  assert.deepEqual([...past.games[0].look.arrows], [...then])
  session.handle({ type: "do", part: "both" })
  assert.equal(session.seats[0].game.settings.objective, "saturating")
  assert.equal(look().past, false)
})

test("rings, line and figures are of one measurement, and at rest of what is shown", () => {
  const { session, look, clock } = seated([{ ...defaults(), g_width: 8, d_width: 8, batch_size: 16 }])
  session.handle({ type: "play" })
  const train = () => {
    clock.now += 100
    session.slice(0)
    return look("arrows")
  }
  const frames = Array.from({ length: 12 }, train)
  for (const [index, { step, games: [{ told, measured }] }] of frames.entries()) {
    const before = frames[index - 1]?.games[0]
    if (told.count !== before?.told.count) assert.equal(told.step, step)
    else assert.deepEqual([told, measured], [before.told, before.measured])
  }
  assert.ok(new Set(frames.map(({ games }) => games[0].told.count)).size < 5)
  session.handle({ type: "seek", index: 2 })
  const [{ told, measured }] = look().games
  assert.deepEqual([told.step, told.rate, told.playing], [2, 0, false])
  assert.notEqual(measured, frames.at(-1).games[0].measured)
})

test("the whole of a long training is kept in few moments", () => {
  const { session, look } = seated([{ ...defaults(), g_width: 4, d_width: 4, batch_size: 16 }])
  for (let k = 0; k < 3000; k++) session.handle({ type: "do", part: "both" })
  const { moments } = look()
  assert.ok(moments.length <= 241 && moments.length > 100)
  assert.equal(moments[0], 0)
  const gaps = new Set(moments.slice(1).map((step, index) => step - moments[index]))
  assert.equal(gaps.size, 1)
  session.handle({ type: "seek", index: 0 })
  session.handle({ type: "do", part: "both" })
  assert.deepEqual(look().moments, [0, 1]) // from the start again every step is kept
})

test("training keeps to its speed", () => {
  const { session, clock } = seated([{ ...defaults(), g_width: 4, d_width: 4, batch_size: 16 }])
  session.handle({ type: "speed", value: 60 })
  session.handle({ type: "play" })
  for (let k = 0; k < 500; k++) {
    clock.now += 4
    session.slice(8)
  }
  near(session.step, 120, 2)
})

test("one update of D leaves G as it is, and the other way round", () => {
  const { session } = seated([defaults()])
  const [{ game }] = session.seats
  const [G, D] = game.save().weights
  session.handle({ type: "do", part: "d" })
  assert.deepEqual(game.save().weights[0], G)
  const moved = game.save().weights[1]
  assert.notDeepEqual(moved, D)
  session.handle({ type: "do", part: "g" })
  assert.deepEqual(game.save().weights[1], moved)
  assert.notDeepEqual(game.save().weights[0], G)
})

test("a training that diverges stops and says so", () => {
  const { session, look, clock } = seated([{ ...defaults(), objective: "wasserstein", optimiser: "sgd", lr: 0.3, d_lr: 0.3, d_steps: 10 }])
  session.handle({ type: "play" })
  for (let k = 0; k < 400 && session.playing; k++) {
    clock.now += 1
    session.slice(0)
  }
  const frame = look()
  assert.equal(frame.playing, false)
  assert.equal(frame.broken, "diverged")
  assert.match(caption(defaults(), frame.step, null, {}, frame.broken), /has diverged/)
})

test("own points are what G is to imitate", () => {
  const { posted } = seated([{ ...defaults(), data: "drawn" }], Float32Array.of(0.1, 0.2, 0.3, 0.4))
  near(posted[0].games[0].real[3], 0.4, 1e-6)
  assert.equal(posted[0].games[0].centres, null)
})

test("single moves are taken back one by one, curves and history too", () => {
  const { session, look } = seated([defaults()])
  const state = () => [look().step, [...look().games[0].look.fakes], look().games[0].losses.length, look().moments]
  const before = [state()]
  for (const part of ["d", "g", "d"]) {
    session.handle({ type: "do", part, keep: true })
    before.push(state())
  }
  before.pop()
  while (before.length) {
    session.handle({ type: "undo" })
    assert.deepEqual(state(), before.pop())
  }
  session.handle({ type: "undo" }) // nothing is left to take back
  assert.equal(look().step, 0)
})

test("every move of slow motion names boxes, and each update is made once", () => {
  assert.deepEqual(moves(defaults()).map(({ act }) => act).filter(Boolean), ["d", "g"])
  assert.deepEqual(moves({ ...defaults(), family: "vae" }).map(({ act }) => act).filter(Boolean), ["both"])
  for (const family of ["gan", "vae"]) for (const { words, lit } of moves({ ...defaults(), family })) assert.ok(words.endsWith(".") && lit.length)
})

test("the text twin says what the pictures show, with the perfect value beside it", () => {
  const { session, look } = seated([defaults()])
  for (let k = 0; k < 3; k++) session.handle({ type: "do", part: "both" })
  const { games, step } = look("heat")
  const rows = twin({ settings: defaults(), step, measured: games[0].measured, values: games[0].values, rate: 0, losses: games[0].losses, predictions: games[0].look.predictions, parameters: { G: 1, D: 2 } })
  const named = Object.fromEntries(rows.map(([name, ...rest]) => [name, rest]))
  assert.deepEqual(named["Points on a mode"][1], "98.9 %")
  assert.equal(named["Loss of G"][0], games[0].values["G/loss"].toFixed(3))
  assert.ok(named["JS divergence (nats)"] && named["Fakes that D takes for real"])
})

test("no game is without a title and a sentence", () => {
  for (const { title, about } of Object.values(GAMES)) assert.ok(title && about.endsWith("."))
})
