// A path: a row of stills that is also the bar to scrub in, ‖z‖ below it, and the film.
import { button, make, slider } from "../../../gan_core/web/dom.js"
import { clamp } from "../../../gan_core/web/numbers.js"
import { crisp, pen } from "../../../gan_core/web/pixels.js"
import { drawLengths } from "./lengths.js"
import { unpacked } from "./packed.js"
import { Reel } from "./reel.js"

/** @import { Lab, LabData } from "./lab.js" */
/**
 * What ui/lab/path.py sends: latents, label weights, and at which frames, in fractions, the picked pictures stand.
 * @typedef {{ z: string, y: string | null, count: number, keys: number[], closed: boolean, back: boolean, fps: number }} Path
 */
/** @typedef {LabData & { path: Path }} Data */

const STILLS = 12, FASTEST = 50, LEAP = 10

export class View {
  track = make("div", "gl-path-track")
  loaded = make("div", "gl-path-loaded")
  ticks = make("div", "gl-path-ticks")
  head = make("div", "gl-path-head")
  curve = make("div", "gl-path-curve")
  marks = make("div", "gl-path-marks")
  scrub = make("div", "gl-path-scrub")
  playing = button("Play", () => (this.running ? this.rest() : this.play()))
  words = make("span", "gl-lab-quiet")
  fps = slider({ min: 1, max: FASTEST, step: 1, value: 1 })
  fpsWords = make("span", "gl-lab-quiet")
  node = make("div", "gl-path")
  way = 1 // or -1, on the way back
  running = false
  place = 0 // the frame, in fractions
  steps = 1 // of the row, one fewer than its cells
  drawn = -1 // the frame that is to be seen
  /** @type {number[]} */
  lengths = []

  /**
   * @param {Element} root
   * @param {Lab<Data>} lab
   */
  constructor(root, lab) {
    this.lab = lab
    this.path = lab.data.path
    const { size } = lab.data.shape, link = lab.address.numbers(1)
    this.film = crisp(size, size, "gw-big", "The film")
    this.strip = crisp(STILLS * size, size, "gl-path-strip")
    this.build(root)
    this.reel = this.show(lab.data.path, link?.[0] ?? 0)
    if (!link && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.play()
  }

  /** @param {Element} root */
  build(root) {
    this.track.append(this.loaded, this.ticks)
    this.scrub.append(this.strip, this.marks, this.track, this.curve, this.head)
    this.scrub.tabIndex = 0
    this.scrub.setAttribute("role", "slider")
    this.scrub.setAttribute("aria-label", "Place on the interpolation. Arrow keys go from frame to frame, the space bar plays.")
    this.playing.className = "gl-path-play"
    const bar = make("div", "gl-lab-bar"), side = make("div", "gl-path-side")
    bar.append(this.playing, this.speed(), this.words)
    side.append(this.scrub, bar)
    this.node.append(this.film, side)
    root.append(this.node)
    this.listen()
  }

  speed() {
    const label = make("label", "gl-path-speed", "Speed")
    this.fps.addEventListener("input", () => this.tellSpeed())
    this.fps.addEventListener("change", () => this.lab.send("speed", { value: Number(this.fps.value) }))
    label.append(this.fps, this.fpsWords)
    return label
  }

  tellSpeed() {
    this.fpsWords.textContent = `${this.fps.value} frames/s`
    this.fps.setAttribute("aria-valuetext", `${this.fps.value} frames per second`)
  }

  listen() {
    const { scrub } = this
    /** @type {number | null} */
    let held = null
    /** @param {PointerEvent} event */
    const follow = (event) => {
      const box = scrub.getBoundingClientRect()
      this.seek(this.frameAt((event.clientX - box.left) / box.width))
    }
    scrub.addEventListener("pointerdown", (event) => {
      if (event.button) return
      this.rest()
      held = event.pointerId
      scrub.setPointerCapture(event.pointerId)
      follow(event)
    })
    scrub.addEventListener("pointermove", (event) => {
      if (event.pointerId === held) follow(event)
    })
    for (const name of /** @type {const} */ (["pointerup", "pointercancel"]))
      scrub.addEventListener(name, (event) => {
        if (event.pointerId !== held) return
        held = null
        this.remember()
      })
    scrub.addEventListener("keydown", (event) => {
      const by = event.shiftKey ? LEAP : 1, last = this.path.count - 1
      /** @type {Record<string, number>} */
      const steps = { ArrowLeft: -by, ArrowDown: -by, ArrowRight: by, ArrowUp: by, PageUp: LEAP, PageDown: -LEAP }
      /** @type {Record<string, number>} */
      const ends = { Home: 0, End: last }
      if (event.key === " ") {
        if (!event.repeat) this.playing.click()
      } else if (event.key in steps) {
        this.rest()
        const wanted = Math.round(this.place) + steps[event.key]
        this.seek(this.path.closed ? (wanted + this.path.count) % this.path.count : wanted)
      } else if (event.key in ends) {
        this.rest()
        this.seek(ends[event.key])
      } else return
      event.preventDefault()
      this.remember()
    })
  }

  /**
   * Show a path from that frame on.
   * @param {Path} path
   * @param {number} frame
   */
  show(path, frame) {
    this.path = path
    const { size, conditionWidth } = this.lab.data.shape
    const stills = this.stills()
    const latents = { z: unpacked(path.z), y: conditionWidth && path.y ? unpacked(path.y) : null, count: path.count }
    const reel = new Reel(this.lab.decoder, this.lab.data.shape, latents, stills, {
      came: (frames, ms) => {
        for (const [cell, still] of stills.entries()) {
          const picture = frames.includes(still) ? reel.frames[still] : null
          if (picture) pen(this.strip).putImageData(picture, cell * size, 0)
        }
        this.loaded.style.width = `${(100 * reel.ready) / path.count}%`
        this.node.dataset.ready = String(reel.ready)
        this.drawn = -1
        this.draw()
        this.lab.drawn({ ms })
      },
      done: (ms) => {
        this.node.dataset.firstRound = ms.toFixed(1)
        this.lab.gauge.show()
      },
      failed: (error) => this.lab.failed(error),
    })
    this.node.dataset.ready = "0"
    delete this.node.dataset.firstRound
    this.scrub.setAttribute("aria-valuemin", "1")
    this.scrub.setAttribute("aria-valuemax", String(path.count))
    this.lengths = reel.lengths()
    drawLengths(this.curve, this.lengths, Math.sqrt(reel.z.length / path.count), (at) => this.shareOf(at))
    this.reel = reel
    this.pace(path)
    this.seek(frame)
    return reel
  }

  /** @param {Path} path */
  pace({ fps }) {
    this.fps.value = String(fps)
    this.tellSpeed()
    if (!this.path.back) this.way = 1
  }

  /** The frames of the row, evenly apart; the one nearest to each picked picture is that picture. */
  stills() {
    const { keys, closed, count } = this.path, { size } = this.lab.data.shape
    const met = closed ? [...keys, count] : keys, legs = met.length - 1
    this.steps = Math.max(1, Math.round((STILLS - 1) / legs)) * legs // so many that they meet the pictures
    const cells = this.steps + 1
    this.strip.width = cells * size
    this.strip.style.aspectRatio = String(cells)
    const found = Array.from({ length: cells }, (_, cell) => Math.round(this.frameAt((cell + 0.5) / cells)) % count)
    /** @param {number} frame */
    const nearest = (frame) => Math.round((frame / this.last) * this.steps)
    for (const frame of met) found[nearest(frame)] = Math.round(frame) % count
    /**
     * @param {HTMLElement} node
     * @param {number} share
     */
    const at = (node, share) => {
      node.style.left = `${100 * share}%`
      return node
    }
    this.marks.replaceChildren(
      ...met.map((frame, index) => at(make("span", "gw-mark", String((index % keys.length) + 1)), (nearest(frame) + 0.5) / cells)),
    )
    this.ticks.replaceChildren(...met.map((frame) => at(make("span"), this.shareOf(frame))))
    return found
  }

  /** The frame in the middle of the row's last cell: of a closed path the one after its last, which is its first. */
  get last() {
    return this.path.closed ? this.path.count : this.path.count - 1
  }

  /**
   * Frames along the bar: the first is in the middle of the first cell.
   * @param {number} frame
   */
  shareOf(frame) {
    return (0.5 + (frame / this.last) * this.steps) / (this.steps + 1)
  }

  /**
   * And back.
   * @param {number} share
   */
  frameAt(share) {
    const frame = ((share * (this.steps + 1) - 0.5) / this.steps) * this.last
    return clamp(frame, 0, this.last)
  }

  /** @param {number} frame */
  seek(frame) {
    this.place = clamp(frame, 0, this.path.count - 1)
    this.draw()
  }

  draw() {
    const { count } = this.path, place = Math.min(count - 1, this.place), frame = Math.round(place)
    this.head.style.left = `${100 * this.shareOf(place)}%`
    if (frame === this.drawn) return
    const found = this.reel.near(frame)
    if (found) pen(this.film).putImageData(found, 0, 0)
    this.drawn = frame
    this.node.dataset.frame = String(frame)
    this.words.textContent = `frame ${frame + 1} of ${count}, ‖z‖ = ${this.lengths[frame].toFixed(1)}`
    this.scrub.setAttribute("aria-valuenow", String(frame + 1))
    if (!this.running) this.scrub.setAttribute("aria-valuetext", `frame ${frame + 1} of ${count}`)
  }

  play() {
    this.running = true
    this.playing.textContent = "Pause"
    let before = performance.now()
    if (!this.path.closed && !this.path.back && this.place >= this.path.count - 1) this.place = 0
    /** @param {number} now */
    const turn = (now) => {
      if (!this.running) return
      this.forward((Math.min(100, now - before) / 1000) * Number(this.fps.value))
      before = now
      requestAnimationFrame(turn)
    }
    requestAnimationFrame(turn)
  }

  /**
   * On by that many frames: round and round, there and back, or from the start again.
   * @param {number} frames
   */
  forward(frames) {
    const { closed, back, count } = this.path, last = count - 1
    let to = this.place + this.way * frames
    if (closed) to %= count
    else if (back && (to > last || to < 0)) {
      this.way = -this.way
      to = to < 0 ? -to : 2 * last - to
    } else if (to > last) to = to > last + 1 ? 0 : to // the last frame is shown as long as any
    this.place = to
    this.draw()
  }

  rest() {
    this.running = false
    this.playing.textContent = "Play"
    this.seek(this.place)
  }

  remember() {
    this.lab.address.put([Math.round(this.place)])
  }

  /** @param {Data} data */
  update({ path }) {
    const same = path.z === this.path.z && path.y === this.path.y
    if (!same) {
      this.reel.close()
      this.show(path, (this.place / this.path.count) * path.count) // the same share of the way
    } else if (path.fps !== this.path.fps || path.back !== this.path.back) {
      this.path = path
      this.pace(path)
    }
  }

  close() {
    this.running = false
    this.reel.close()
    this.node.remove()
  }
}
