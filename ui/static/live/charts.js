// The curves, drawn by Plotly in place. Only the open tab is drawn; zoom, hidden curves and hover outlive an update.
import { GROUPS, PERCENT, describe, ofPoints } from "./curves.js"
import { element, say, value } from "./format.js"
import { paint } from "./plot.js"
import { curve, smooth, speed, withDetail } from "./series.js"

const STORE = "gan-live-charts"
const AXES = { step: "Steps", images: "Images", seconds: "Seconds" }

export class Charts {
  // `side` is the groups it shows. A chart that `follow`s another shares its axis and smoothing, and has no tools of its
  // own. Axis and smoothing are the visitor's habit and hold for all runs; the open tab belongs to this `run`. The demo,
  // which has no run, remembers nothing.
  constructor(series, askWindow, options) {
    this.series = series
    this.askWindow = askWindow
    this.side = options.side
    this.store = options.run ? STORE : ""
    this.tabStore = options.run ? `${STORE}-${options.side ?? "curves"}-${options.run}` : ""
    this.floor = null
    const { group, ...habits } = remembered(this.store, "localStorage")
    this.own = { axis: "step", smoothing: 30, log: false, group: options.side ?? "losses", ...habits, ...remembered(this.tabStore, "sessionStorage") }
    this.lead = options.follow
    this.hidden = new Set()
    this.detail = null
    this.drawn = ""
    this.tabs = element("div", { class: "gl-tabs", role: "tablist", "aria-label": "Curves" })
    this.legend = element("div", { class: "gl-legend" })
    this.plot = element("div", { class: "gl-plot" })
    this.empty = element("p", { class: "gl-quiet gl-empty" }, "The curves begin with the first steps.")
    this.about = element("p", { class: "gl-caption" })
    this.reset = element("button", { type: "button", class: "gl-live gl-reset", hidden: "" }, "Reset zoom")
    this.reset.onclick = () => this.resetZoom()
    this.node = element("section", { class: "gl-charts", "aria-label": options.side ? "Quality" : "Curves" },
      this.tabs, this.legend, element("div", { class: "gl-frame" }, this.plot, this.empty, this.reset), this.makeTools(), this.about)
    this.node.classList.toggle("gl-follows", Boolean(this.lead))
    if (options.compact) this.node.classList.add("gl-compact")
    this.observer = new ResizeObserver(() => this.draw(true))
    this.observer.observe(this.plot)
  }

  makeTools() {
    const smoothing = element("input", { type: "range", min: "0", max: "100", step: "5", value: String(this.choices.smoothing), "aria-label": "Smoothing" })
    smoothing.oninput = () => this.choose({ smoothing: Number(smoothing.value) })
    this.log = element("input", { type: "checkbox" })
    this.log.checked = this.choices.log
    this.log.onchange = () => this.choose({ log: this.log.checked })
    this.logLabel = element("label", { title: "Values at or below 0 have no place on a logarithmic axis and are left out." }, this.log, "Log")
    const axis = element("select", { "aria-label": "Horizontal axis" }, ...Object.entries(AXES).map(([name, words]) => element("option", { value: name }, words)))
    axis.value = this.choices.axis
    this.imagesOption = axis.options[1]
    axis.onchange = () => {
      this.detail = null
      this.choose({ axis: axis.value })
    }
    return element("div", { class: "gl-tools" },
      element("label", { title: "Moving average; the raw curve stays behind it, faint." }, "Smoothing", smoothing), this.logLabel, element("label", {}, "Over", axis))
  }

  get choices() {
    return this.lead ? { ...this.lead.choices, group: this.own.group } : this.own
  }

  choose(change) {
    Object.assign(this.own, change)
    const { group, ...habits } = this.own
    if (!this.lead) remember(this.store, "localStorage", habits)
    remember(this.tabStore, "sessionStorage", { group })
    this.draw(true)
    this.follower?.draw(true)
  }

  get group() {
    return this.groups().find((group) => group.id === this.choices.group) ?? this.groups()[0] ?? GROUPS[0]
  }

  groups() {
    const present = new Set(this.series.names.filter((name) => this.series.isLine(name)).map((name) => describe(name).group))
    if (this.series.step.length > 1) present.add("speed")
    const shown = GROUPS.filter((group) => present.has(group.id) && group.side === this.side)
    return this.series.points ? shown.map(ofPoints) : shown
  }

  curves(group) {
    const known = (group.id === "speed" ? ["speed"] : this.series.names.filter((name) => this.series.isLine(name))).map(describe)
    const found = known.filter((each) => each.group === group.id).sort((a, b) => order(a) - order(b))
    return this.series.points ? found.map(ofPoints) : found
  }

  update(theme) {
    const changed = this.theme?.key !== theme.key
    this.theme = theme
    this.draw(changed)
  }

  draw(force = false) {
    const group = this.group
    const key = `${this.series.changes} ${group.id}`
    if (!this.theme || (key === this.drawn && !force) || this.closed) return
    if (this.plot._dragging) return
    this.drawn = key
    this.drawTabs(group)
    if (this.series.points) say(this.imagesOption, "Points")
    say(this.about, "VAE/loss" in this.series.values && group.aboutVae || group.about)
    this.logLabel.hidden = !group.log
    const drawn = this.series.step.length > 1
    this.empty.hidden = drawn
    const series = withDetail(this.series, this.detail)
    const curves = this.curves(group).map((each) => ({ ...each, ...this.points(series, each.name) }))
    this.drawLegend(curves)
    const shown = curves.filter((each) => !this.hidden.has(each.name))
    if (drawn) paint(this, group, shown)
  }

  points(series, name) {
    const { axis, smoothing } = this.choices
    const points = name === "speed" ? speed(series, axis) : curve(series, name, axis)
    if (PERCENT.includes(name)) points.y = points.y.map((each) => each * 100)
    const span = this.detail ? this.detail.step.at(-1) - this.detail.step[0] : (series.step.at(-1) ?? 0) - (series.step[0] ?? 0)
    const halflife = (smoothing / 100) ** 2 * 0.1 * span
    const steady = name.endsWith("/lr") || ["VAE/beta", "energy/wh"].includes(name) || this.lead
    return { ...points, smoothed: halflife > 0 && !steady ? smooth(points.step, points.y, halflife) : null }
  }

  drawTabs(group) {
    const groups = this.groups()
    const wanted = `${groups.map((each) => each.id)} ${group.id}`
    if (this.tabs.dataset.drawn === wanted) return
    this.tabs.dataset.drawn = wanted
    const focused = this.tabs.contains(document.activeElement)
    this.tabs.replaceChildren(...groups.map((each) => {
      const tab = element("button", { type: "button", role: "tab", "aria-selected": String(each.id === group.id), title: each.about }, each.title)
      tab.onclick = () => {
        this.detail = null
        this.reset.hidden = true
        this.choose({ group: each.id })
      }
      return tab
    }))
    if (focused) this.tabs.querySelector("[aria-selected=true]")?.focus()
  }

  drawLegend(curves) {
    const wanted = `${curves.map((each) => each.name)} ${this.theme.key}`
    if (this.legend.dataset.drawn !== wanted) {
      this.legend.dataset.drawn = wanted
      this.legend.replaceChildren(...curves.map((each) => this.legendButton(each)))
    }
    curves.forEach((each, index) => {
      const button = this.legend.children[index]
      button.setAttribute("aria-pressed", String(!this.hidden.has(each.name)))
      say(button.lastElementChild, value((each.smoothed ?? each.y).at(-1)))
    })
  }

  legendButton(each) {
    const strokes = { solid: "", dash: "6 3", dot: "2 3", dashdot: "6 3 2 3", longdash: "9 3", longdashdot: "9 3 2 3" }
    const line = element("span", { "aria-hidden": "true" })
    line.innerHTML = `<svg width="22" height="8"><line x1="0" x2="22" y1="4" y2="4" stroke="${each.color[this.theme.dark]}" stroke-width="2.5" stroke-dasharray="${strokes[each.dash]}"/></svg>`
    const button = element("button", { type: "button", title: `${each.about} Click to hide or show.` }, line, element("span", {}, each.label), element("span", { class: "gl-number" }))
    button.onclick = () => {
      if (!this.hidden.delete(each.name)) this.hidden.add(each.name)
      this.draw(true)
    }
    return button
  }

  // The user dragged a stretch: fetch it in more detail.
  zoomed(range) {
    this.reset.hidden = !range
    clearTimeout(this.timer)
    if (!range) {
      this.detail = null
      return this.draw(true)
    }
    if (this.series.hasHalfSteps && this.choices.axis === "step") return // the server finds a stretch by whole steps
    this.timer = setTimeout(async () => {
      const group = this.choices.group
      const detail = await this.askWindow(...range, this.choices.axis).catch(() => null)
      if (this.closed || !detail || group !== this.choices.group || this.reset.hidden) return
      this.detail = detail
      this.draw(true)
    }, 150)
  }

  resetZoom() {
    this.zoomed(null)
    window.Plotly?.relayout(this.plot, { "xaxis.autorange": true, "yaxis.autorange": true })
  }

  xTitle() {
    return { step: this.series.hasHalfSteps ? "steps and half-steps" : "steps", images: this.series.points ? "points" : "images", seconds: "seconds of training" }[this.choices.axis]
  }

  // Rows were cut away, or the whole was thinned anew: what was fetched for the zoom may be void.
  forget() {
    this.detail = null
  }

  close() {
    this.closed = true
    clearTimeout(this.timer)
    this.observer.disconnect()
    window.Plotly?.purge(this.plot)
  }
}

function order(each) {
  return ["G/", "D/", "VA"].indexOf(each.name.slice(0, 2)) * 10 + ["loss", "reconstruction", "kl", "real", "fake"].findIndex((part) => each.name.endsWith(part))
}

function remembered(store, kind) {
  try {
    return (store && JSON.parse(window[kind].getItem(store))) || {}
  } catch {
    return {}
  }
}

function remember(store, kind, choices) {
  try {
    if (store) window[kind].setItem(store, JSON.stringify(choices))
  } catch {
    // private windows have no store: the choice then holds until the page is left
  }
}
