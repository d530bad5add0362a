// A wall of pictures to mark. A click is drawn here at once and told to Python after; what Python sends is in ui/lab/wall.py.
const memory = new Memory(24)
const LEAST = 44
const GAP = 8
const UNSEEN = 20

class Wall {
  constructor() {
    this.data = {}
    this.marks = []
    this.cells = []
    this.at = 0
    this.active = ""
    this.chooser = element("div", { class: "gw-chooser", role: "group", "aria-label": "What a click does" })
    this.note = element("span", { class: "gw-note", role: "status" })
    this.clear = element("button", { type: "button", class: "gp-quiet", onclick: () => this.clear.ariaDisabled || this.change([]) }, "Clear")
    this.clear.title = "Takes all marks away"
    this.head = element("div", { class: "gw-head" }, this.chooser, this.note, this.clear)
    this.grid = element("div", { class: "gw-grid", role: "group" })
    this.grid.onkeydown = (event) => this.key(event)
    this.node = element("div", { class: "gan-part gan-wall" }, this.head, this.grid)
    this.observer = new ResizeObserver(() => this.fit())
    this.observer.observe(this.grid)
  }

  update(data, report) {
    this.report = report
    const before = this.data
    this.data = { kinds: [], marks: [], count: 0, size: [1, 1], columns: 8, cell: 72, ...data }
    this.locked = Boolean(this.data.disabled || this.data.truth)
    this.kind = Object.fromEntries(this.data.kinds.map((kind) => [kind.name, kind]))
    if (this.data.count !== before.count || String(this.data.size) !== String(before.size)) this.build()
    if (this.data.sprite !== before.sprite) this.paint(this.data.sprite)
    if (JSON.stringify(this.data.kinds) !== JSON.stringify(before.kinds)) this.choose()
    if (this.data.version !== before.version || this.data.id !== before.id) this.adopt()
    this.fit()
    this.draw()
  }

  // The marks to go on with: those of before, if this is the same wall mounted anew, or if Python only hands back what
  // it was told while the user went on clicking; else those that Python sends.
  adopt() {
    const { id, pictures, version, known } = this.data
    const sent = this.data.marks
    const kept = memory.get(id)
    const echo = kept?.pictures === pictures ? kept.told.lastIndexOf(JSON.stringify(sent)) : -1
    this.marks = kept && (kept.version === version || echo >= 0) ? kept.marks : sent
    const told = echo >= 0 ? kept.told.slice(echo + 1) : []
    this.kept = memory.set(id, { pictures, version, marks: this.marks, told })
    const lost = known && kept?.version !== version
    if (lost || (!known && JSON.stringify(this.marks) !== JSON.stringify(sent))) this.tell()
    this.refused = false
  }

  tell() {
    const marks = this.marks
    this.kept.marks = marks
    this.kept.told = [...this.kept.told, JSON.stringify(marks)].slice(-UNSEEN)
    this.report?.("marks", { version: this.data.version, marks })
  }

  change(marks) {
    this.marks = marks
    this.kept.marks = marks
    this.refused = false
    this.draw()
    clearTimeout(this.soon)
    this.soon = setTimeout(() => this.tell(), 0) // the picture first
  }

  press(index, forced) {
    const { kinds, maximum } = this.data
    const name = this.named(index)
    const others = this.marks.filter(([each]) => each !== index)
    let next = forced ?? this.next(name)
    if (forced === undefined && next === name) next = ""
    if (this.locked || !kinds.length || next === name) return
    if (next && !name && maximum > 1 && this.marks.length >= maximum) {
      this.refused = true
      return this.draw()
    }
    this.change(next ? [...(maximum === 1 ? [] : others), [index, next]] : others)
  }

  next(name) {
    if (this.active) return this.active
    const names = ["", ...this.data.kinds.map((kind) => kind.name)]
    return names[(names.indexOf(name) + 1) % names.length]
  }

  named(index) {
    return this.marks.find(([each]) => each === index)?.[1] ?? ""
  }

  words(index) {
    const kind = this.kind[this.named(index)]
    if (!kind) return this.data.unmarked
    return kind.symbol ? kind.label : `marked ${this.marks.findIndex(([each]) => each === index) + 1}`
  }

  build() {
    const { count, size } = this.data
    this.cells = Array.from({ length: count }, (_, index) => {
      const canvas = element("canvas", { width: size[1], height: size[0] })
      const badge = element("span", { class: "gw-badge" })
      const caption = element("span", { class: "gw-caption" })
      const button = element("button", { type: "button", class: "gw-cell" }, element("span", { class: "gw-picture" }, canvas, badge), caption)
      button.onclick = (event) => {
        this.rove(index)
        this.press(index, event.shiftKey ? "" : undefined)
      }
      return { button, canvas, badge, caption }
    })
    this.at = Math.min(this.at, Math.max(0, count - 1))
    this.grid.replaceChildren(...this.cells.map((cell) => cell.button))
    this.width = 0
  }

  async paint(address) {
    const image = await picture(address).catch(() => null)
    if (!image || address !== this.data.sprite) return // a newer one is on its way
    const [height, width] = this.data.size
    const columns = Math.max(1, Math.round(image.naturalWidth / width))
    this.cells.forEach(({ canvas }, index) => {
      const left = (index % columns) * width
      canvas.getContext("2d").drawImage(image, left, Math.floor(index / columns) * height, width, height, 0, 0, width, height)
    })
  }

  choose() {
    const { kinds } = this.data
    const choice = (name, label, title) => {
      const button = element("button", { type: "button", class: "gw-choice", title, onclick: () => this.activate(name) })
      const kind = this.kind[name]
      if (kind?.symbol) button.append(element("b", { "data-tone": kind.tone, "aria-hidden": "true" }, kind.symbol))
      button.append(label[0].toUpperCase() + label.slice(1))
      return { name, button }
    }
    const all = kinds.map((kind) => choice(kind.name, kind.label, `A click marks as ${kind.label}, or takes that mark off`))
    const order = [...kinds.map((kind) => kind.label), "none"].join(", ")
    this.choices = kinds.length > 1 ? [choice("", "In turn", `Each click goes on: ${order}`), ...all] : []
    this.chooser.replaceChildren(...this.choices.map((each) => each.button))
    if (!this.kind[this.active]) this.active = ""
  }

  activate(name) {
    this.active = name
    this.draw()
  }

  draw() {
    const { captions, truth, unmarked } = this.data
    set(this.grid, "aria-label", this.data.label ?? "Pictures")
    for (const { name, button } of this.choices ?? []) set(button, "aria-pressed", name === this.active)
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
    if (this.refused) return `${maximum} are ${kinds.length > 1 ? "marked" : kinds[0].label}. Click one of them to take it off.`
    if (maximum && kinds.length === 1) return `${counts[0][0]} of ${maximum} ${kinds[0].label}`
    return counts.filter(([number]) => number).map((each) => each.join(" ")).join(", ") || "None marked yet"
  }

  drawCell({ button, badge, caption }, index) {
    const { captions, truth, unmarked } = this.data
    const name = this.named(index)
    const kind = this.kind[name]
    const right = truth ? truth[index] === name : null
    const really = truth && (this.kind[truth[index]]?.label ?? unmarked)
    const order = this.marks.findIndex(([each]) => each === index) + 1
    set(button, "data-tone", kind ? kind.tone : null)
    set(button, "data-verdict", right === null ? null : right ? "right" : "wrong")
    set(button, "aria-pressed", Boolean(kind))
    set(button, "aria-disabled", this.locked ? "true" : null)
    set(button, "tabindex", index === this.at ? 0 : -1)
    say(badge, right === null ? (kind ? kind.symbol || String(order) : "") : right ? "✓" : "✗")
    badge.hidden = !kind && right === null
    say(caption, really ? really : (captions?.[index] ?? ""))
    const verdict = right === null ? "" : `; it is ${really}, ${right ? "right" : "wrong"}`
    const parts = [`Picture ${index + 1}`, captions?.[index], this.words(index)].filter(Boolean)
    set(button, "aria-label", parts.join(", ") + verdict)
  }

  // Whole multiples of the picture's own pixels where they fit: every pixel is then as large as its neighbour.
  fit() {
    const room = this.grid.clientWidth
    const ratio = devicePixelRatio || 1
    const { columns, cell, size, count } = this.data
    if (!room || !count || (room === this.width && ratio === this.ratio && columns === this.asked && cell === this.most)) return
    Object.assign(this, { width: room, ratio, asked: columns, most: cell })
    const pixel = size[1] / ratio
    const whole = Math.ceil(LEAST / pixel) * pixel
    const least = whole <= cell ? whole : Math.min(LEAST, cell)
    this.columns = clamp(Math.floor((room + GAP) / (least + GAP)), 1, columns)
    const side = Math.min(cell, (room - GAP * (this.columns - 1)) / this.columns)
    const shown = whole <= cell && side >= pixel ? Math.floor(side / pixel + 1e-6) * pixel : Math.floor(side)
    this.grid.style.setProperty("--side", `${shown}px`)
    this.grid.style.setProperty("--columns", this.columns)
    this.node.style.setProperty("--wide", `${this.columns * (shown + GAP) - GAP}px`)
    this.node.classList.toggle("gw-soft", shown < pixel)
  }

  rove(index) {
    set(this.cells[this.at].button, "tabindex", -1)
    this.at = index
    set(this.cells[index].button, "tabindex", 0)
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const last = this.cells.length - 1
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.columns, ArrowUp: -this.columns, Home: -last, End: last }
    const kind = this.data.kinds?.find((each) => each.symbol && (event.key === each.symbol || (event.key === "-" && each.symbol === "−")))
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

  destroy() {
    clearTimeout(this.soon)
    this.observer.disconnect()
    this.node.remove()
  }
}

export default function (component) {
  return mount(component, Wall)
}
