// The live view of a run: hears from its feed what is new and lets each part show it. Nothing here waits for Python.
import { button, countUp, element, say } from "../../../gan_core/web/dom.js"
import { Charts } from "./charts.js"
import { DIAGRAMS } from "./diagrams.js"
import { energyWords } from "./energy_words.js"
import { Feed } from "./feed.js"
import { Findings } from "./findings.js"
import { GrowthLine, REAL } from "./growth.js"
import { Header } from "./header.js"
import { Measures } from "./measures.js"
import { Pictures } from "./pictures.js"
import { loadPlotly } from "./plot.js"
import { ReplayFeed } from "./replay.js"
import { Series } from "./series.js"
import { Kinds, Log } from "./side.js"
import { readTheme } from "./theme.js"
import { WrittenSentences } from "./written_sentences.js"

/** @import { Component, Mounted, Url } from "../mount.js" */
/** @import { AskWindow } from "./charts.js" */
/** @import { About } from "./diagram.js" */
/** @import { News, Source, Status } from "./feed.js" */
/**
 * What ui/live.py sends: a run, or a recording by name.
 * @typedef {Object} Data
 * @property {string} plotly its version
 * @property {string} [run]
 * @property {string} [replay]
 * @property {string} [state] what Python believes it to be
 * @property {string} [ratio] width and height of a sample grid, as "2 / 1"
 * @property {boolean} [saved] whether Python knows a checkpoint of it
 * @property {boolean} [quiet] whether the doctor is left out
 * @property {About | null} [diagram] the drawing of how it learns
 */

/**
 * @param {Element} parent
 * @param {Component<Data>} component
 * @param {Url} url
 * @returns {Mounted<Data>}
 */
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

const AGAIN_MS = 4000
let opened = ""

/**
 * A run begins with its head, wherever on the page before it was the button that opened it; "" is no run.
 * @param {string} run
 */
function beginAtTop(run) {
  if (run && run !== opened) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0)
  opened = run
}

class View {
  series = new Series()
  header = new Header()
  growth = new GrowthLine()
  pictures = new Pictures()
  kinds = new Kinds()
  sentences = new WrittenSentences()
  log = new Log()
  /** @type {AskWindow} */
  askWindow = async (...range) => (await this.feed?.window(...range)) ?? null
  sentence = element("p", { class: "gl-reason", "data-bad": "true", hidden: "" })
  toldSaved = false
  told = 0
  closed = false

  /**
   * @param {Element} parent
   * @param {Component<Data>} component
   * @param {Url} url
   */
  constructor(parent, component, url) {
    this.component = component
    this.data = component.data
    const { run = "", replay, state, ratio, plotly } = this.data
    this.state = state || ""
    if (this.data.diagram) beginAtTop(run)
    if (ratio) this.pictures.slot.style.setProperty("--ratio", ratio) // room for what is coming
    this.charts = new Charts(this.series, this.askWindow, { compact: Boolean(replay), run: this.data.run })
    this.findings = new Findings((chosen) => this.component.setTriggerValue("remedy", chosen), url(`doctor?run=${run}`))
    this.measures = new Measures(this.series, this.charts, this.data.run)
    const [across, down] = (ratio || "1 / 1").split("/").map(Number)
    const wide = across >= 1.5 * down // then both columns are about as high without it
    this.body = element("div", { class: "gl-columns" }, element("div", {}, this.pictures.node, this.sentences.node, this.kinds.node), element("div", {}, this.charts.node, this.findings.node, ...(wide ? [] : [this.measures.node])), ...(wide ? [this.measures.node] : []))
    this.pictures.moved = (step) => this.sentences.go(step)
    const about = this.data.diagram, draw = about ? DIAGRAMS[about.name] : undefined
    this.diagram = about && draw ? draw({ about, pictures: this.pictures, ask: (command) => this.component.setTriggerValue("command", command) }) : null
    this.node = element("div", { class: "gan-live" }, this.sentence, this.header.node, this.growth.node, ...(this.diagram ? [element("div", { class: "gd" }, this.diagram.node)] : []), this.body, this.log.node)
    this.node.classList.toggle("gl-drawn", Boolean(this.diagram))
    this.node.classList.toggle("gl-replay", Boolean(replay))
    parent.append(this.node)
    const hear = {
      /** @param {News} news */
      news: (news) => this.hear(news),
      /** @param {string} words */
      gone: (words) => this.gone(words),
      away: () => this.header.setAway(true),
    }
    /** @type {Source} */
    this.feed = replay ? this.playBack(new ReplayFeed(replay, url, hear)) : new Feed(run, url, hear)
    if (!replay) loadPlotly(url(`api/plotly.min.js?v=${plotly}`)).then(
      () => {
        if (!this.closed) for (const each of [this.charts, this.measures.charts]) each.draw(true)
      },
      () => say(this.charts.empty, "The curves could not be loaded. Reload the page."),
    )
  }

  /**
   * A recording that plays by itself can be stopped.
   * @param {ReplayFeed} feed
   */
  playBack(feed) {
    const pause = button("", () => {
      feed.pause(!feed.paused)
      show()
    })
    const show = () => {
      say(pause, feed.paused ? "Play the demo" : "Pause the demo")
      this.node.classList.toggle("gl-still", feed.paused)
    }
    pause.className = "gl-live"
    this.header.message.after(pause)
    show()
    return feed
  }

  /** @param {Component<Data>} component */
  renew(component) {
    this.component = component
    this.data = component.data
    this.redraw()
    this.feed.wake()
  }

  /** @param {News} news */
  hear(news) {
    const started = performance.now()
    this.sentence.hidden = true
    this.node.classList.remove("gl-gone", "gl-unknown")
    this.header.setAway(false)
    this.node.dataset.state = news.status.state
    this.header.show(news.status, news.points)
    this.growth.show(news.growth)
    if (news.rows.reset) for (const each of [this.charts, this.measures.charts]) each.forget()
    this.series.points = Boolean(news.points)
    this.series.take(news.rows)
    if (this.series.full) this.feed.startOver()
    this.pictures.ended = !["queued", "running", "paused"].includes(news.status.state)
    this.pictures.take(news.pictures, (kind, frame) => this.feed.pictureUrl(kind, frame), news.points, news.text)
    if (news.growth) this.pictures.nameReal(REAL)
    this.sentences.take(news.text)
    this.kinds.show(news.kinds, news.status.step)
    if (!this.data.quiet) this.findings.show(news.findings ?? [])
    this.log.show(news.log)
    this.measures.show(news.facts, news.status)
    this.charts.changes = news.changes ?? []
    this.charts.notes.energy = energyWords(news.status.energy)
    this.redraw()
    this.diagram?.show({ news, series: this.series, theme: readTheme(this.node) })
    this.tell(news.status.state)
    this.tellSaved(news.status)
    countUp(this.node, "updates")
    this.node.dataset.milliseconds = (performance.now() - started).toFixed(1)
  }

  redraw() {
    const theme = readTheme(this.node)
    this.node.dataset.dark = String(theme.dark)
    document.documentElement.style.setProperty("--gan-ground", theme.background) // behind the controls that stay in view
    this.node.style.colorScheme = theme.dark ? "dark" : "light" // for sliders and lists, which the browser draws
    this.charts.update(theme)
    this.measures.update(theme)
  }

  /**
   * Python is told of a change only: its buttons then fit the new state. Told once more where it did not hear.
   * @param {string} state
   */
  tell(state) {
    const changed = this.state && this.state !== state
    const unheard = this.data.state && this.data.state !== state && performance.now() - this.told > AGAIN_MS
    if (changed || unheard) {
      this.component.setTriggerValue("state", state)
      this.told = performance.now()
    }
    this.state = state
  }

  /**
   * A run drawn before its first checkpoint: from now on it can be forked.
   * @param {Status} status
   */
  tellSaved({ state, last_checkpoint = -1 }) {
    if (this.data.saved !== false || this.toldSaved || last_checkpoint < 0) return
    this.toldSaved = true
    this.component.setTriggerValue("state", state)
  }

  /** @param {string} sentence */
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
    this.diagram?.close()
    this.node.remove()
  }
}
