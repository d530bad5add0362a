// The sample grids: the newest at once, and all before it through a slider. A picture is decoded before it is shown.
import { element, focusChosen, press, say } from "../../../gan_core/web/dom.js"
import { newest } from "../../../gan_core/web/latest.js"
import { decoded } from "../../../gan_core/web/pixels.js"
import { CaptionWall } from "./caption_wall.js"
import { count } from "./format.js"

/** @import { Frame, NewPictures, Text } from "./feed.js" */
/** @typedef {(kind: string, frame: Frame) => string} Address */

/** @type {Record<string, string>} */
const TITLES = { samples: "Samples", prior: "Samples", reconstructions: "Reconstructions", through_time: "Through time", through_one_leap: "One leap", codebook: "Codebook", code_map: "Code map", real: "Real pictures" }
/** @type {Record<string, string>} */
const ABOUT = {
  samples: "What it makes of the same latents (rows of random numbers z), drawn again as it learns.",
  reconstructions: "Inputs, and below each row what became of it.",
  through_time: "Each row is one sample on its way: noise on the left, the picture on the right.",
  through_one_leap: "Above, pictures of the data; below each, mixed with noise, from nearly all noise to nearly none; at the bottom, where one leap of the network from there would end.",
  codebook: "Every code of the codebook alone: the picture in which it stands at all places. Dark ones are dead, which means hardly ever chosen.",
  code_map: "Above, pictures of the data; in the middle, their codes, a colour for each, where they stand; at the bottom, what becomes of the codes.",
  real: "From the data, to compare with.",
}
const CAPTIONED = "What it makes of the same captions and the same latents, drawn again as it learns: look whether each shows what its words say."
/** @type {Record<string, string>} */
const POINTS = {
  samples: "Blue points are real, orange ones generated. Behind them, what the discriminator believes: blue for real, orange for fake. An arrow is the way on which it would believe a generated point more.",
  prior: "Blue points are real, orange is what the decoder makes of random numbers.",
  reconstructions: "Blue points of the data, each joined to what became of it in orange.",
  flowed: "Blue points are real, orange ones are where points of noise have flowed to.",
  through_time: "The same points on their way, row by row: noise first, the samples last.",
}
const LAST = ["code_map", "codebook"]
/** A VAE's reconstructions come before its samples, and codes after them. @type {(a: string, b: string) => number} */
const inOrder = (a, b) => LAST.indexOf(a) - LAST.indexOf(b) || (a < b ? -1 : 1)
const LOADING = "The picture is loading…"
const SOON = "The first samples come in a moment."
const PLAY_MS = 90
const PLAY_FRAMES = 120
const KEPT = 24

export class Pictures {
  /** @type {Record<string, Frame[]>} by kind */
  frames = {}
  /** @type {string[]} */
  kinds = []
  /** @type {string | null} the one that is shown */
  kind = null
  /** @type {number | null} of its frames; null follows the newest */
  place = null
  /** @type {Map<string, Promise<HTMLImageElement>>} */
  cache = new Map()
  /** @type {Address} */
  address = () => ""
  points = false
  /** @type {Text | null} what the samples were asked for, of a text model */
  text = null
  captioned = true // whether a text model's samples are shown with their captions
  wall = new CaptionWall()
  /** @type {(step: number | null) => void} is told which step is shown, null for the newest */
  moved = () => {}
  ended = false
  playing = false
  timer = 0
  closed = false
  tabs = element("div", { class: "gl-tabs", role: "tablist", "aria-label": "Which pictures" })
  waiting = element("span", { class: "gl-quiet" }, SOON)
  slot = element("div", { class: "gl-slot" }, this.waiting)
  caption = element("p", { class: "gl-caption" })
  realSlot = element("div", { class: "gl-slot gl-small" })
  realWords = element("figcaption", {}, "Real pictures")
  real = element("figure", { class: "gl-real", hidden: "", title: ABOUT.real }, this.realSlot, this.realWords)
  pair = element("div", { class: "gl-pair" }, this.slot, this.real)
  play = element("button", { type: "button", class: "gl-round", "aria-label": "Play all pictures", title: "Play from the start" })
  slider = element("input", { type: "range", min: "0", max: "0", value: "0", "aria-label": "Time: goes back through all saved pictures" })
  when = element("output", { class: "gl-when" })
  live = element("button", { type: "button", class: "gl-live", title: "Back to the newest picture" }, "Live")
  timeline = element("div", { class: "gl-timeline" }, this.play, this.slider, this.when, this.live)
  node = element("section", { class: "gl-pictures", "aria-label": "Pictures" },
    this.tabs, this.wall.node, this.pair, this.timeline, this.caption)
  observer = new ResizeObserver(() => this.fit())

  constructor() {
    this.play.onclick = () => (this.playing ? this.stop() : this.start())
    this.slider.oninput = () => {
      this.stop()
      this.go(placeOf(this.list, Number(this.slider.value), this.place ?? this.list.length - 1))
    }
    this.live.onclick = () => {
      this.stop()
      this.go(null)
    }
    this.drawPlay()
    this.observer.observe(this.slot)
  }

  /**
   * @param {NewPictures} pictures
   * @param {Address} address
   * @param {Text | null} text
   */
  take(pictures, address, points = false, text = null) {
    this.address = address
    this.text = text?.captions.length ? text : null
    if (pictures.reset) this.frames = {}
    for (const [kind, { id, step }] of Object.entries(pictures.kinds)) {
      this.frames[kind] ??= []
      const known = this.frames[kind]
      let at = { id: 0, step: 0 }
      for (let index = 0; index < id.length; index++) {
        at = { id: at.id + id[index], step: at.step + step[index] }
        while ((known.at(-1)?.step ?? -1) >= at.step) known.pop()
        known.push(at)
      }
    }
    if (points) say(this.realWords, "The data")
    this.points = points
    this.kinds = Object.keys(this.frames).filter((kind) => kind !== "real" && this.frames[kind].length).sort(inOrder)
    if (!this.kind || !this.kinds.includes(this.kind)) this.kind = this.kinds[0] ?? null
    if (this.place !== null && this.kind) this.place = Math.min(this.place, this.frames[this.kind].length - 1)
    say(this.waiting, this.kinds.length ? LOADING : this.ended ? "No samples were drawn." : SOON)
    this.drawTabs()
    this.draw()
    this.drawReal()
  }

  /**
   * What the real pictures are, where they are not simply those of the data.
   * @param {{ title: string, help: string }} words
   */
  nameReal({ title, help }) {
    say(this.realWords, title)
    this.real.title = help
  }

  get list() {
    return this.kind ? (this.frames[this.kind] ?? []) : []
  }

  /** @param {number | null} place */
  go(place) {
    const { kind, list } = this
    this.place = place !== null && place >= list.length - 1 ? null : place
    this.draw()
    if (place === null || !kind) return
    for (const near of [1, -1, 2, 3]) if (list[place + near]) this.load(kind, list[place + near])
  }

  draw() {
    const { list, kind } = this
    const index = this.place ?? list.length - 1
    const frame = list[index]
    this.timeline.hidden = !frame && this.ended
    if (!frame || !kind) return
    this.slider.min = String(list[0].step)
    this.slider.max = String(Math.max(list[0].step + 1, list[list.length - 1].step))
    this.slider.disabled = list.length < 2
    if (Number(this.slider.value) !== frame.step) this.slider.value = String(frame.step)
    const live = this.place === null
    this.slider.setAttribute("aria-valuetext", `step ${frame.step}${live ? ", the newest" : ""}`)
    press(this.live, live)
    say(this.live, this.ended ? "Newest" : "Live")
    const without = this.kinds.includes("reconstructions") ? "prior" : this.kinds.includes("through_time") ? "flowed" : kind
    const of = kind === "samples" ? without : kind // a VAE and a flow have no discriminator
    const walled = this.walled(kind) && this.text
    say(this.caption, walled ? CAPTIONED : ((this.points ? POINTS[of] : ABOUT[kind]) ?? kind))
    this.wall.node.hidden = !walled
    this.pair.hidden = Boolean(walled)
    this.moved(live ? null : frame.step)
    const told = () => say(this.when, `step ${count(frame.step)}`) // with the picture, which may still be on its way
    if (walled) return this.wall.show(this, walled, frame, told)
    this.put({ kind, frame, words: `${TITLES[kind] ?? kind} at step ${frame.step}`, told })
  }

  /**
   * Whether pictures of this kind stand with their captions now.
   * @param {string} kind
   */
  walled(kind) {
    return kind === "samples" && this.captioned && this.text !== null
  }

  drawReal() {
    const frame = this.frames.real?.at(-1)
    this.real.hidden = !frame
    if (frame && this.realSlot.dataset.id !== String(frame.id)) {
      this.realSlot.dataset.id = String(frame.id)
      this.load("real", frame).then((image) => {
        this.realSlot.style.setProperty("--ratio", `${image.naturalWidth} / ${image.naturalHeight}`)
        this.realSlot.replaceChildren(copy(image, "Real pictures"))
      }, () => {
        delete this.realSlot.dataset.id
      })
    }
  }

  /** Where pictures come faster than they can be loaded, one after the other is shown still. */
  put = newest(async (/** @type {{ kind: string, frame: Frame, words: string, told: () => void }} */ { kind, frame, words, told }) => {
    const { slot } = this, key = `${kind}-${frame.id}`
    if (slot.dataset.key === key) return told()
    try {
      const image = await this.load(kind, frame)
      const shown = copy(image, words)
      await shown.decode()
      if (this.kind !== kind || this.closed) return
      slot.dataset.key = key
      slot.style.setProperty("--ratio", `${image.naturalWidth} / ${image.naturalHeight}`)
      slot.replaceChildren(shown)
      told()
      this.fit()
    } catch {
      this.cache.delete(key)
    }
  }, () => {})

  /**
   * @param {string} kind
   * @param {Frame} frame
   */
  load(kind, frame) {
    const key = `${kind}-${frame.id}`
    const known = this.cache.get(key)
    if (known) {
      this.cache.delete(key)
      this.cache.set(key, known)
      return known
    }
    const ready = decoded(this.address(kind, frame))
    ready.catch(() => this.cache.delete(key))
    this.cache.set(key, ready)
    for (const oldest of [...this.cache.keys()].slice(0, -KEPT)) this.cache.delete(oldest)
    return ready
  }

  /** Whole multiples of the pixels where they nearly fill the room, so that all pixels are alike; below twice, smooth. */
  fit() {
    const image = this.slot.querySelector("img")
    if (!image) return
    const density = window.devicePixelRatio || 1
    const room = this.slot.clientWidth * density
    const times = Math.floor(room / image.naturalWidth)
    const whole = times * image.naturalWidth
    image.style.width = times > 1 && whole >= room * 0.85 ? `${whole / density}px` : "100%"
    image.style.imageRendering = room < 2 * image.naturalWidth ? "auto" : "pixelated"
  }

  /** What can be looked at: a text model's samples in two ways. */
  get views() {
    return this.kinds.flatMap((kind) => (kind === "samples" && this.text
      ? [{ kind, captioned: true, title: "With captions" }, { kind, captioned: false, title: "All samples" }]
      : [{ kind, captioned: this.captioned, title: TITLES[kind] ?? kind }]))
  }

  drawTabs() {
    const { views } = this
    this.tabs.hidden = views.length < 2
    const wanted = `${views.map((each) => each.title)} ${this.kind} ${this.captioned}`
    if (this.tabs.dataset.drawn === wanted) return
    this.tabs.dataset.drawn = wanted
    this.tabs.replaceChildren(...views.map(({ kind, captioned, title }) => {
      const tab = element("button", { type: "button", role: "tab", "aria-selected": String(kind === this.kind && captioned === this.captioned) }, title)
      tab.onclick = () => {
        this.kind = kind
        this.captioned = captioned
        this.drawTabs()
        this.draw()
        focusChosen(this.tabs)
      }
      return tab
    }))
  }

  start() {
    const stride = Math.max(1, Math.ceil(this.list.length / PLAY_FRAMES))
    let place = this.place === null ? 0 : this.place
    this.playing = true
    this.drawPlay()
    const next = async () => {
      if (!this.playing || this.closed) return
      const frame = this.list[place]
      if (!frame || place >= this.list.length - 1) {
        this.stop()
        return this.go(null)
      }
      if (this.kind) await this.load(this.kind, frame).catch(() => {})
      this.go(place)
      place += stride
      this.timer = setTimeout(next, PLAY_MS)
    }
    next()
  }

  stop() {
    clearTimeout(this.timer)
    this.playing = false
    this.drawPlay()
  }

  drawPlay() {
    const shape = this.playing ? '<rect x="4" y="3.5" width="3" height="9" rx="1"/><rect x="9" y="3.5" width="3" height="9" rx="1"/>' : '<path d="M5 3.5v9l7.5-4.5z"/>'
    this.play.innerHTML = `<svg viewBox="0 0 16 16" width="14" height="14" fill="currentColor" aria-hidden="true">${shape}</svg>`
    this.play.setAttribute("aria-label", this.playing ? "Stop playing" : "Play all pictures")
  }

  close() {
    this.closed = true
    this.stop()
    this.observer.disconnect()
    this.cache.clear()
  }
}

/**
 * The place of the picture nearest to a step; at least one on from `from` in the direction of a press of an arrow key.
 * @param {Frame[]} list
 * @param {number} step
 * @param {number} from
 */
export function placeOf(list, step, from) {
  let place = 0
  for (const [index, frame] of list.entries()) if (Math.abs(frame.step - step) < Math.abs(list[place].step - step)) place = index
  const way = Math.sign(step - (list[from]?.step ?? step))
  return place === from ? Math.min(list.length - 1, Math.max(0, from + way)) : place
}

/**
 * @param {HTMLImageElement} image
 * @param {string} words
 */
function copy(image, words) {
  const made = new Image()
  made.src = image.src
  made.alt = words
  made.draggable = false
  return made
}
