// What is drawn on the plane, in which order, without a browser: a context that writes down what it is told.
import assert from "node:assert/strict"
import { test } from "node:test"
import { BROKEN, settingsOf } from "../../../gan_core/web/plane/lessons.js"
import { Session } from "../../../gan_core/web/plane/session.js"
import { defaults } from "../../../gan_core/web/plane/settings.js"
import { Stage } from "../../../gan_core/web/plane/stage.js"

const THEME = { text: "text", quiet: "quiet", surface: "surface", plane: "plane", line: "line", real: "real", fake: "fake", G: "G", D: "D", arrow: "arrow", heat: { fake: [0, 0, 0], middle: [0, 0, 0], real: [0, 0, 0] } }
Object.assign(globalThis, { window: { devicePixelRatio: 1 }, document: { createElement: () => ({ getContext: () => null }) } })

function stage() {
  const calls = []
  const target = { measureText: (words) => ({ width: 7 * words.length }) }
  const context = new Proxy(target, {
    get: (_, name) => target[name] ?? ((...given) => void calls.push([name, ...given])),
    set: (_, name, value) => calls.push([`${name} =`, value]),
  })
  const made = new Stage({ clientWidth: 480, clientHeight: 480, width: 480, height: 480, getContext: () => context })
  return (scene) => {
    calls.length = 0
    made.draw(scene, THEME)
    return structuredClone(calls)
  }
}

function sceneOf(settings, steps) {
  const posted = []
  const session = new Session((message) => posted.push(message))
  session.handle({ type: "open", games: [settings] })
  for (let k = 0; k < steps; k++) session.handle({ type: "do", part: "both" })
  session.handle({ type: "look", layers: ["arrows", "field"] })
  const { look, measured } = posted.at(-1).games[0]
  return { opened: posted[0].games[0], look, before: null, share: 1, morph: 0, grown: 1, layers: new Set(["real", "fake", "arrows", "field", "modes"]), best: null, found: measured.modes.found, drawn: null, cursor: null }
}

test("a state is drawn alike on a new stage and on one that showed other states before", () => {
  const [start, strong] = [sceneOf(defaults(), 0), sceneOf(settingsOf(BROKEN[2]), 60)]
  const used = stage()
  for (let k = 0; k < 5; k++) used(strong)
  assert.deepEqual(used(start), stage()(start))
})

test("fakes lie over their arrows, and their own colour over their seams", () => {
  const painted = stage()(sceneOf(defaults(), 0)).filter(([name]) => /Style =/.test(name)).map(([, colour]) => colour)
  assert.deepEqual(painted.slice(-2), ["plane", "fake"])
  assert.ok(painted.lastIndexOf("arrow") < painted.lastIndexOf("plane"))
})

test("a marker at the edge says that all fakes have left", () => {
  const scene = sceneOf(defaults(), 0)
  const said = (fakes) => stage()({ ...scene, look: { ...scene.look, fakes } }).filter(([name]) => name === "fillText")
  assert.deepEqual(said(scene.look.fakes), [])
  const [[, words, x, y]] = said(new Float32Array(600).fill(-9))
  assert.equal(words, "All fakes are outside the picture, to the left")
  assert.ok(x - (7 * words.length) / 2 > 0 && y < 480)
})
