// Plotly itself: loaded once a page from the app's own server, drawn in place.
import { marksOf } from "./marks.js"

/** @import { Charts, Drawn, Level } from "./charts.js" */
/** @import { Group } from "./curves.js" */
/** @import { Mark } from "./marks.js" */
/** @import { Theme } from "./theme.js" */
/**
 * What is used of Plotly.
 * @typedef {Object} Plotly
 * @property {(plot: HTMLElement, traces: object[], layout: object, options: object) => void} react
 * @property {(plot: HTMLElement, change: Record<string, unknown>) => void} relayout
 * @property {(plot: HTMLElement) => void} purge
 * @property {{ hover(plot: HTMLElement, at: object, subplot: string): void }} Fx
 */
/**
 * The element that Plotly draws in, with what it keeps there.
 * @typedef {HTMLDivElement & { _fullLayout?: object, _dragging?: boolean, on(name: string, heard: (event: any) => void): void }} Plot
 */

/**
 * Plotly, once it is there.
 * @returns {Plotly | undefined}
 */
export const plotly = () => /** @type {any} */ (window).Plotly

/** @type {Promise<unknown> | null} */
let loading = null

/** @type {WeakMap<Plot, MouseEvent>} where the pointer rests on a plot */
const hovered = new WeakMap()

/** @param {string} address */
export function loadPlotly(address) {
  if (plotly()) return Promise.resolve()
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = address
    script.onload = resolve
    script.onerror = () => {
      loading = null
      script.remove()
      reject(new Error("Plotly could not be loaded"))
    }
    document.head.append(script)
  })
  return loading
}

/**
 * Draws the curves of one group. A user's zoom is kept by Plotly for as long as uirevision stays.
 * @param {Charts} charts
 * @param {Theme} theme
 * @param {Group} group
 * @param {Drawn[]} curves
 */
export function paint(charts, theme, group, curves) {
  const Plotly = plotly()
  if (!Plotly) return
  const { plot, choices } = charts
  const traces = curves.flatMap((each) => lines(each, theme))
  const known = charts.levels[group.id]
  if (known && curves.length) traces.push(level(curves[0].x, known, theme))
  const coarse = window.matchMedia("(pointer: coarse)").matches
  const layout = {
    ...look(theme),
    height: plot.clientHeight || 300,
    uirevision: `${group.id} ${choices.axis} ${choices.log}`,
    xaxis: { ...axis(theme), title: { text: charts.xTitle(), standoff: 6, font: { size: 11 } } },
    yaxis: { ...axis(theme), type: group.log && choices.log ? "log" : "linear", title: { text: group.unit, standoff: 4, font: { size: 11 } } },
    dragmode: coarse ? false : "zoom",
    ...marks(marksOf(charts.lead?.changes ?? charts.changes, choices.axis, charts.series.hasHalfSteps), theme),
  }
  const first = !plot._fullLayout, pointer = hovered.get(plot)
  Plotly.react(plot, traces, layout, { displayModeBar: false, responsive: false, doubleClick: "reset", showTips: false })
  if (first) listen(charts)
  else if (pointer) hoverAgain(Plotly, plot, pointer)
}

/**
 * @param {Drawn} each
 * @param {Theme} theme
 */
function lines(each, theme) {
  const color = each.color[theme.dark]
  const base = { type: "scatter", mode: each.x.length < 2 ? "markers" : "lines", x: each.x, name: each.label }
  const hovertemplate = "%{y:.4~g}"
  if (!each.smoothed) return [{ ...base, y: each.y, hovertemplate, line: { color, width: 2, dash: each.dash } }]
  return [
    { ...base, y: each.y, hoverinfo: "skip", opacity: 0.28, line: { color, width: 1 } },
    { ...base, y: each.smoothed, hovertemplate, line: { color, width: 2.2, dash: each.dash } },
  ]
}

/**
 * What real pictures reach, or chance: a line to hold the curves against.
 * @param {number[]} x
 * @param {Level} level
 * @param {Theme} theme
 */
function level(x, { height, name }, theme) {
  const ends = [x[0] ?? 0, x.at(-1) ?? 1]
  return { type: "scatter", mode: "lines", x: ends, y: [height, height], name, hovertemplate: "%{y:.4~g}", line: { color: theme.text, width: 1.2, dash: "dot" } }
}

/**
 * A line down the chart where something was changed, with what it was and is.
 * @param {Mark[]} all
 * @param {Theme} theme
 */
function marks(all, theme) {
  const line = { color: theme.text, width: 1, dash: "dot" }
  return {
    shapes: all.map(({ x }) => ({ type: "line", xref: "x", yref: "paper", x0: x, x1: x, y0: 0, y1: 1, line, opacity: 0.6 })),
    annotations: all.filter(({ words }) => words).map(({ x, words }) => ({ x, y: 1, xref: "x", yref: "paper", text: words, showarrow: false, xanchor: "left", yanchor: "top", xshift: 3, font: { size: 11, color: theme.text }, bgcolor: theme.background })),
  }
}

/** @param {Theme} theme */
function look(theme) {
  return {
    autosize: true,
    margin: { l: 52, r: 10, t: 8, b: 40 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: theme.font, size: 12, color: theme.text },
    showlegend: false,
    hovermode: "x unified",
    hoverlabel: { bgcolor: theme.panel, bordercolor: theme.border, font: { color: theme.text, size: 12 } },
  }
}

/** @param {Theme} theme */
function axis(theme) {
  return { gridcolor: theme.grid, zerolinecolor: theme.border, linecolor: theme.border, tickcolor: theme.border, automargin: false, nticks: 7, exponentformat: "SI" }
}

/** @param {Charts} charts */
function listen(charts) {
  const { plot } = charts
  plot.on("plotly_relayout", (change) => {
    if (change["xaxis.autorange"] || change.autosize) {
      if (change["xaxis.autorange"]) charts.zoomed(null)
    } else if ("xaxis.range[0]" in change) {
      charts.zoomed([Number(change["xaxis.range[0]"]), Number(change["xaxis.range[1]"])])
    } else if ("yaxis.range[0]" in change) {
      charts.reset.hidden = false
    }
  })
  plot.on("plotly_hover", ({ event }) => {
    if (event) hovered.set(plot, event)
  })
  plot.on("plotly_unhover", () => hovered.delete(plot))
}

/**
 * An update takes the hover label away: put it back where the pointer still rests.
 * @param {Plotly} Plotly
 * @param {Plot} plot
 * @param {MouseEvent} event
 */
function hoverAgain(Plotly, plot, event) {
  const area = plot.querySelector(".nsewdrag")
  if (!area?.isConnected) return
  Plotly.Fx.hover(plot, { target: area, clientX: event.clientX, clientY: event.clientY }, "xy")
}
