// The same latents at every saved moment of a run. All pictures came with the page: sliding asks nobody for anything.
import { button, make, press, slider } from "../../../gan_core/web/dom.js"
import { clamp } from "../../../gan_core/web/numbers.js"
import { crisp, pen } from "../../../gan_core/web/pixels.js"

/** @import { Lab, LabData } from "./lab.js" */
/** @typedef {{ step: number, words: string }} Moment */
/** @typedef {{ query: Record<string, string>, moment: string }} Link */
/**
 * `sheet` holds the pictures of all moments; `start` is the step to begin at, null for the newest. Moments are
 * checkpoints; of other ones `slider` says which, and no `link` leads to one.
 * @typedef {LabData & { sheet: string, moments: Moment[], count: number, size: number, link: Link | null, start: number | null, slider?: string }} Data
 */

const ROUND_SECONDS = 5, LEAST_SECONDS = 0.08, MOST_SECONDS = 0.6, REST_SECONDS = 0.4
const THUMB = 36, MOST_THUMB = 64 // CSS pixels of a picture in the strip

export class View {
  node = make("div", "gl-time")
  words = make("p", "gl-time-words")
  pictures = make("div", "gl-time-pictures")
  playButton = button("Play", () => (this.playing ? this.rest() : this.play()))
  slider = slider({ min: 0, max: 0, step: 1, value: 0 }, "gl-time-slider")
  strip = make("canvas", "gl-time-strip")
  pad = make("a", "gl-time-link", "Open this checkpoint on the pad")
  index = 0 // of the moment
  chosen = 0 // of the pictures
  drawn = "" // what the strip shows
  /** @type {Moment[]} */
  moments = []
  count = 0
  size = 1
  /** @type {Link | null} */
  link = null
  sheet = ""
  /** @type {HTMLImageElement | null} */
  image = null
  /** @type {{ canvas: HTMLCanvasElement, button: HTMLButtonElement }[]} */
  faces = []
  /** @type {number[]} the moments in the strip */
  thumbs = []
  playing = 0
  soon = 0
  closed = false
  observer = new ResizeObserver(() => this.drawStrip())

  /**
   * @param {Element} root
   * @param {Lab<Data>} lab
   */
  constructor(root, lab) {
    this.lab = lab
    this.build(root)
    this.observer.observe(this.node)
    const told = lab.address.numbers(1)?.[0] ?? lab.data.start
    this.update(lab.data, told).then(() => {
      if (told === null && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.play()
    })
  }

  /** @param {Element} root */
  build(root) {
    this.pictures.setAttribute("role", "group")
    this.pictures.setAttribute("aria-label", "Your pictures. Choose one to follow it through time below.")
    this.playButton.className = "gl-time-play"
    this.slider.setAttribute("aria-label", this.lab.data.slider ?? "Checkpoint")
    this.strip.setAttribute("role", "img")
    this.pad.target = "_self"
    const row = make("div", "gl-time-row"), bar = make("div", "gl-lab-bar")
    row.append(this.playButton, this.slider)
    bar.append(this.pad)
    this.node.append(this.words, this.pictures, row, this.strip, bar)
    root.append(this.node)
    this.slider.oninput = () => {
      this.rest()
      this.go(Number(this.slider.value))
    }
    this.slider.onchange = () => this.remember()
    this.strip.onpointerdown = (event) => {
      this.strip.setPointerCapture(event.pointerId)
      this.point(event)
    }
    this.strip.onpointermove = (event) => {
      if (event.buttons) this.point(event)
    }
    this.strip.onpointerup = () => this.remember()
  }

  /**
   * Other pictures, or a moment more: stay at the step that is shown, or at the newest if that was shown.
   * @param {Data} data
   * @param {number | null} [step]
   */
  async update(data, step) {
    const atEnd = !this.moments.length || this.index === this.moments.length - 1
    const wanted = step !== undefined ? step : atEnd ? null : this.moments[this.index].step
    if (data.sheet !== this.sheet) {
      const image = new Image()
      image.src = this.sheet = data.sheet
      await image.decode().catch(() => this.lab.say("The pictures could not be read. Reload the page."))
      if (this.closed || data.sheet !== this.sheet) return
      this.image = image
    }
    this.moments = data.moments
    this.count = data.count
    this.size = data.size
    this.link = data.link
    this.slider.max = String(data.moments.length - 1)
    this.face()
    this.go(this.find(wanted))
    this.drawStrip(true)
  }

  /** @param {number | null} step */
  find(step) {
    const last = this.moments.length - 1
    if (step === null) return last
    const place = this.moments.findIndex((moment) => moment.step >= step)
    const found = place < 0 ? last : place
    const there = this.moments[found].step
    const [wanted, instead] = [step, there].map((each) => each.toLocaleString("en"))
    this.lab.say(there === step ? "" : `Step ${wanted} was not kept. This is step ${instead}.`)
    return found
  }

  face() {
    if (this.faces.length === this.count && this.faces[0]?.canvas.width === this.size) return
    this.chosen = Math.min(this.chosen, this.count - 1)
    this.faces = Array.from({ length: this.count }, (_, index) => {
      const canvas = crisp(this.size, this.size, "gl-time-face")
      const face = button("", () => this.choose(index))
      face.className = "gl-time-picture"
      face.setAttribute("aria-label", `Picture ${index + 1}`)
      face.append(canvas, make("span", "gl-time-number", String(index + 1)))
      return { canvas, button: face }
    })
    this.pictures.replaceChildren(...this.faces.map((face) => face.button))
    this.pictures.style.setProperty("--count", String(this.count))
    this.choose(this.chosen)
  }

  /** @param {number} index */
  choose(index) {
    this.chosen = index
    this.faces.forEach((face, each) => press(face.button, each === index))
    this.strip.setAttribute("aria-label", `Picture ${index + 1} through time`)
    this.drawStrip(true)
  }

  /** @param {number} index */
  go(index) {
    this.index = index
    this.slider.value = String(index)
    const { step, words } = this.moments[index]
    this.words.textContent = words
    this.slider.setAttribute("aria-valuetext", words)
    this.faces.forEach(({ canvas }, each) => this.paint(pen(canvas), index, each, 0, 0, this.size))
    this.node.dataset.step = String(step)
    this.pad.hidden = !this.link
    if (this.link) this.pad.href = `${location.pathname}?${new URLSearchParams({ ...this.link.query, [this.link.moment]: String(step) })}`
    this.drawStrip()
  }

  /**
   * Picture `key` of moment `index`, out of the one sheet that holds all.
   * @param {CanvasRenderingContext2D} context
   * @param {number} index
   * @param {number} key
   * @param {number} x
   * @param {number} y
   * @param {number} side
   */
  paint(context, index, key, x, y, side) {
    const { image, size, count } = this
    if (!image) return
    const place = index * count + key, columns = Math.round(image.naturalWidth / size)
    context.imageSmoothingEnabled = false
    context.drawImage(image, (place % columns) * size, Math.floor(place / columns) * size, size, size, x, y, side, side)
  }

  /** As many moments of the chosen picture as there is room for, the shown one framed. */
  drawStrip(anew = false) {
    const room = this.node.clientWidth
    if (!room || !this.moments.length || !this.image) return
    const total = this.moments.length, shown = Math.max(2, Math.min(total, Math.floor(room / THUMB)))
    this.thumbs = Array.from({ length: shown }, (_, i) => Math.round((i * (total - 1)) / (shown - 1)))
    const near = this.thumbs.reduce((best, each, i) => (Math.abs(each - this.index) < Math.abs(this.thumbs[best] - this.index) ? i : best), 0)
    const state = `${room} ${near} ${this.chosen} ${total}`
    if (!anew && state === this.drawn) return
    this.drawn = state
    const { strip, size } = this
    strip.width = shown * size
    strip.height = size
    strip.style.width = `${Math.min(room, shown * MOST_THUMB)}px`
    const context = pen(strip)
    this.thumbs.forEach((moment, i) => this.paint(context, moment, this.chosen, i * size, 0, size))
    const wide = Math.max(1, Math.round(size / 32))
    context.strokeStyle = getComputedStyle(this.node).getPropertyValue("--st-primary-color") || "#f33"
    context.lineWidth = 2 * wide
    context.strokeRect(near * size + wide, wide, size - 2 * wide, size - 2 * wide)
  }

  /** @param {PointerEvent} event */
  point(event) {
    const box = this.strip.getBoundingClientRect()
    const place = Math.floor(((event.clientX - box.left) / box.width) * this.thumbs.length)
    this.rest()
    this.go(this.thumbs[clamp(place, 0, this.thumbs.length - 1)])
  }

  /** Into the address, once the hand rests: a browser may fetch the page's icon again with each change of it. */
  remember() {
    clearTimeout(this.soon)
    this.soon = setTimeout(() => this.lab.address.put([this.moments[this.index].step]), REST_SECONDS * 1000)
  }

  play() {
    const last = this.moments.length - 1
    const seconds = clamp(ROUND_SECONDS / (last + 1), LEAST_SECONDS, MOST_SECONDS)
    if (this.index === last) this.go(0)
    this.playButton.textContent = "Pause"
    this.playing = setInterval(() => {
      if (this.index < this.moments.length - 1) this.go(this.index + 1)
      if (this.index >= this.moments.length - 1) this.rest()
    }, seconds * 1000)
  }

  rest() {
    clearInterval(this.playing)
    this.playing = 0
    this.playButton.textContent = "Play"
  }

  close() {
    this.closed = true
    clearTimeout(this.soon)
    this.rest()
    this.observer.disconnect()
    this.node.remove()
  }
}
