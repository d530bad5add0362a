// The playground: what is set, what is shown, and the worker that trains.
import { CompareRow } from "./compare.js"
import { Controls } from "./controls.js"
import { madeData, SOURCES, VIEW } from "./data.js"
import { h, icon } from "./dom.js"
import { GameView } from "./game_view.js"
import { Graph } from "./graph.js"
import { BROKEN, READY, settingsOf } from "./lessons.js"
import { fromHash, toHash } from "./link.js"
import { checked, FIELD } from "./settings.js"
import { Spray } from "./spray.js"
import { readTable } from "./table.js"
import { readTheme } from "./theme.js"
import { moves } from "./words.js"

/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("./lessons.js").Lesson} Lesson */
/** @typedef {{ makeWorker: () => Worker, digits: () => Promise<Uint8Array | null>, address?: boolean }} Given */

/** @type {[string, string, "gan" | "vae" | ""][]} */
export const LAYERS = [
  ["real", "Real points", ""],
  ["fake", "Fakes", ""],
  ["modes", "Modes", ""],
  ["heat", "What D says", "gan"],
  ["arrows", "Arrows: pull on each fake", "gan"],
  ["field", "Arrows everywhere", "gan"],
  ["slope", "Arrows of D instead of G's loss", "gan"],
  ["manifold", "How G bends noise", ""],
  ["best", "Optimal D", "gan"],
  ["joined", "Rebuilt", "vae"],
  ["codes", "Posterior ellipses", "vae"],
]
const START_LAYERS = ["real", "fake", "modes", "heat", "arrows", "joined", "codes"]
/** @type {[number, string][]} */
const SPEEDS = [
  [1, "1 step/s"],
  [10, "10 steps/s"],
  [60, "60 steps/s"],
  [150, "150 steps/s"],
  [300, "300 steps/s"],
  [0, "Full speed"],
]
const START_SPEED = 150
const LOOK_EVERY_MS = 33
const MOVE_MS = 1250
const REWIND_MS = 50

/** Everything within one element. */
export class App {
  /** @param {HTMLElement} root @param {Given} given */
  constructor(root, given) {
    this.root = root
    this.given = given
    this.still = matchMedia("(prefers-reduced-motion: reduce)")
    this.lesson = fromHash(location.hash)
    this.settings = this.lesson.settings
    this.other = this.lesson.other
    this.points = this.lesson.points
    this.speed = this.lesson.speed ?? START_SPEED
    this.layers = new Set(this.lesson.layers ?? START_LAYERS)
    this.playing = false
    this.waiting = false
    this.lastAsked = 0
    this.frames = 0
    /** @type {{ moments: number[], seeking: number | null, step: number } | null} */
    this.time = null
    this.morphing = false
    this.morph = 0
    /** @type {{ at: number, since: number } | null} */
    this.slow = null
    /** @type {GameView[]} */
    this.views = []
    this.closed = false
    this.theme = readTheme(root)
    this.#build()
    this.worker = given.makeWorker()
    this.worker.onmessage = ({ data }) => this.#told(data)
    this.worker.onerror = (event) => this.#say(`The training stopped with an error: ${event.message}. Reload the page.`)
    this.#speed(this.speed)
    this.#open()
    if (!this.still.matches && this.lesson.play) this.play()
    this.onHash = () => this.#reload()
    window.addEventListener("hashchange", this.onHash)
    this.frame = () => this.#frame()
    this.handle = requestAnimationFrame(this.frame)
  }

  /** End it all. */
  close() {
    this.closed = true
    cancelAnimationFrame(this.handle)
    window.removeEventListener("hashchange", this.onHash)
    this.worker.terminate()
    this.root.replaceChildren()
  }

  /** The settings of the games that are played: one, or two with one difference. @returns {Settings[]} */
  games() {
    const first = { ...this.settings }
    return this.other ? [first, { ...first, [this.other.name]: this.other.value }] : [first]
  }

  #hidden(/** @type {string} */ name) {
    return this.lesson.hide.includes(name)
  }

  #build() {
    const { root } = this
    root.replaceChildren()
    root.classList.add("gp")
    this.playButton = h("button", { type: "button", class: "gp-play", click: () => this.toggle() })
    this.stepButtons = h(
      "span",
      { class: "gp-steps", role: "group", "aria-label": "One move" },
      h("button", { type: "button", "data-do": "d", title: "One update of D", click: () => this.one("d") }, icon("step"), h("span", {}, "D")),
      h("button", { type: "button", "data-do": "g", title: "One update of G", click: () => this.one("g") }, icon("step"), h("span", {}, "G")),
      h("button", { type: "button", "data-do": "both", title: "One whole step", click: () => this.one("both") }, icon("step"), h("span", {}, "Both")),
    )
    this.speedSelect = h("select", { "aria-label": "Speed", change: () => this.#speed(Number(this.speedSelect.value)) })
    for (const [value, title] of SPEEDS) this.speedSelect.append(h("option", { value }, title))
    this.slowButton = h("button", { type: "button", class: "gp-slow", "aria-pressed": "false", title: "One move at a time, each with a sentence", click: () => this.#slowly(!this.slow) }, "Slow motion")
    this.stepCount = h("output", { class: "gp-count", "aria-label": "Step" }, "Step 0")
    this.rewindButton = h("button", { type: "button", class: "gp-rewind", title: "Play time backwards", "aria-label": "Play time backwards", click: () => this.#rewind() }, icon("back"))
    this.slider = h("input", { type: "range", min: 0, max: 0, value: 0, class: "gp-time", "aria-label": "Back through the training", input: () => this.#seek(Number(this.slider.value)) })
    this.timeWords = h("span", { class: "gp-time-words" }, "")
    const transport = h(
      "div",
      { class: "gp-transport" },
      this.playButton,
      h("button", { type: "button", class: "gp-reset", title: "Begin again from the same seed", click: () => this.reset() }, icon("reset"), h("span", {}, "Reset")),
      this.stepButtons,
      this.slowButton,
      this.speedSelect,
    )
    const time = h("div", { class: "gp-timeline" }, this.rewindButton, this.slider, this.stepCount, this.timeWords)
    this.message = h("p", { class: "gp-message", role: "status", hidden: true })
    this.task = h("p", { class: "gp-task", hidden: !this.lesson.say }, this.lesson.say)
    this.told = h("p", { class: "gp-told", "aria-live": "polite", hidden: true })
    this.stages = h("div", { class: "gp-stages" })
    this.legend = h("div", { class: "gp-legend", "aria-hidden": "true" })
    this.layerBar = h("div", { class: "gp-layers", role: "group", "aria-label": "Layers" })
    /** @type {Map<string, HTMLButtonElement>} */
    this.layerButtons = new Map()
    for (const [name, title] of LAYERS) {
      const button = h("button", { type: "button", "data-layer": name, click: () => this.#layer(name) }, title)
      this.layerButtons.set(name, button)
      this.layerBar.append(button)
    }
    const middle = h("section", { class: "gp-middle", "aria-label": "The plane" }, transport, this.task, this.message, this.told, this.stages, time, this.legend, this.#hidden("layers") ? "" : this.layerBar)

    const graphRoot = h("div", { class: "gp-graph-root" })
    this.graph = new Graph(graphRoot, { onMorph: (on) => this.#morphTo(on) })
    this.side = h("div", { class: "gp-charts" })
    const right = h("section", { class: "gp-right", "aria-label": "The game at a glance" })
    if (!this.#hidden("graph")) right.append(h("h2", {}, "The game at a glance"), graphRoot)
    if (!this.#hidden("charts")) right.append(this.side)
    if (!this.#hidden("share")) right.append(this.#share())

    const left = h("section", { class: "gp-left", "aria-label": "Settings" })
    if (!this.#hidden("ready")) left.append(this.#ready())
    if (!this.#hidden("break")) left.append(this.#breaks())
    if (!this.#hidden("data")) left.append(this.#data())
    if (!this.#hidden("compare")) {
      this.compare = new CompareRow((other) => {
        this.other = other
        this.#changed(true)
      })
      left.append(this.compare.element)
    }
    this.familySelect = h("select", { id: "gp-family", title: FIELD.family.help, change: () => this.#set("family", this.familySelect.value) }, ...(FIELD.family.choices ?? []).map(([value, title]) => h("option", { value }, title)))
    if (!this.#hidden("family") && !this.#hidden("game")) left.append(h("div", { class: "gp-row gp-family" }, h("label", { for: "gp-family" }, "Model"), this.familySelect))
    const controls = h("div", { class: "gp-controls" })
    this.controls = new Controls(controls, (name, value) => this.#set(name, value), this.lesson.hide)
    left.append(controls)
    root.append(left, middle, right)
    root.addEventListener("keydown", (event) => this.#key(event))
  }

  #ready() {
    const select = h("select", { "aria-label": "Ready-made games" }, h("option", { value: "" }, "Choose a ready-made game"), ...READY.map(({ name, title }) => h("option", { value: name }, title)))
    select.addEventListener("change", () => {
      const lesson = READY.find(({ name }) => name === select.value)
      if (lesson) this.start(lesson)
      select.value = ""
    })
    return h("div", { class: "gp-ready" }, select)
  }

  #breaks() {
    this.mend = h("div", { class: "gp-mend", hidden: true })
    const buttons = BROKEN.map((lesson) => h("button", { type: "button", "data-break": lesson.name, click: () => this.start(lesson) }, lesson.title))
    return h("div", { class: "gp-break" }, h("h2", {}, "Break it"), h("div", { class: "gp-buttons" }, ...buttons), this.mend)
  }

  #data() {
    /** @type {Map<string, HTMLButtonElement>} */
    this.dataButtons = new Map()
    const gallery = h("div", { class: "gp-gallery", role: "group", "aria-label": "Data" })
    for (const [name, { title, about }] of Object.entries(SOURCES)) {
      const canvas = h("canvas", { width: 64, height: 64, "aria-hidden": "true" })
      const button = h("button", { type: "button", title: `${title}: ${about}`, "aria-label": title, "data-data": name, click: () => this.#set("data", name) }, canvas)
      this.dataButtons.set(name, button)
      gallery.append(button)
    }
    const digits = h("button", { type: "button", class: "gp-data-words", "data-data": "digits", title: "Handwritten digits, 8x8", click: () => this.start(READY.find(({ name }) => name === `digits-${this.settings.family}`) ?? READY[0]) }, "Digits 8x8")
    this.dataButtons.set("digits", digits)
    const draw = h("button", { type: "button", class: "gp-data-words", "data-data": "drawn", title: "Draw your own points with mouse, finger or pen", click: () => this.#draw(!this.spray?.on) }, icon("pen"), "Draw")
    this.dataButtons.set("drawn", draw)
    const table = h("button", { type: "button", class: "gp-data-words", "data-data": "table", "aria-expanded": "false", title: "Paste or drop a table of points", click: () => this.#tableOpen(this.tablePart.hidden) }, icon("table"), "Table")
    this.dataButtons.set("table", table)
    gallery.append(digits, draw, table)
    const text = h("textarea", { rows: 4, placeholder: "x, y\n1.5, 2.5\n…", "aria-label": "Points, one line each: x, y" })
    const file = h("input", { type: "file", accept: ".csv,.tsv,.txt,text/plain,text/csv", "aria-label": "A file of points" })
    file.addEventListener("change", async () => {
      const chosen = file.files?.[0]
      if (chosen) this.#table(await chosen.text())
      file.value = ""
    })
    this.tablePart = h("div", { class: "gp-table", hidden: true }, text, h("div", { class: "gp-buttons" }, h("button", { type: "button", click: () => this.#table(text.value) }, "Use these points"), file))
    this.root.addEventListener("dragover", (event) => event.preventDefault())
    this.root.addEventListener("drop", async (event) => {
      event.preventDefault()
      const dropped = event.dataTransfer?.files?.[0]
      if (dropped) this.#table(await dropped.text())
    })
    this.drawPart = h(
      "div",
      { class: "gp-buttons gp-drawing", hidden: true },
      h("button", { type: "button", class: "gp-primary", click: () => this.#drawn() }, "Train on it"),
      h("button", { type: "button", click: () => this.#clear() }, "Clear"),
      h("button", { type: "button", click: () => this.#draw(false) }, "Cancel"),
    )
    this.seedInput = h("input", { id: "gp-seed", type: "number", min: 0, max: 999999, step: 1, title: FIELD.seed.help })
    this.seedInput.addEventListener("change", () => {
      const value = checked(FIELD.seed, this.seedInput.value)
      if (value === null) this.seedInput.value = String(this.settings.seed)
      else this.#set("seed", value)
    })
    const seed = h("div", { class: "gp-row" }, h("label", { for: "gp-seed" }, "Seed"), this.seedInput)
    return h("div", { class: "gp-data" }, h("h2", {}, "Data"), gallery, this.drawPart, this.tablePart, this.#hidden("seed") ? "" : seed)
  }

  #share() {
    const say = h("input", { type: "text", maxlength: 300, placeholder: "A task for your class (optional)", "aria-label": "A task for your class" })
    const parts = [["data", "Data"], ["ready", "Ready-made games"], ["break", "Break it"], ["compare", "Two games"], ["game", "Game"], ["penalties", "Penalties"], ["networks", "Networks"], ["optimiser", "Optimiser"], ["layers", "Layers"], ["graph", "Overview"], ["charts", "Curves"], ["share", "This"]]
    const boxes = parts.map(([name, title]) => ({ name, box: h("input", { type: "checkbox", "data-hide": name }), title }))
    const address = h("input", { type: "text", readonly: true, class: "gp-address", "aria-label": "The link" })
    const copy = async () => {
      const lesson = { ...this.#lessonNow(), say: say.value.trim(), hide: boxes.filter(({ box }) => box.checked).map(({ name }) => name) }
      address.value = `${location.href.split("#")[0]}#${toHash(lesson)}`
      address.hidden = false
      address.select()
      try {
        await navigator.clipboard.writeText(address.value)
        this.#say("The link is copied. Whoever opens it has this very game: settings, seed, layers and drawn data.")
      } catch {
        this.#say("Here is the link: copy it from the field below.")
      }
    }
    address.hidden = true
    return h(
      "details",
      { class: "gp-share" },
      h("summary", {}, "Make a lesson: a link"),
      h("p", { class: "gp-quiet" }, "The link holds all settings, the seed, the layers and your drawn points. Tick what your class shall not see."),
      say,
      h("div", { class: "gp-hides" }, ...boxes.map(({ box, title }) => h("label", {}, box, title))),
      h("button", { type: "button", class: "gp-primary gp-copy", click: copy }, icon("link"), "Copy the link"),
      address,
    )
  }

  #lessonNow() {
    const layers = [...this.layers]
    const same = layers.length === START_LAYERS.length && START_LAYERS.every((name) => this.layers.has(name))
    return { ...this.lesson, settings: this.settings, other: this.other, points: this.points, layers: same ? null : layers, speed: this.speed === START_SPEED ? null : this.speed }
  }

  #reload() {
    const hash = location.hash.replace(/^#/, "")
    if (hash === this.written) return
    this.written = hash
    this.lesson = fromHash(hash)
    Object.assign(this, { settings: this.lesson.settings, other: this.lesson.other, points: this.lesson.points, speed: this.lesson.speed ?? START_SPEED, layers: new Set(this.lesson.layers ?? START_LAYERS) })
    this.views = []
    this.#build()
    this.#speed(this.speed)
    this.#open()
    if (!this.still.matches && this.lesson.play) this.play()
  }

  /** The address always tells what is shown. */
  #write() {
    if (this.given.address === false) return
    const hash = toHash(this.#lessonNow())
    this.written = hash
    try {
      history.replaceState(history.state, "", hash ? `#${hash}` : location.pathname + location.search)
    } catch {
      // A page from a file may not be allowed to; the link can still be copied.
    }
  }

  /** New networks from the seed. */
  #open() {
    this.#ask({ type: "open", games: this.games(), points: this.points })
    if (this.settings.data === "digits") this.#digits()
    this.#shown()
  }

  async #digits() {
    if (this.digitsSent) return
    this.digitsSent = true
    const packed = await this.given.digits()
    if (!packed || this.closed) {
      this.#say("The digits are not in this page.")
      return
    }
    this.worker.postMessage({ type: "digits", packed })
    this.#ask({ type: "open", games: this.games(), points: this.points })
    this.#look(true)
  }

  /** @param {object} request */
  #ask(request) {
    this.worker.postMessage(request)
  }

  /** Controls, buttons and the address follow what is set. */
  #shown() {
    const { settings } = this
    this.controls?.show(settings)
    if (this.familySelect) this.familySelect.value = String(settings.family)
    if (this.seedInput) this.seedInput.value = String(settings.seed)
    for (const [name, button] of this.dataButtons ?? []) button.setAttribute("aria-pressed", String(settings.data === name))
    this.compare?.show(this.settings, this.other)
    const digits = settings.data === "digits"
    for (const [name, , family] of LAYERS) {
      const button = this.layerButtons?.get(name)
      if (!button) continue
      button.setAttribute("aria-pressed", String(this.layers.has(name)))
      button.hidden = (family !== "" && family !== settings.family) || (digits ? name !== "codes" : name === "codes")
    }
    const vae = settings.family === "vae"
    if (this.stepButtons) for (const button of this.stepButtons.querySelectorAll("button")) button.hidden = vae && button.dataset.do !== "both"
    this.graph?.build(String(settings.family))
    this.#views()
    this.#legend()
    this.#write()
    this.dirty = true
  }

  #views() {
    const games = this.games()
    while (this.views.length > games.length) this.views.pop()?.remove()
    while (this.views.length < games.length) {
      const view = new GameView(this.views.length, { onDecode: (index, z) => this.#ask({ type: "decode", game: index, z }) })
      this.views.push(view)
      this.stages?.append(view.element)
      if (view.index === 0) {
        this.spray = new Spray(view.canvas, (x, y) => view.stage.toPlane(x, y), () => (this.dirty = true))
      }
    }
    this.root.dataset.games = String(games.length)
    games.forEach((settings, index) => {
      const title = this.other ? `${index ? "B" : "A"}: ${this.compare?.nameOf(index) ?? (index ? String(this.other.value) : String(this.settings[this.other.name]))}` : ""
      this.views[index].set(settings, title)
    })
    if (this.side && !this.#hidden("charts")) this.side.replaceChildren(...this.views.map((view) => view.charts))
  }

  #legend() {
    if (!this.legend) return
    const vae = this.settings.family === "vae"
    const digits = this.settings.data === "digits"
    const parts = digits
      ? [h("span", {}, vae ? "Every place of this map is a code; the digit there is what the decoder makes of it." : "Every place of this map is noise z; the digit there is what G makes of it.")]
      : [
          h("span", { class: "gp-key" }, h("i", { class: "gp-dot" }), "real"),
          h("span", { class: "gp-key" }, h("i", { class: "gp-diamond" }), vae ? "decoded" : "fake"),
          vae ? "" : h("span", { class: "gp-key" }, "D says fake", h("i", { class: "gp-scale" }), "D says real"),
        ]
    this.legend.replaceChildren(...parts)
  }

  /** @param {string} name @param {string | number} value */
  #set(name, value) {
    if (this.settings[name] === value) return
    this.settings = { ...this.settings, [name]: value }
    if (name === "family" && value === "vae" && this.settings.beta1 === 0.5) Object.assign(this.settings, { beta1: 0.9, lr: 0.003 })
    if (name === "family" && value === "gan" && this.settings.beta1 === 0.9) Object.assign(this.settings, { beta1: 0.5, lr: 0.001 })
    if (name === "objective" && value === "wasserstein" && !this.settings.gradient_penalty) this.#say("Without a gradient penalty nothing bounds this D: try 10 under Penalties on D.")
    else this.#say("")
    if (this.mend) this.mend.hidden = true
    if (this.other && this.other.name === name && this.other.value === value) this.other = null
    if (name === "data" && this.spray?.on) this.#draw(false)
    this.#changed(false)
  }

  /** @param {boolean} restart */
  #changed(restart) {
    const playing = this.playing
    this.#ask({ type: restart ? "open" : "set", games: this.games(), points: this.points })
    if (this.settings.data === "digits") this.#digits()
    this.#shown()
    if (playing) this.#ask({ type: "play" })
    this.#look(true)
  }

  /** A ready-made or a broken game. @param {Lesson} lesson */
  start(lesson) {
    this.#slowly(false)
    if (this.spray?.on) this.#draw(false)
    this.settings = { ...settingsOf(lesson), seed: this.settings.seed }
    this.other = null
    this.layers = new Set(lesson.layers ?? START_LAYERS)
    if (lesson.name === "thread" || lesson.name === "vae") this.layers.add("manifold")
    this.#changed(true)
    this.#say(lesson.words)
    this.play()
    if (!this.mend) return
    const { mend } = lesson
    this.mend.hidden = !mend
    if (!mend) return
    const button = h("button", { type: "button", class: "gp-primary", click: () => {
      this.settings = { ...this.settings, ...mend.change }
      this.#changed(false)
      this.#say(mend.words)
      if (this.mend) this.mend.hidden = true
      this.play()
    } }, mend.title)
    this.mend.replaceChildren(h("span", {}, "Remedy:"), button)
  }

  /** Train on. */
  play() {
    this.#stopRewind()
    this.playing = true
    if (this.slow) this.slow.since = performance.now()
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

  toggle() {
    if (this.playing) this.pause()
    else this.play()
  }

  #playShown() {
    this.root.dataset.playing = String(this.playing)
    this.playButton?.replaceChildren(icon(this.playing ? "pause" : "play"), h("span", {}, this.playing ? "Pause" : "Play"))
  }

  /** Back to the first weights. */
  reset() {
    const playing = this.playing
    if (this.slow) this.slow = { at: 0, since: performance.now() }
    this.#ask({ type: "pause" })
    this.#open()
    if (playing && !this.slow) this.#ask({ type: "play" })
    this.#look(true)
  }

  /** One update. @param {"d" | "g" | "both"} part */
  one(part) {
    this.#slowly(false)
    this.playing = false
    this.#ask({ type: "do", part })
    this.#playShown()
    this.#look(true)
  }

  /** @param {number} value */
  #speed(value) {
    this.speed = value
    if (this.speedSelect) this.speedSelect.value = String(value)
    this.#ask({ type: "speed", value })
    this.#write()
  }

  /** @param {boolean} on */
  #slowly(on) {
    if (Boolean(this.slow) === on) return
    this.slow = on ? { at: 0, since: performance.now() } : null
    this.slowButton?.setAttribute("aria-pressed", String(on))
    this.#ask({ type: "pause" })
    if (this.told) this.told.hidden = !on
    if (on) {
      this.playing = true
      this.#tell()
    } else {
      this.graph?.light(null)
      if (this.playing) this.#ask({ type: "play" })
    }
    this.#playShown()
  }

  /** The sentence of the present move. */
  #tell() {
    if (!this.slow || !this.told) return
    const list = moves(this.settings)
    const { words, lit } = list[this.slow.at % list.length]
    this.told.textContent = `${(this.slow.at % list.length) + 1} of ${list.length}. ${words}`
    this.graph?.light(lit)
  }

  #nextMove() {
    if (!this.slow) return
    const list = moves(this.settings)
    const { act } = list[this.slow.at % list.length]
    if (act) {
      this.#ask({ type: "do", part: act })
      this.#look(true)
    }
    this.slow = { at: (this.slow.at + 1) % list.length, since: performance.now() }
    this.#tell()
  }

  /** @param {number} index */
  #seek(index) {
    this.#slowly(false)
    this.playing = false
    this.#ask({ type: "seek", index })
    this.#playShown()
    this.#look(true)
  }

  #rewind() {
    if (this.rewinding) return this.#stopRewind()
    if (!this.time) return
    this.#slowly(false)
    this.rewinding = { index: this.time.seeking ?? this.time.moments.length, since: 0 }
    this.rewindButton?.setAttribute("aria-pressed", "true")
  }

  #stopRewind() {
    this.rewinding = null
    this.rewindButton?.setAttribute("aria-pressed", "false")
  }

  /** @param {string} name */
  #layer(name) {
    if (!this.layers.delete(name)) this.layers.add(name)
    if (name === "best" && this.layers.has("best")) {
      this.#say("The optimal D is p / (p + q): how real a point is when p is the density of the data and q that of the fakes, both smoothed. The nearer the fakes are to the data, the paler it gets.")
    } else if (name === "slope" && this.layers.has("slope")) {
      this.layers.add("arrows")
      this.#say("The arrows now show where D rises fastest, whatever the loss. Switch it off to see where the loss of G really pulls.")
    } else this.#say("")
    this.#shown()
    this.#look(true)
  }

  /** @param {boolean} on */
  #morphTo(on) {
    this.morphing = on
    const box = this.graph?.boxes.get("G")?.button
    box?.setAttribute("aria-pressed", String(on))
    if (this.still.matches) this.morph = on ? 1 : 0
    this.morphSince = performance.now()
    this.#look(true)
    this.dirty = true
  }

  /** @param {boolean} open */
  #tableOpen(open) {
    this.tablePart.hidden = !open
    this.dataButtons?.get("table")?.setAttribute("aria-expanded", String(open))
    if (open) this.tablePart.querySelector("textarea")?.focus()
  }

  /** @param {string} text */
  #table(text) {
    const found = readTable(text)
    if ("problem" in found) return this.#say(found.problem)
    this.#own("table", found.points)
    this.#say(`${found.rows.toLocaleString("en")} points, moved and scaled into the view${found.skipped ? `; ${found.skipped} lines without two numbers are left out` : ""}.`)
    this.#tableOpen(false)
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
    if (!this.spray || !this.drawPart) return
    if (on && this.settings.data === "digits") this.start(READY[0])
    if (on) this.pause()
    this.spray.turn(on, this.settings.data === "drawn" ? this.points : null)
    this.drawPart.hidden = !on
    this.root.dataset.drawing = String(on)
    this.dataButtons?.get("drawn")?.setAttribute("aria-pressed", String(on || this.settings.data === "drawn"))
    this.#say(on ? "Draw on the plane with mouse, finger or pen; with the keyboard: arrow keys move, Space sprays." : "")
    if (on) this.views[0]?.canvas.focus({ preventScroll: true })
    this.dirty = true
  }

  #clear() {
    if (!this.spray) return
    this.spray.points = []
    this.dirty = true
  }

  #drawn() {
    const points = this.spray?.taken()
    if (!points) return this.#say("Draw at least a few points first.")
    this.#draw(false)
    this.#own("drawn", points)
  }

  /** @param {string} words */
  #say(words) {
    if (!this.message) return
    this.message.textContent = words
    this.message.hidden = !words
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const target = /** @type {HTMLElement} */ (event.target)
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (target.closest("input, select, textarea, summary")) return
    const does = { p: () => this.toggle(), r: () => this.reset(), d: () => this.one("d"), g: () => this.one("g"), b: () => this.one("both") }[event.key]
    if (!does) return
    event.preventDefault()
    does()
  }

  /** What the worker says. @param {any} message */
  #told(message) {
    if (message.type === "opened") {
      message.games.forEach((/** @type {any} */ opened, /** @type {number} */ index) => this.views[index]?.open(opened))
      this.#look(true)
    } else if (message.type === "frame") {
      this.waiting = false
      if (message.games.length !== this.views.length) return this.#look(true)
      const { step, moments, seeking, broken } = message
      this.time = { step, moments, seeking }
      message.games.forEach((/** @type {any} */ game, /** @type {number} */ index) => this.views[index].see(game, { step, broken, rate: message.rate, last: Math.max(step, moments[moments.length - 1] ?? 0) }))
      if (broken && this.playing) {
        this.playing = false
        this.#playShown()
      }
      this.#timeShown()
      if (this.again) {
        this.again = false
        this.#look(true)
      }
    } else if (message.type === "decoded") this.views[message.game]?.decoded(message.z, message.picture)
    this.dirty = true
  }

  #timeShown() {
    if (!this.time || !this.slider) return
    const { step, moments, seeking } = this.time
    this.slider.max = String(Math.max(0, moments.length - 1))
    this.slider.value = String(seeking ?? moments.length - 1)
    this.slider.setAttribute("aria-valuetext", `step ${step}`)
    const words = `Step ${step.toLocaleString("en")}`
    if (this.stepCount && this.stepCount.textContent !== words) this.stepCount.textContent = words
    if (this.timeWords) this.timeWords.textContent = seeking === null ? "" : `Back at step ${step.toLocaleString("en")}: Play goes on from here`
  }

  /** Ask for a look, unless one is on its way. @param {boolean} [again] ask once more when it has come */
  #look(again = false) {
    if (this.waiting) {
      this.again ||= again
      return
    }
    this.waiting = true
    this.lastAsked = performance.now()
    const layers = [...this.layers]
    if (this.morphing || this.morph) layers.push("manifold")
    if (!this.#hidden("graph")) layers.push("heat", "manifold")
    this.#ask({ type: "look", layers })
  }

  /** One picture. */
  #frame() {
    if (this.closed) return
    this.handle = requestAnimationFrame(this.frame)
    const now = performance.now()
    if (this.slow && this.playing && now - this.slow.since > MOVE_MS) this.#nextMove()
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
    if (this.playing && !this.slow && !this.waiting && now - this.lastAsked >= LOOK_EVERY_MS) this.#look()
    if (!this.still.matches) {
      const goal = this.morphing ? 0.5 - 0.5 * Math.cos(((now - (this.morphSince ?? now)) / 2000) * 2 * Math.PI) : 0
      if (this.morphing || this.morph) {
        this.morph = this.morphing ? goal : Math.max(0, this.morph - 0.06)
        this.dirty = true
      }
    }
    if (!this.dirty && !this.playing) return
    this.dirty = false
    this.frames++
    if (this.frames % 30 === 1) this.theme = readTheme(this.root)
    this.#drawGallery()
    const drawing = this.spray?.on ? this.spray : null
    for (const view of this.views) {
      view.draw({ now, theme: this.theme, layers: this.layers, morph: this.morph, drawing: view.index === 0 ? drawing : null, still: this.still.matches })
      if (view.moving(now)) this.dirty = true
    }
    const first = this.views[0]
    if (first?.scene && this.frames % 2 === 0 && this.graph) this.graph.draw(first.scene, first.values, this.theme)
    else this.dirty = true
    this.root.dataset.frames = String(this.frames)
    this.root.dataset.step = String(this.time?.step ?? 0)
  }

  /** The small pictures of the data, once a theme. */
  #drawGallery() {
    if (!this.dataButtons || this.galleryTheme === this.theme) return
    this.galleryTheme = this.theme
    for (const [name, button] of this.dataButtons) {
      const canvas = button.querySelector("canvas")
      const c = canvas?.getContext("2d")
      if (!c || !(name in SOURCES)) continue
      c.clearRect(0, 0, 64, 64)
      c.fillStyle = this.theme.real
      const { values } = madeData(name, 160)
      for (let i = 0; i < values.length; i += 2) c.fillRect(32 * (values[i] / VIEW + 1) - 1, 32 * (1 - values[i + 1] / VIEW) - 1, 2, 2)
    }
  }
}

