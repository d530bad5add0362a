// Plotly itself: loaded once a page from the app's own server, drawn in place.

let loading = null

export function loadPlotly(address) {
  if (window.Plotly) return Promise.resolve()
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

// Draws the curves of one group. A user's zoom is kept by Plotly for as long as uirevision stays.
export function paint(charts, group, curves) {
  if (!window.Plotly) return
  const { plot, theme, choices } = charts
  const traces = curves.flatMap((each) => lines(each, theme))
  if (group.id === "quality" && charts.floor && curves.length) traces.push(floor(curves[0].x, charts.floor, theme))
  const layout = {
    ...look(theme),
    height: plot.clientHeight || 300,
    uirevision: `${group.id} ${choices.axis} ${choices.log}`,
    xaxis: { ...axis(theme), title: { text: charts.xTitle(), standoff: 6, font: { size: 11 } } },
    yaxis: { ...axis(theme), type: group.log && choices.log ? "log" : "linear", title: { text: group.unit, standoff: 4, font: { size: 11 } } },
  }
  const coarse = window.matchMedia("(pointer: coarse)").matches
  layout.dragmode = coarse ? false : "zoom"
  const first = !plot._fullLayout
  const hovered = first ? null : plot._gl_hover
  window.Plotly.react(plot, traces, layout, { displayModeBar: false, responsive: false, doubleClick: "reset", showTips: false })
  if (first) listen(charts)
  else if (hovered) hoverAgain(plot, hovered)
}

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

// What real pictures reach: no sample can be expected below it.
function floor(x, height, theme) {
  const ends = [x[0] ?? 0, x.at(-1) ?? 1]
  return { type: "scatter", mode: "lines", x: ends, y: [height, height], name: "Real pictures", hovertemplate: "%{y:.4~g}", line: { color: theme.text, width: 1.2, dash: "dot" } }
}

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

function axis(theme) {
  return { gridcolor: theme.grid, zerolinecolor: theme.border, linecolor: theme.border, tickcolor: theme.border, automargin: false, nticks: 7, exponentformat: "SI" }
}

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
  plot.on("plotly_hover", (event) => (plot._gl_hover = event.event ?? null))
  plot.on("plotly_unhover", () => (plot._gl_hover = null))
}

// An update takes the hover label away: put it back where the pointer still rests.
function hoverAgain(plot, event) {
  const area = plot.querySelector(".nsewdrag")
  if (!area || !area.isConnected) return
  window.Plotly.Fx.hover(plot, { target: area, clientX: event.clientX, clientY: event.clientY }, "xy")
}
