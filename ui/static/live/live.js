// The live view of a run: hears from its feed what is new and lets each part show it. Nothing here waits for Python.
import { Charts } from "./charts.js"
import { Feed } from "./feed.js"
import { Findings } from "./findings.js"
import { element, say } from "./format.js"
import { Header } from "./header.js"
import { Measures } from "./measures.js"
import { Pictures } from "./pictures.js"
import { loadPlotly } from "./plot.js"
import { ReplayFeed } from "./replay.js"
import { Series } from "./series.js"
import { Kinds, Log } from "./side.js"
import { readTheme } from "./theme.js"

export function mount(parent, component, url) {
  let view = new View(parent, component, url)
  return {
    update(next) {
      if (next.data.run !== view.data.run || next.data.replay !== view.data.replay) {
        view.close()
        view = new View(parent, next, url)
      } else view.renew(next)
    },
    close: () => view.close(),
  }
}

class View {
  constructor(parent, component, url) {
    this.component = component
    this.data = component.data
    this.state = this.data.state || null
    this.series = new Series()
    this.header = new Header()
    this.pictures = new Pictures()
    if (this.data.ratio) this.pictures.slot.style.setProperty("--ratio", this.data.ratio) // room for what is coming
    this.kinds = new Kinds()
    this.log = new Log()
    this.charts = new Charts(this.series, (...range) => this.feed.window(...range), { compact: Boolean(this.data.replay), run: this.data.run })
    this.findings = new Findings((chosen) => this.component.setTriggerValue("remedy", chosen), url(`doctor?run=${this.data.run}`))
    this.measures = new Measures(this.series, this.charts, this.data.run)
    this.sentence = element("p", { class: "gl-reason", "data-bad": "true", hidden: "" })
    const [across, down] = (this.data.ratio || "1 / 1").split("/").map(Number)
    const [left, right] = across >= 1.5 * down ? [[this.measures.node], []] : [[], [this.measures.node]] // where there is room
    this.body = element("div", { class: "gl-columns" }, element("div", {}, this.pictures.node, this.kinds.node, ...left), element("div", {}, this.charts.node, this.findings.node, ...right))
    this.node = element("div", { class: "gan-live" }, this.sentence, this.header.node, this.body, this.log.node)
    this.node.classList.toggle("gl-replay", Boolean(this.data.replay))
    parent.append(this.node)
    const hear = { news: (news) => this.hear(news), gone: (words) => this.gone(words), away: () => this.header.setAway(true) }
    this.feed = this.data.replay ? new ReplayFeed(this.data.replay, url, hear) : new Feed(this.data.run, url, hear)
    loadPlotly(url(`api/plotly.min.js?v=${this.data.plotly}`)).then(
      () => !this.closed && [this.charts, this.measures.charts].forEach((each) => each.draw(true)),
      () => say(this.charts.empty, "The curves could not be loaded. Reload the page."),
    )
  }

  renew(component) {
    this.component = component
    this.data = component.data
    this.redraw()
    this.feed.wake()
  }

  hear(news) {
    const started = performance.now()
    this.sentence.hidden = true
    this.node.classList.remove("gl-gone", "gl-unknown")
    this.header.setAway(false)
    this.header.show(news.status, news.points)
    if (news.rows.reset) for (const each of [this.charts, this.measures.charts]) each.forget()
    this.series.points = news.points
    this.series.take(news.rows)
    if (this.series.full) this.feed.startOver()
    this.pictures.ended = !["queued", "running", "paused"].includes(news.status.state)
    this.pictures.take(news.pictures, (kind, frame) => this.feed.pictureUrl(kind, frame), news.points)
    this.kinds.show(news.kinds, news.status.step)
    if (!this.data.quiet) this.findings.show(news.findings)
    this.log.show(news.log)
    this.measures.show(news.facts ?? {}, news.status)
    this.redraw()
    this.tell(news.status.state)
    this.tellSaved(news.status)
    this.node.dataset.updates = String(Number(this.node.dataset.updates ?? 0) + 1)
    this.node.dataset.milliseconds = (performance.now() - started).toFixed(1)
  }

  redraw() {
    const theme = readTheme(this.node)
    this.node.style.colorScheme = theme.dark ? "dark" : "light" // for sliders and lists, which the browser draws
    this.charts.update(theme)
    this.measures.update(theme)
  }

  // Python is told of a change only: its buttons then fit the new state.
  tell(state) {
    if (this.state && this.state !== state) this.component.setTriggerValue("state", state)
    this.state = state
  }

  // A run drawn before its first checkpoint: from now on it can be forked.
  tellSaved({ state, last_checkpoint }) {
    if (this.data.saved !== false || this.toldSaved || last_checkpoint < 0) return
    this.toldSaved = true
    this.component.setTriggerValue("state", state)
  }

  gone(sentence) {
    this.header.setAway(false)
    this.sentence.hidden = false
    this.node.classList.add(this.node.dataset.updates ? "gl-gone" : "gl-unknown")
    say(this.sentence, sentence)
    this.tell("gone")
  }

  close() {
    this.closed = true
    this.feed.close()
    this.charts.close()
    this.measures.charts.close()
    this.pictures.close()
    this.node.remove()
  }
}
