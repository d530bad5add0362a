// The playground: what is set, what is shown, and the worker that trains.
import { CompareRow } from "./compare.js"
import { Controls } from "./controls.js"
import { DataPanel } from "./data_panel.js"
import { h } from "./dom.js"
import { GameView } from "./game_view.js"
import { Graph } from "./graph.js"
import { Intro } from "./intro.js"
import { LayerBar, legend, START_LAYERS } from "./layers.js"
import { READY, settingsOf } from "./lessons.js"
import { fromHash, toHash } from "./link.js"
import { BreakMenu, ReadyMenu } from "./menu.js"
import { FIELD } from "./settings.js"
import { sharePanel } from "./share.js"
import { SlowMotion } from "./slow_motion.js"
import { Spray } from "./spray.js"
import { readTheme } from "./theme.js"
import { START_SPEED, Transport } from "./transport.js"

/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("./lessons.js").Lesson} Lesson */
/** @typedef {{ makeWorker: () => Worker, digits: () => Promise<Uint8Array | null>, restart: () => void }} Given */

const LOOK_EVERY_MS = 33
const REWIND_MS = 50
const MORPH_MS = 2000
const PRESSED_MS = 3 * MORPH_MS
/** The first sentence stands so long before the training begins; meanwhile noise flows into fakes, and arrows grow. */
const [FLOW_MS, GROW_MS, OPENING_MS] = [1300, 700, 2600]

/** Everything within one element. */
export class App {
  /** @param {HTMLElement} host @param {Given} given */
  constructor(host, given) {
    const root = h("div", { class: "gp" })
    this.root = root
    host.classList.add("gp-host") // whose width decides how many columns there are
    host.replaceChildren(root)
    this.given = given
    this.still = matchMedia("(prefers-reduced-motion: reduce)")
    this.closed = false
    this.playing = false
    this.waiting = false
    /** counts what changed the game: a look that was asked for before that is thrown away */
    this.era = 0
    /** @type {number | null} the moment that the slider has gone on to, while the one before is still to be seen */
    this.seekNext = null
    this.seeking = false
    this.dirty = true
    this.lastAsked = 0
    this.frames = 0
    this.hovering = false
    this.pressedUntil = 0
    this.morph = 0
    this.morphSince = 0
    this.grown = 1
    /** @type {{ since: number | null } | null} the moments before the first step */
    this.opening = null
    this.digitsSent = false
    this.written = ""
    /** @type {{ step: number, moments: number[], seeking: number | null, past: boolean } | null} */
    this.time = null
    /** @type {{ index: number, since: number } | null} */
    this.rewinding = null
    /** @type {GameView[]} */
    this.views = []
    /** @type {import("./frames.js").Frame | null} the one that the overview shows */
    this.graphed = null
    /** @type {Spray | null} */
    this.spray = null
    this.theme = readTheme(root)
    this.lesson = fromHash(location.hash)
    this.settings = this.lesson.settings
    this.other = this.lesson.other
    this.points = this.lesson.points
    this.speed = this.lesson.speed ?? START_SPEED
    this.layers = new Set(this.lesson.layers ?? START_LAYERS)
    const { lesson } = this
    const shows = /** @param {string} name */ (name) => !lesson.hide.includes(name)
    this.transport = new Transport({
      toggle: () => (this.playing ? this.pause() : this.play()),
      reset: () => this.reset(),
      home: () => this.#home(),
      one: (part) => this.one(part),
      slow: () => this.#slowly(!this.slow.on),
      speed: (value) => this.#speed(value),
      seek: (index) => this.#seek(index),
      rewind: () => this.#rewind(),
    })
    this.message = h("p", { class: "gp-message", role: "status", hidden: true })
    this.intro = new Intro()
    this.stages = h("div", { class: "gp-stages" })
    this.numbers = h("div", { class: "gp-stages" })
    this.legend = h("div", { class: "gp-legend", "aria-hidden": "true" })
    this.layerBar = new LayerBar((name, words) => this.#layer(name, words))
    this.graphShown = shows("graph")
    const graphRoot = h("div", { class: "gp-graph-root" })
    this.graph = new Graph(graphRoot, { onHover: (on) => this.#hover(on), onPress: () => this.#press() })
    this.slow = new SlowMotion(this.graph, { next: () => this.#move(true), back: () => this.#move(false) })
    this.charts = h("div", { class: "gp-charts" })
    this.data = new DataPanel(
      {
        choose: (name) => this.#set("data", name),
        digits: () => this.start(READY.find(({ name }) => name === `digits-${this.settings.family}`) ?? READY[0]),
        draw: (on) => this.#draw(on),
        clear: () => this.#clear(),
        drawn: () => this.#drawn(),
        table: (points) => this.#own("table", points),
        say: (words) => this.#say(words),
        seed: (seed) => this.#set("seed", seed),
      },
      shows("seed"),
    )
    this.breaks = new BreakMenu((each) => this.start(each), (mend) => this.#mend(mend))
    this.compare = new CompareRow((other) => {
      this.other = other
      this.#changed(true)
    })
    this.family = h("select", { id: "gp-family", title: FIELD.family.help, change: () => this.#set("family", this.family.value) }, ...(FIELD.family.choices ?? []).map(([value, title]) => h("option", { value }, title)))
    const controls = h("div", { class: "gp-controls" })
    this.controls = new Controls(controls, (name, value) => this.#set(name, value), lesson.hide)

    const middle = h("section", { class: "gp-middle", "aria-label": "The plane" }, this.transport.above)
    if (lesson.say) middle.append(h("p", { class: "gp-task" }, lesson.say))
    middle.append(this.message, this.slow.element, this.stages, this.data.drawPart, this.transport.below, this.legend)
    if (shows("layers")) middle.append(this.layerBar.element)
    middle.append(this.numbers)
    const left = h("section", { class: "gp-left", "aria-label": "Settings" })
    this.ready = new ReadyMenu((each) => this.start(each))
    if (shows("ready")) left.append(this.ready.element)
    if (shows("data")) left.append(this.data.element)
    if (shows("break")) left.append(this.breaks.element)
    if (shows("compare")) left.append(this.compare.element)
    if (shows("family")) controls.prepend(h("div", { class: "gp-row gp-family" }, h("label", { for: "gp-family" }, "Model"), this.family))
    left.append(controls)
    const right = h("section", { class: "gp-right", "aria-label": "The game at a glance" })
    this.glance = h("h2", {}, "The game at a glance")
    if (this.graphShown) right.append(h("div", {}, this.glance, graphRoot))
    if (shows("charts")) right.append(this.charts)
    if (shows("share")) right.append(sharePanel(() => this.#lessonNow(), (words) => this.#say(words)))
    root.append(this.intro.element, left, middle, right)
    root.onkeydown = (event) => this.#key(event)
    root.ondragover = (event) => event.preventDefault()
    root.ondrop = async (event) => {
      event.preventDefault()
      const dropped = event.dataTransfer?.files?.[0]
      if (dropped) this.data.read(await dropped.text())
    }
    this.worker = given.makeWorker()
    this.worker.onmessage = ({ data }) => this.#told(data)
    this.worker.onerror = (event) => this.#say(`The training stopped with an error: ${event.message}. Reload the page.`)
    this.#speed(this.speed)
    this.#open()
    this.#playShown()
    if (!this.still.matches && this.lesson.play) this.#begin()
    this.onHash = () => this.#hashChanged()
    window.addEventListener("hashchange", this.onHash)
    this.onSight = () => this.#inSight(!document.hidden)
    document.addEventListener("visibilitychange", this.onSight)
    this.frame = () => this.#frame()
    this.handle = requestAnimationFrame(this.frame)
  }

  /** End it all. */
  close() {
    this.closed = true
    cancelAnimationFrame(this.handle)
    window.removeEventListener("hashchange", this.onHash)
    document.removeEventListener("visibilitychange", this.onSight)
    this.worker.terminate()
    this.root.remove()
  }

  /** The settings of the games that are played: one, or two with one difference. @returns {Settings[]} */
  games() {
    const first = { ...this.settings }
    return this.other ? [first, { ...first, [this.other.name]: this.other.value }] : [first]
  }

  /** What a link would hold. */
  #lessonNow() {
    const same = this.layers.size === START_LAYERS.length && START_LAYERS.every((name) => this.layers.has(name))
    return { ...this.lesson, settings: this.settings, other: this.other, points: this.points, layers: same ? null : [...this.layers], speed: this.speed === START_SPEED ? null : this.speed }
  }

  /** Another link was followed: everything begins again from it. */
  #hashChanged() {
    if (location.hash.replace(/^#/, "") !== this.written) this.given.restart()
  }

  /** The address always tells what is shown. */
  #write() {
    const hash = toHash(this.#lessonNow())
    this.written = hash
    try {
      history.replaceState(history.state, "", hash ? `#${hash}` : location.pathname + location.search)
    } catch {
      // A page from a file may not be allowed to; the link can still be copied.
    }
  }

  /** @param {object} request */
  #ask(request) {
    this.worker.postMessage(request)
  }

  /** New networks from the seed. */
  #open() {
    this.#ask({ type: "open", games: this.games(), points: this.points })
    this.#digits()
    this.#shown()
  }

  async #digits() {
    if (this.settings.data !== "digits" || this.digitsSent) return
    this.digitsSent = true
    const packed = await this.given.digits()
    if (this.closed) return
    if (!packed) return this.#say("This page does not include the digits.")
    this.worker.postMessage({ type: "digits", packed })
    this.#ask({ type: "open", games: this.games(), points: this.points })
    this.#look(true)
  }

  /** Controls, buttons and the address follow what is set. */
  #shown() {
    const { settings } = this
    this.intro.show(this.games())
    this.ready.show(settings, !this.other)
    this.transport.home.hidden = this.#isHome()
    this.controls.show(settings)
    this.family.value = String(settings.family)
    this.data.show(settings)
    this.compare.show(settings, this.other)
    this.layerBar.show(this.layers, settings)
    this.transport.showMoves(settings.family === "vae")
    this.graph.build(String(settings.family), settings.data === "digits")
    this.legend.replaceChildren(...legend(settings))
    this.#viewsShown()
    this.#write()
    this.dirty = true
  }

  #viewsShown() {
    const games = this.games()
    while (this.views.length > games.length) this.views.pop()?.remove()
    while (this.views.length < games.length) {
      const view = new GameView(this.views.length, { onDecode: (index, z) => this.#ask({ type: "decode", game: index, z }) })
      this.views.push(view)
      this.stages.append(view.element)
      this.numbers.append(view.below)
      if (view.index === 0) this.spray = new Spray(view.canvas, (x, y) => view.stage.toPlane(x, y), () => (this.dirty = true))
    }
    this.root.dataset.games = String(games.length)
    this.glance.textContent = this.other ? "Game A at a glance" : "The game at a glance"
    games.forEach((settings, index) => this.views[index].set(settings, this.other ? `${"AB"[index]}: ${this.compare.nameOf(index)}` : ""))
    this.charts.replaceChildren(...this.views.map((view) => view.charts))
  }

  /** @param {string} name @param {string | number} value */
  #set(name, value) {
    if (this.settings[name] === value) return
    /** @type {Settings} */
    const next = { ...this.settings, [name]: value }
    if (name === "family" && value === "vae" && next.beta1 === 0.5) Object.assign(next, { beta1: 0.9, lr: 0.003 })
    if (name === "family" && value === "gan" && next.beta1 === 0.9) Object.assign(next, { beta1: 0.5, lr: 0.001 })
    this.settings = next
    const unbounded = name === "objective" && value === "wasserstein" && !next.gradient_penalty
    this.#say(unbounded ? "Without a gradient penalty nothing bounds the slope of this D: try 10 under Penalties on D." : "")
    this.breaks.offer(null)
    if (this.other?.name === name && this.other.value === value) this.other = null
    if (name === "data" && this.spray?.on) this.#draw(false)
    this.#changed(false)
  }

  /** @param {boolean} restart */
  #changed(restart) {
    this.#ask({ type: restart ? "open" : "set", games: this.games(), points: this.points })
    this.#digits()
    this.#shown()
    this.#look(true)
  }

  /** A ready-made or a broken game. @param {Lesson} lesson */
  start(lesson) {
    this.#slowly(false)
    if (this.spray?.on) this.#draw(false)
    this.settings = { ...settingsOf(lesson), seed: this.settings.seed }
    this.other = null
    this.layers = new Set(lesson.layers ?? START_LAYERS)
    this.#changed(true)
    this.#say(lesson.words)
    this.breaks.offer(lesson)
    this.play()
  }

  #isHome() {
    const { settings, other, points } = this.lesson
    const own = ["drawn", "table"].includes(String(settings.data))
    return JSON.stringify([settings, other]) === JSON.stringify([this.settings, this.other]) && (!own || points === this.points)
  }

  /** What the page was opened with, from the start. */
  #home() {
    this.#slowly(false)
    if (this.spray?.on) this.#draw(false)
    const { settings, other, points, layers, speed } = this.lesson
    Object.assign(this, { settings, other, points })
    this.layers = new Set(layers ?? START_LAYERS)
    this.#speed(speed ?? START_SPEED)
    this.#changed(true)
    this.#say("")
    this.breaks.offer(null)
    this.pause()
    if (this.lesson.play) this.#begin()
  }

  /** @param {NonNullable<Lesson["mend"]>} mend */
  #mend(mend) {
    this.settings = /** @type {Settings} */ ({ ...this.settings, ...mend.change })
    this.#changed(false)
    this.#say(mend.words)
    this.play()
  }

  /** Play, but let the first sentence be read first. */
  #begin() {
    if (this.still.matches || this.settings.data === "digits") return this.play()
    this.#stopRewind()
    this.playing = true
    this.opening = { since: null }
    this.#playShown()
  }

  /** Noise has become fakes, arrows are as long as they are. */
  #endOpening() {
    if (!this.opening) return
    this.opening = null
    this.morph = 0
    this.grown = 1
    this.dirty = true
  }

  /** @param {number} now */
  #openOn(now) {
    if (!this.opening || !this.views[0].scene) return
    this.opening.since ??= now
    const gone = now - this.opening.since
    this.morph = gone < FLOW_MS ? 0.5 + 0.5 * Math.cos((gone / FLOW_MS) * Math.PI) : 0
    this.grown = Math.max(0, Math.min(1, (gone - FLOW_MS) / GROW_MS))
    if (gone >= OPENING_MS) this.play()
  }

  /** Train on. */
  play() {
    this.#stopRewind()
    this.playing = true
    if (this.slow.on) this.slow.again()
    else this.#ask({ type: "play" })
    this.#playShown()
  }

  pause() {
    this.#stopRewind()
    this.playing = false
    this.#ask({ type: "pause" })
    this.#playShown()
    this.#look(true)
  }

  /** A tab that nobody sees does not train: a class's laptops have batteries. @param {boolean} seen */
  #inSight(seen) {
    if (this.playing && !this.slow.on && !this.opening) this.#ask({ type: seen ? "play" : "pause" })
  }

  #playShown() {
    this.root.dataset.playing = String(this.playing)
    this.transport.showPlaying(this.playing)
  }

  /** Back to the first weights. */
  reset() {
    this.#stopRewind()
    if (this.slow.on) this.slow.turn(true, this.settings)
    this.#open()
    this.#look(true)
  }

  /** One update. @param {"d" | "g" | "both"} part */
  one(part) {
    this.#slowly(false)
    this.#stopRewind()
    this.playing = false
    this.#ask({ type: "do", part })
    this.#playShown()
    this.#look(true)
  }

  /** @param {number} value */
  #speed(value) {
    this.speed = value
    this.transport.speed.value = String(value)
    this.#ask({ type: "speed", value })
    this.#write()
  }

  /** @param {boolean} on */
  #slowly(on) {
    if (this.slow.on === on) return
    this.#endOpening()
    this.#ask({ type: "pause" })
    this.slow.turn(on, this.settings)
    this.transport.showSlow(on)
    if (on) {
      this.#say("")
      this.playing = true
    }
    else if (this.playing) this.#ask({ type: "play" })
    this.#playShown()
    this.#look(true)
  }

  /** @param {number} index */
  #seek(index) {
    this.#slowly(false)
    this.#stopRewind()
    this.playing = false
    this.#playShown()
    this.seekNext = index
    if (!this.seeking) this.#seekOn()
  }

  /** Every moment that is asked for is seen before the next one is: the picture follows the slider. */
  #seekOn() {
    if (this.seekNext === null) return
    this.seeking = true
    this.#ask({ type: "seek", index: this.seekNext })
    this.seekNext = null
    this.#look(true)
  }

  #rewind() {
    if (this.rewinding) return this.#stopRewind()
    if (!this.time) return
    this.#slowly(false)
    this.rewinding = { index: this.time.seeking ?? this.time.moments.length, since: 0 }
    this.transport.rewind.setAttribute("aria-pressed", "true")
  }

  #stopRewind() {
    this.rewinding = null
    this.seekNext = null
    this.#endOpening()
    this.transport.rewind.setAttribute("aria-pressed", "false")
  }

  /** @param {string} name @param {string} words */
  #layer(name, words) {
    const on = !this.layers.delete(name)
    if (on) this.layers.add(name)
    if (on && name === "slope") this.layers.add("arrows")
    this.#say(on ? words : "")
    this.#shown()
    this.#look(true)
  }

  /** One move of slow motion at once, or one back; it plays on when it is told to. @param {boolean} on */
  #move(on) {
    this.playing = false
    this.#playShown()
    if (on) this.#doPart(this.slow.goOn(this.settings))
    else if (this.slow.goBack(this.settings)) {
      this.#ask({ type: "undo" })
      this.#look(true)
    }
  }

  /** @param {"d" | "g" | "both" | null} part of slow motion */
  #doPart(part) {
    if (!part) return
    this.#ask({ type: "do", part, keep: true })
    this.#look(true)
  }

  /** Noise flows into fakes as long as the pointer is over G. @param {boolean} on */
  #hover(on) {
    this.hovering = on
    if (on) this.#flow()
  }

  /** The same from its start, a few times over. */
  #press() {
    this.pressedUntil = performance.now() + PRESSED_MS
    this.#flow()
  }

  #flow() {
    if (this.settings.data === "digits") return
    this.morphSince = performance.now()
    this.dirty = true
    this.#look(true)
  }

  /** @param {"drawn" | "table"} name @param {Float32Array} points */
  #own(name, points) {
    this.points = points
    this.settings = { ...this.settings, data: name }
    this.#changed(true)
    this.play()
  }

  /** @param {boolean} on */
  #draw(on) {
    if (on && this.settings.data === "digits") this.start(READY[0])
    if (on) this.pause()
    this.spray?.turn(on, this.settings.data === "drawn" ? this.points : null)
    this.root.dataset.drawing = String(on)
    this.data.showDrawing(on)
    this.#say(on ? "Draw on the plane with mouse, finger or pen. On the keyboard, arrow keys move and Space sprays." : "")
    if (on) {
      this.views[0].canvas.scrollIntoView({ block: "nearest" })
      this.views[0].canvas.focus({ preventScroll: true })
    }
    this.dirty = true
  }

  #clear() {
    if (this.spray) this.spray.points = []
    this.dirty = true
  }

  #drawn() {
    const points = this.spray?.taken()
    if (!points) return this.#say("Draw a few points first.")
    this.#draw(false)
    this.#own("drawn", points)
  }

  /** @param {string} words */
  #say(words) {
    this.message.textContent = words
    this.message.hidden = !words
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const target = /** @type {HTMLElement} */ (event.target)
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (target.closest("input, select, textarea, summary")) return
    const does = { p: () => (this.playing ? this.pause() : this.play()), r: () => this.reset(), d: () => this.one("d"), g: () => this.one("g"), b: () => this.one("both") }[event.key]
    if (!does) return
    event.preventDefault()
    event.stopPropagation() // what lies round the playground may have keys of its own
    does()
  }

  /** What the worker says. @param {any} message */
  #told(message) {
    if (message.type === "opened") {
      message.games.forEach((/** @type {any} */ opened, /** @type {number} */ index) => this.views[index]?.open(opened))
      this.#look(true)
    } else if (message.type === "frame") this.#seen(message)
    else if (message.type === "decoded") this.views[message.game]?.decoded(message.z, message.picture)
    this.dirty = true
  }

  /** @param {any} frame */
  #seen(frame) {
    if (frame.era !== this.era) return
    this.waiting = false
    this.seeking = false
    if (frame.games.length === this.views.length) {
      const { step, moments, seeking, broken, past } = frame
      this.time = { step, moments, seeking, past }
      const last = Math.max(step, moments[moments.length - 1] ?? 0)
      frame.games.forEach((/** @type {any} */ game, /** @type {number} */ index) => this.views[index].see(game, { step, broken, last }))
      this.transport.showTime(this.time, this.seekNext === null)
      if (broken && this.playing && !this.slow.on) {
        this.playing = false
        this.#playShown()
      }
    }
    this.#seekOn()
  }

  /** Ask for a look, unless one is on its way. @param {boolean} [changed] what is on its way shows something else */
  #look(changed = false) {
    if (changed) this.era++
    else if (this.waiting) return
    this.waiting = true
    this.lastAsked = performance.now()
    const layers = [...this.layers]
    if (this.#flowing(this.lastAsked) || this.morph) layers.push("manifold")
    if (this.graphShown) layers.push("heat", "manifold")
    this.#ask({ type: "look", layers, era: this.era })
  }

  /** @param {number} now */
  #flowing(now) {
    return (this.hovering || now < this.pressedUntil) && this.settings.data !== "digits"
  }

  /** One picture. */
  #frame() {
    if (this.closed) return
    this.handle = requestAnimationFrame(this.frame)
    const now = performance.now()
    this.#clockwork(now)
    const rests = !this.dirty && !this.playing && !this.waiting && !this.seeking && Boolean(this.views[0].scene)
    if (this.root.dataset.rests !== String(rests)) this.root.dataset.rests = String(rests)
    if (!this.dirty && !this.playing) return
    this.dirty = false
    this.frames++
    if (this.frames % 30 === 1) this.theme = readTheme(this.root)
    this.data.paint(this.theme)
    const drawing = this.spray?.on ? this.spray : null
    for (const view of this.views) {
      view.draw({ now, theme: this.theme, layers: this.layers, morph: this.morph, grown: this.grown, drawing: view.index === 0 ? drawing : null, still: this.still.matches })
      if (view.moving(now)) this.dirty = true
    }
    const first = this.views[0]
    if (this.graphShown && first.scene && first.scene.look !== this.graphed) {
      this.graphed = first.scene.look
      this.graph.draw(first.scene, first.values, this.theme)
    }
    if (first.scene && ((this.morph && this.morph < 1) || this.time?.step)) this.root.dataset.moved = "true"
    this.root.dataset.frames = String(this.frames)
    this.root.dataset.step = String(this.time?.step ?? 0)
    this.root.dataset.drawMs = (performance.now() - now).toFixed(1)
  }

  /** What happens with time: looks, slow motion, rewinding, the morph. @param {number} now */
  #clockwork(now) {
    if (this.opening) return this.#openOn(now)
    if (this.playing) this.#doPart(this.slow.tick(now, this.settings))
    if (this.rewinding && now - this.rewinding.since > REWIND_MS && !this.waiting) {
      this.rewinding = { index: this.rewinding.index - 1, since: now }
      if (this.rewinding.index < 0) this.#stopRewind()
      else {
        this.#ask({ type: "seek", index: this.rewinding.index })
        this.playing = false
        this.#playShown()
        this.#look()
      }
    }
    if (this.playing && !this.slow.on && !this.waiting && now - this.lastAsked >= LOOK_EVERY_MS) this.#look()
    const flowing = this.#flowing(now)
    if (!flowing && !this.morph) return
    const on = this.still.matches ? 1 : 0.5 - 0.5 * Math.cos(((now - this.morphSince) / MORPH_MS) * 2 * Math.PI)
    this.morph = flowing ? on : Math.max(0, this.morph - (this.still.matches ? 1 : 0.06))
    this.dirty = true
  }
}
