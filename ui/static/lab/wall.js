// A wall of pictures to mark. A click is drawn here at once and told to Python after; what Python sends is in ui/lab/wall.py.
import { button, element, off, press, say, set } from "../../../gan_core/web/dom.js"
import { clamp } from "../../../gan_core/web/numbers.js"
import { decoded, pen } from "../../../gan_core/web/pixels.js"
import { Memory } from "./memory.js"
import { GAP, fitted } from "./wall_fit.js"

/** @import { Component, Mounted } from "../mount.js" */
/** @typedef {{ name: string, label: string, symbol: string, tone: string }} Kind */
/** @typedef {[number, string]} Mark that a picture is marked as a kind */
/**
 * @typedef {Object} Data
 * @property {string} id
 * @property {string} sprite the address of all pictures in one
 * @property {number} count
 * @property {[number, number]} size height and width of a picture
 * @property {string} pictures names what the pictures stand for
 * @property {string} version
 * @property {Mark[]} marks
 * @property {boolean} known
 * @property {Kind[]} kinds
 * @property {string} label
 * @property {number} columns
 * @property {number} cell
 * @property {number | null} maximum
 * @property {string[] | null} captions
 * @property {string} unmarked
 * @property {string[] | null} truth
 * @property {boolean} disabled
 */
/** @typedef {{ button: HTMLButtonElement, canvas: HTMLCanvasElement, badge: HTMLElement, caption: HTMLElement }} Cell */
/** @typedef {{ pictures: string, version: string, marks: Mark[], told: string[] }} Kept */

/** @type {Memory<Kept>} */
const memory = new Memory(24)
const UNSEEN = 20

class Wall {
  /** @type {Mark[]} */
  marks = []
  /** @type {Cell[]} */
  cells = []
  /** @type {{ name: string, button: HTMLButtonElement }[]} */
  choices = []
  at = 0 // the cell that keys act on
  active = "" // the kind that a click sets; "" goes through them in turn
  refused = false
  columns = 1
  fitted = "" // to which room and sizes
  soon = 0
  chooser = element("div", { class: "gw-chooser", role: "group", "aria-label": "What a click does" })
  note = element("span", { class: "gw-note", role: "status" })
  clear = button("Clear", () => this.clear.ariaDisabled || this.change([]), "Removes all marks")
  grid = element("div", { class: "gw-grid", role: "group" })
  node = element("div", { class: "gan-part gan-wall" })
  observer = new ResizeObserver(() => this.fit())

  /** @param {Component<Data>} component */
  constructor({ data, setStateValue }) {
    this.data = data
    this.report = setStateValue
    this.clear.className = "gp-quiet"
    this.node.append(element("div", { class: "gw-head" }, this.chooser, this.note, this.clear), this.grid)
    this.grid.onkeydown = (event) => this.key(event)
    this.kept = this.adopted()
    this.show()
    this.observer.observe(this.grid)
  }

  /** @param {Component<Data>} component */
  update({ data, setStateValue }) {
    const before = this.data
    this.report = setStateValue
    this.data = data
    this.show(before)
  }

  /** @param {Partial<Data>} before */
  show(before = {}) {
    const { data } = this
    if (data.count !== before.count || String(data.size) !== String(before.size)) this.build()
    if (data.sprite !== before.sprite) this.paint(data.sprite)
    if (JSON.stringify(data.kinds) !== JSON.stringify(before.kinds)) this.choose()
    if (before.id !== undefined && (data.version !== before.version || data.id !== before.id)) this.kept = this.adopted()
    this.fit()
    this.draw()
  }

  get locked() {
    return Boolean(this.data.disabled || this.data.truth)
  }

  /** @param {string} name */
  kind(name) {
    return this.data.kinds.find((kind) => kind.name === name)
  }

  /**
   * The marks to go on with: those of before, if this is the same wall mounted anew, or if Python only hands back what
   * it was told while the user went on clicking; else those that Python sends.
   */
  adopted() {
    const { id, pictures, version, known, marks: sent } = this.data
    const kept = memory.get(id)
    const echo = kept && kept.pictures === pictures ? kept.told.lastIndexOf(JSON.stringify(sent)) : -1
    this.marks = kept && (kept.version === version || echo >= 0) ? kept.marks : sent
    const told = kept && echo >= 0 ? kept.told.slice(echo + 1) : []
    const now = memory.set(id, { pictures, version, marks: this.marks, told })
    const lost = known && kept?.version !== version
    if (lost || (!known && JSON.stringify(this.marks) !== JSON.stringify(sent))) this.tell(now)
    this.refused = false
    return now
  }

  tell(kept = this.kept) {
    const marks = this.marks
    kept.marks = marks
    kept.told = [...kept.told, JSON.stringify(marks)].slice(-UNSEEN)
    this.report("marks", { version: this.data.version, marks })
  }

  /** @param {Mark[]} marks */
  change(marks) {
    this.marks = marks
    this.kept.marks = marks
    this.refused = false
    this.draw()
    clearTimeout(this.soon)
    this.soon = setTimeout(() => this.tell(), 0) // the picture first
  }

  /**
   * Mark a picture: as the next kind, or as `forced`.
   * @param {number} index
   * @param {string} [forced]
   */
  press(index, forced) {
    const { kinds, maximum } = this.data
    const name = this.named(index)
    const others = this.marks.filter(([each]) => each !== index)
    let next = forced ?? this.next(name)
    if (forced === undefined && next === name) next = ""
    if (this.locked || !kinds.length || next === name) return
    if (next && !name && maximum !== null && maximum > 1 && this.marks.length >= maximum) {
      this.refused = true
      return this.draw()
    }
    this.change(next ? [...(maximum === 1 ? [] : others), [index, next]] : others)
  }

  /**
   * The kind that a click gives to a picture that is marked as `name`.
   * @param {string} name
   */
  next(name) {
    if (this.active) return this.active
    const names = ["", ...this.data.kinds.map((kind) => kind.name)]
    return names[(names.indexOf(name) + 1) % names.length]
  }

  /** @param {number} index */
  named(index) {
    return this.marks.find(([each]) => each === index)?.[1] ?? ""
  }

  /** @param {number} index */
  words(index) {
    const kind = this.kind(this.named(index))
    if (!kind) return this.data.unmarked
    return kind.symbol ? kind.label : `marked ${this.marks.findIndex(([each]) => each === index) + 1}`
  }

  build() {
    const { count, size } = this.data
    this.cells = Array.from({ length: count }, (_, index) => {
      const canvas = element("canvas", { width: size[1], height: size[0] })
      const badge = element("span", { class: "gw-badge" })
      const caption = element("span", { class: "gw-caption" })
      const cell = button("", (event) => {
        this.rove(index)
        this.press(index, event.shiftKey ? "" : undefined)
      })
      cell.className = "gw-cell"
      cell.append(element("span", { class: "gw-picture" }, canvas, badge), caption)
      return { button: cell, canvas, badge, caption }
    })
    this.at = clamp(this.at, 0, count - 1)
    this.grid.replaceChildren(...this.cells.map((cell) => cell.button))
    this.fitted = ""
  }

  /** @param {string} address */
  async paint(address) {
    const image = await decoded(address).catch(() => null)
    if (!image || address !== this.data.sprite) return // a newer one is on its way
    const [height, width] = this.data.size
    const columns = Math.max(1, Math.round(image.naturalWidth / width))
    this.cells.forEach(({ canvas }, index) => {
      const left = (index % columns) * width
      pen(canvas).drawImage(image, left, Math.floor(index / columns) * height, width, height, 0, 0, width, height)
    })
  }

  choose() {
    const { kinds } = this.data
    /**
     * @param {string} name
     * @param {string} label
     * @param {string} title
     */
    const choice = (name, label, title) => {
      const made = button("", () => this.activate(name), title), kind = this.kind(name)
      made.className = "gw-choice"
      if (kind?.symbol) made.append(element("b", { "data-tone": kind.tone, "aria-hidden": "true" }, kind.symbol))
      made.append(label[0].toUpperCase() + label.slice(1))
      return { name, button: made }
    }
    const all = kinds.map((kind) => choice(kind.name, kind.label, `A click marks as ${kind.label}, or removes that mark`))
    const order = [...kinds.map((kind) => kind.label), "none"].join(", ")
    this.choices = kinds.length > 1 ? [choice("", "In turn", `Each click advances: ${order}`), ...all] : []
    this.chooser.replaceChildren(...this.choices.map((each) => each.button))
    if (!this.kind(this.active)) this.active = ""
  }

  /** @param {string} name */
  activate(name) {
    this.active = name
    this.draw()
  }

  draw() {
    const { captions, truth, unmarked } = this.data
    set(this.grid, "aria-label", this.data.label)
    for (const { name, button } of this.choices) press(button, name === this.active)
    this.node.classList.toggle("gw-locked", this.locked)
    this.node.classList.toggle("gw-captioned", Boolean(captions || unmarked))
    this.cells.forEach((cell, index) => this.drawCell(cell, index))
    this.clear.hidden = Boolean(truth)
    off(this.clear, this.locked || !this.marks.length)
    say(this.note, this.summary())
    set(this.note, "data-full", this.refused ? "true" : null)
  }

  summary() {
    const { kinds, maximum, truth, count } = this.data
    if (truth) return `${truth.filter((each, index) => each === this.named(index)).length} of ${count} right`
    const counts = kinds.map((kind) => [this.marks.filter((mark) => mark[1] === kind.name).length, kind.label])
    if (this.refused) return `${maximum} are ${kinds.length > 1 ? "marked" : kinds[0].label}. Click one of them to remove its mark.`
    if (maximum && kinds.length === 1) return `${counts[0][0]} of ${maximum} ${kinds[0].label}`
    return counts.filter(([number]) => number).map((each) => each.join(" ")).join(", ") || "None marked yet"
  }

  /**
   * @param {Cell} cell
   * @param {number} index
   */
  drawCell({ button, badge, caption }, index) {
    const { captions, truth, unmarked } = this.data
    const name = this.named(index)
    const kind = this.kind(name)
    const right = truth ? truth[index] === name : null
    const really = truth && (this.kind(truth[index])?.label ?? unmarked)
    const order = this.marks.findIndex(([each]) => each === index) + 1
    set(button, "data-tone", kind ? kind.tone : null)
    set(button, "data-verdict", right === null ? null : right ? "right" : "wrong")
    press(button, Boolean(kind))
    set(button, "aria-disabled", this.locked ? "true" : null)
    set(button, "tabindex", index === this.at ? 0 : -1)
    say(badge, right === null ? (kind ? kind.symbol || String(order) : "") : right ? "✓" : "✗")
    badge.hidden = !kind && right === null
    say(caption, really ? really : (captions?.[index] ?? ""))
    const verdict = right === null ? "" : `; it is ${really}, ${right ? "right" : "wrong"}`
    const parts = [`Picture ${index + 1}`, captions?.[index], this.words(index)].filter(Boolean)
    set(button, "aria-label", parts.join(", ") + verdict)
  }

  /** As large as there is room for, where that changed. */
  fit() {
    const room = this.grid.clientWidth
    const ratio = devicePixelRatio || 1
    const { columns, cell, size, count } = this.data
    const wanted = String([room, ratio, columns, cell])
    if (!room || !count || wanted === this.fitted) return
    this.fitted = wanted
    const found = fitted(room, size[1], ratio, cell, columns)
    this.columns = found.columns
    this.grid.style.setProperty("--side", `${found.side}px`)
    this.grid.style.setProperty("--columns", String(found.columns))
    this.node.style.setProperty("--wide", `${found.columns * (found.side + GAP) - GAP}px`)
    this.node.classList.toggle("gw-soft", found.soft)
  }

  /** @param {number} index */
  rove(index) {
    set(this.cells[this.at].button, "tabindex", -1)
    this.at = index
    set(this.cells[index].button, "tabindex", 0)
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const last = this.cells.length - 1
    /** @type {Record<string, number>} */
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.columns, ArrowUp: -this.columns, Home: -last, End: last }
    const kind = this.data.kinds.find((each) => each.symbol && (event.key === each.symbol || (event.key === "-" && each.symbol === "−")))
    if (event.key in steps) {
      const to = event.key === "Home" || event.key === "End" ? clamp(this.at + steps[event.key], 0, last) : this.at + steps[event.key]
      if (to >= 0 && to <= last) {
        this.rove(to)
        this.cells[to].button.focus()
      }
    } else if (kind) this.press(this.at, kind.name)
    else if (event.key === "Delete" || event.key === "Backspace") this.press(this.at, "")
    else return
    event.preventDefault()
  }

  close() {
    clearTimeout(this.soon)
    this.observer.disconnect()
    this.node.remove()
  }
}

/**
 * @param {Element} parent
 * @param {Component<Data>} component
 * @returns {Mounted<Data>}
 */
export function mount(parent, component) {
  const wall = new Wall(component)
  parent.append(wall.node)
  wall.fit()
  return wall
}
