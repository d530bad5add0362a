// The curves, drawn by Plotly in place. Only the open tab is drawn; zoom, hidden curves and hover outlive an update.
import { element, focusChosen, press, say, set } from "../../../gan_core/web/dom.js"
import { GROUPS, PERCENT, describe, ofPoints } from "./curves.js"
import { value } from "./format.js"
import { paint, plotly } from "./plot.js"
import { curve, smooth, speed, withDetail } from "./series.js"

/** @import { Described, Group } from "./curves.js" */
/** @import { Change } from "./feed.js" */
/** @import { Plot } from "./plot.js" */
/** @import { Axis, Columns, Curve, Series } from "./series.js" */
/** @import { Theme } from "./theme.js" */
/** @typedef {Described & Curve & { smoothed: number[] | null }} Drawn a curve with its points */
/** @typedef {{ height: number, name: string }} Level a dotted line across the chart of a group */
/** @typedef {{ axis: Axis, smoothing: number, log: boolean, group: string }} Choices */
/** @typedef {(from: number, to: number, axis: Axis) => Promise<Columns | null>} AskWindow */
/**
 * `side` is the groups it shows. A chart that `follow`s another shares its axis and smoothing, and has no tools of its
 * own. Axis and smoothing are the visitor's habit and hold for all runs; the open tab belongs to this `run`. The demo,
 * which has no run, remembers nothing.
 * @typedef {{ side?: string, follow?: Charts, compact?: boolean, run?: string }} Options
 */

const STORE = "gan-live-charts"
/** @type {Record<Axis, string>} */
const AXES = { step: "Steps", images: "Images", seconds: "Seconds" }

export class Charts {
  /** @type {Record<string, Level>} what perfection or chance reaches, by group */
  levels = {}
  /** @type {Charts | null} the one that follows this one */
  follower = null
  /** @type {Set<string>} */
  hidden = new Set()
  /** @type {Change[]} what was changed while the run went on */
  changes = []
  /** @type {Record<string, string>} what the run itself has to say of a group */
  notes = {}
  /** @type {Columns | null} the stretch that is zoomed into */
  detail = null
  /** @type {Theme | null} */
  theme = null
  drawn = ""
  timer = 0
  closed = false
  tabs = element("div", { class: "gl-tabs", role: "tablist", "aria-label": "Curves" })
  legend = element("div", { class: "gl-legend" })
  plot = /** @type {Plot} */ (element("div", { class: "gl-plot", role: "img", "aria-label": "No curves yet" }))
  empty = element("p", { class: "gl-quiet gl-empty" }, "The curves begin with the first steps.")
  about = element("p", { class: "gl-caption" })
  reset = element("button", { type: "button", class: "gl-live gl-reset", hidden: "" }, "Reset zoom")
  log = element("input", { type: "checkbox" })
  logLabel = element("label", { title: "Values at or below 0 have no place on a logarithmic axis and are left out." }, this.log, "Log")
  imagesOption = element("option", { value: "images" }, AXES.images)
  observer = new ResizeObserver(() => this.draw(true))

  /**
   * @param {Series} series
   * @param {AskWindow} askWindow
   * @param {Options} options
   */
  constructor(series, askWindow, options) {
    this.series = series
    this.askWindow = askWindow
    this.side = options.side
    this.store = options.run ? STORE : ""
    this.tabStore = options.run ? `${STORE}-${options.side ?? "curves"}-${options.run}` : ""
    const { group: _, ...habits } = remembered(this.store, "localStorage")
    /** @type {Choices} */
    this.own = { axis: "step", smoothing: 30, log: false, group: options.side ? "" : "losses", ...habits, ...remembered(this.tabStore, "sessionStorage") }
    this.lead = options.follow
    this.reset.onclick = () => this.resetZoom()
    this.node = element("section", { class: "gl-charts", "aria-label": options.side ? "Quality" : "Curves" },
      this.tabs, this.legend, element("div", { class: "gl-frame" }, this.plot, this.empty, this.reset), this.makeTools(), this.about)
    this.node.classList.toggle("gl-follows", Boolean(this.lead))
    if (options.compact) this.node.classList.add("gl-compact")
    this.observer.observe(this.plot)
  }

  makeTools() {
    const smoothing = element("input", { type: "range", min: "0", max: "100", step: "5", value: String(this.choices.smoothing), "aria-label": "Smoothing" })
    smoothing.oninput = () => this.choose({ smoothing: Number(smoothing.value) })
    this.log.checked = this.choices.log
    this.log.onchange = () => this.choose({ log: this.log.checked })
    const ends = [element("option", { value: "step" }, AXES.step), element("option", { value: "seconds" }, AXES.seconds)]
    const axis = element("select", { "aria-label": "Horizontal axis" }, ends[0], this.imagesOption, ends[1])
    axis.value = this.choices.axis
    axis.onchange = () => {
      this.detail = null
      this.choose({ axis: /** @type {Axis} */ (axis.value) })
    }
    return element("div", { class: "gl-tools" },
      element("label", { title: "Moving average; the raw curve stays behind it, faint." }, "Smoothing", smoothing), this.logLabel, element("label", {}, "Over", axis))
  }

  /** @returns {Choices} */
  get choices() {
    return this.lead ? { ...this.lead.choices, group: this.own.group } : this.own
  }

  /** @param {Partial<Choices>} change */
  choose(change) {
    Object.assign(this.own, change)
    const { group, ...habits } = this.own
    if (!this.lead) remember(this.store, "localStorage", habits)
    remember(this.tabStore, "sessionStorage", { group })
    this.draw(true)
    this.follower?.draw(true)
  }

  /** @returns {Group} */
  get group() {
    return this.groups().find((group) => group.id === this.choices.group) ?? this.groups()[0] ?? GROUPS[0]
  }

  groups() {
    const present = new Set(this.series.names.filter((name) => this.series.isLine(name)).map((name) => describe(name).group))
    if (this.series.step.length > 1) present.add("speed")
    const shown = GROUPS.filter((group) => present.has(group.id) && group.side === this.side)
    return this.series.points ? shown.map(ofPoints) : shown
  }

  /** @param {Group} group */
  curves(group) {
    const lines = this.series.names.filter((name) => this.series.isLine(name))
    const known = (group.id === "speed" ? ["speed"] : lines).map((name, index) => describe(name, index))
    const found = known.filter((each) => each.group === group.id).sort((a, b) => order(a) - order(b))
    return this.series.points ? found.map(ofPoints) : found
  }

  /** @param {Theme} theme */
  update(theme) {
    const changed = this.theme?.key !== theme.key
    this.theme = theme
    this.draw(changed)
  }

  draw(force = false) {
    const group = this.group
    const key = `${this.series.changes} ${group.id} ${this.changes.length} ${this.changes.at(-1)?.value}`
    const { theme } = this
    if (!theme || (key === this.drawn && !force) || this.closed) return
    if (this.plot._dragging) return
    this.drawn = key
    this.drawTabs(group)
    if (this.series.points) say(this.imagesOption, "Points")
    say(this.about, [this.notes[group.id], "VAE/loss" in this.series.values && group.aboutVae || group.about].filter(Boolean).join(" "))
    this.logLabel.hidden = !group.log
    const drawn = this.series.step.length > 1
    this.empty.hidden = drawn
    const series = withDetail(this.series, this.detail)
    const curves = this.curves(group).map((each) => ({ ...each, ...this.points(series, each.name) }))
    this.drawLegend(curves, theme)
    const shown = curves.filter((each) => !this.hidden.has(each.name))
    if (drawn) paint(this, theme, group, shown)
    set(this.plot, "aria-label", drawn ? `${group.title}: ${shown.map((each) => each.label).join(", ")}` : "No curves yet")
  }

  /**
   * @param {Columns} series
   * @param {string} name
   */
  points(series, name) {
    const { axis, smoothing } = this.choices
    const points = name === "speed" ? speed(series, axis) : curve(series, name, axis)
    if (PERCENT.includes(name)) points.y = points.y.map((each) => each * 100)
    const { step } = this.detail ?? series, span = (step.at(-1) ?? 0) - (step[0] ?? 0)
    const halflife = (smoothing / 100) ** 2 * 0.1 * span
    const steady = name.endsWith("/lr") || ["VAE/beta", "energy/wh"].includes(name) || this.lead
    return { ...points, smoothed: halflife > 0 && !steady ? smooth(points.step, points.y, halflife) : null }
  }

  /** @param {Group} group */
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
    if (focused) focusChosen(this.tabs)
  }

  /**
   * @param {Drawn[]} curves
   * @param {Theme} theme
   */
  drawLegend(curves, theme) {
    const wanted = `${curves.map((each) => each.name)} ${theme.key}`
    if (this.legend.dataset.drawn !== wanted) {
      this.legend.dataset.drawn = wanted
      this.legend.replaceChildren(...curves.map((each) => this.legendButton(each, theme)))
    }
    curves.forEach((each, index) => {
      const button = this.legend.children[index]
      press(button, !this.hidden.has(each.name))
      if (button.lastElementChild) say(button.lastElementChild, value((each.smoothed ?? each.y).at(-1)))
    })
  }

  /**
   * @param {Drawn} each
   * @param {Theme} theme
   */
  legendButton(each, theme) {
    /** @type {Record<string, string>} */
    const strokes = { solid: "", dash: "6 3", dot: "2 3", dashdot: "6 3 2 3", longdash: "9 3", longdashdot: "9 3 2 3" }
    const line = element("span", { "aria-hidden": "true" })
    line.innerHTML = `<svg width="22" height="8"><line x1="0" x2="22" y1="4" y2="4" stroke="${each.color[theme.dark]}" stroke-width="2.5" stroke-dasharray="${strokes[each.dash]}"/></svg>`
    const button = element("button", { type: "button", title: `${each.about} Click to hide or show.` }, line, element("span", {}, each.label), element("span", { class: "gl-number" }))
    button.onclick = () => {
      if (!this.hidden.delete(each.name)) this.hidden.add(each.name)
      this.draw(true)
    }
    return button
  }

  /**
   * The user dragged a stretch: fetch it in more detail.
   * @param {[number, number] | null} range
   */
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
    plotly()?.relayout(this.plot, { "xaxis.autorange": true, "yaxis.autorange": true })
  }

  xTitle() {
    return { step: this.series.hasHalfSteps ? "steps and half-steps" : "steps", images: this.series.points ? "points" : "images", seconds: "seconds of training" }[this.choices.axis]
  }

  /** Rows were cut away, or the whole was thinned anew: what was fetched for the zoom may be void. */
  forget() {
    this.detail = null
  }

  close() {
    this.closed = true
    clearTimeout(this.timer)
    this.observer.disconnect()
    plotly()?.purge(this.plot)
  }
}

/** @param {Described} each */
function order(each) {
  const parts = ["loss", "reconstruction", "kl", "real", "fake", "mismatched", "/all"], place = parts.findIndex((part) => each.name.endsWith(part))
  return ["G/", "D/", "VA"].indexOf(each.name.slice(0, 2)) * 10 + (place < 0 ? parts.length : place)
}

/** @typedef {"localStorage" | "sessionStorage"} Kind of store */
/**
 * @param {string} store
 * @param {Kind} kind
 * @returns {Partial<Choices>}
 */
function remembered(store, kind) {
  try {
    return (store && JSON.parse(window[kind].getItem(store) ?? "{}")) || {}
  } catch {
    return {}
  }
}

/**
 * @param {string} store
 * @param {Kind} kind
 * @param {Partial<Choices>} choices
 */
function remember(store, kind, choices) {
  try {
    if (store) window[kind].setItem(store, JSON.stringify(choices))
  } catch {
    // private windows have no store: the choice then holds until the page is left
  }
}
