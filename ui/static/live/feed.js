// Asks the server what is new, twice a second, one question at a time; less often when nothing can change.

/** @import { Url } from "../mount.js" */
/** @import { Axis, Columns, Rows } from "./series.js" */
/**
 * What the server tells of a run; see ui/live_state.py. `share` is null for a run without end.
 * @typedef {Object} Status
 * @property {string} state
 * @property {number} step
 * @property {number} [half_steps] updates of D or G alone
 * @property {number} images
 * @property {number} seconds
 * @property {number} images_per_second
 * @property {number | null} share
 * @property {number | null} seconds_left
 * @property {number} [last_checkpoint]
 * @property {string} [message]
 * @property {string} [reason]
 * @property {string} [note]
 * @property {number} [place] in the queue
 * @property {number | null} [wait] about how many seconds until it begins
 * @property {Energy | null} [energy]
 * @property {Record<string, number | string>} [live] settings that may be changed while it goes on, as they hold now
 */
/** @typedef {{ wh: number | null, grams: number, measured: boolean, source: string, grid: string }} Energy */
/**
 * How many samples are of each kind.
 * @typedef {{ names: string[], shares: number[], number: number, recognised: number, reader: string, step?: number }} KindShares
 */
/** @typedef {{ num_images: number, num_reference: number, title: string, floor: number | null, floor_of?: string }} Fidelity */
/** @typedef {{ num_images: number, held_out: boolean }} Rebuilt */
/** @typedef {{ num_images: number, reader: string, real: number }} Classes */
/**
 * `value` is `afresh` where it is of other latents than those that it was `chosen_by`, of so many `looks`.
 * @typedef {{ by: string, step: number, value: number, afresh?: boolean, chosen_by: number, looks: number }} Best
 */
/** @typedef {{ reader: string, num_images: number, num_unseen: number, spread?: number }} AttributeReader `spread` is that of real pictures of one caption */
/** @typedef {{ num_captions: number, floor?: number }} LanguageTest `floor` is the grammar's entropy in nats per word */
/** @typedef {{ num_images: number, chance?: number }} RetrievalTest */
/**
 * @typedef {{ best?: Best, "watch/fidelity"?: Fidelity, "watch/reconstruction"?: Rebuilt, "watch/classes"?: Classes,
 *   "watch/attributes"?: AttributeReader, "watch/language"?: LanguageTest, "watch/retrieval"?: RetrievalTest }} Facts
 */
/**
 * Where networks that grow stand: pixels, the new layers' share, images so far and when the last size has faded in.
 * `spans` are the schedule's stretches: how many images, from and to how many pixels.
 * @typedef {{ size: number, alpha: number, images: number, end: number, spans: [number, number, number][] }} Grown
 */
/** @typedef {{ step: number, sentences: string[] }} Written sentences that a language model made by itself */
/** @typedef {{ captions: string[], columns: number, written: Written[] }} Text captions of the samples, in their order */
/** @typedef {{ illness: string, title: string, severity: string, since_step: number, sentence: string, remedies: { label: string, way: string }[] }} Finding */
/**
 * A setting that was changed while the run went on, and its place on each axis of the curves.
 * @typedef {{ name: string, before: number, value: number, step: number, updates: number, images: number, seconds: number }} Change
 */
/**
 * Number, seconds since 1970, step, kind and text.
 * @typedef {[number, number, number, string, string]} Line
 */
/**
 * New pictures by kind; numbers and steps as differences.
 * @typedef {{ reset: boolean, last?: number, kinds: Record<string, { id: number[], step: number[] }> }} NewPictures
 */
/**
 * @typedef {Object} News
 * @property {string} [epoch]
 * @property {Status} status
 * @property {Rows} rows
 * @property {KindShares | null} kinds
 * @property {boolean} [points]
 * @property {Grown | null} [growth] of networks that grow
 * @property {Facts} facts
 * @property {NewPictures} pictures
 * @property {Finding[]} [findings]
 * @property {Record<string, unknown> | null} [diagram] the figures of the drawing of how it learns
 * @property {Text | null} [text] of a model that draws sentences
 * @property {Change[]} [changes]
 * @property {Line[]} log
 */
/** @typedef {{ id: number, step: number }} Frame a picture of a kind */
/** @typedef {{ news(news: News): void, gone(words: string): void, away(): void }} Hear */
/**
 * Where a view hears of its run.
 * @typedef {Object} Source
 * @property {() => void} startOver
 * @property {() => void} wake
 * @property {(kind: string, frame: Frame) => string} pictureUrl
 * @property {(from: number, to: number, axis: Axis) => Promise<Columns | null>} window
 * @property {() => void} close
 */

const BUSY_MS = 500
const QUIET_MS = 3000
const PATIENCE_MS = 10000
const GOING = ["queued", "running", "paused"]

/** @param {Record<string, string | number>} values */
const query = (values) => new URLSearchParams(Object.entries(values).map(([name, each]) => [name, String(each)]))

/** @implements {Source} */
export class Feed {
  /**
   * @param {string} run
   * @param {Url} url
   * @param {Hear} hear
   */
  constructor(run, url, hear) {
    this.run = run
    this.url = url
    this.hear = hear
    this.seen = { epoch: "", after: 0, pictures_after: 0, log_after: 0 }
    this.delay = BUSY_MS
    /** @type {AbortController | null} */
    this.asking = null
    this.timer = 0
    this.closed = false
    this.onVisible = () => this.wake()
    document.addEventListener("visibilitychange", this.onVisible)
    this.ask()
  }

  wake() {
    clearTimeout(this.timer)
    if (!document.hidden && !this.asking) this.ask()
  }

  /** The next answer brings the whole of the curves again. */
  startOver() {
    this.seen.after = 0
  }

  async ask() {
    if (this.closed || this.asking) return
    const asking = new AbortController()
    this.asking = asking
    const giveUp = setTimeout(() => asking.abort(), PATIENCE_MS)
    try {
      const address = this.url(`api/runs/${this.run}/live?${query(this.seen)}`)
      const answer = await fetch(address, { signal: asking.signal })
      const news = await answer.json()
      if (this.closed) return
      if (answer.ok) this.take(news)
      else this.refuse(news.error)
    } catch (error) {
      if (this.closed) return
      const usual = error instanceof TypeError || error instanceof SyntaxError || (error instanceof DOMException && error.name === "AbortError")
      if (!usual) console.error(error)
      this.delay = QUIET_MS
      this.hear.away()
    } finally {
      clearTimeout(giveUp)
      this.asking = null
      if (!this.closed && !document.hidden) this.timer = setTimeout(() => this.ask(), this.delay)
    }
  }

  /** @param {News} news */
  take(news) {
    const lines = news.log.at(-1)?.[0] ?? this.seen.log_after
    this.seen = { epoch: news.epoch ?? "", after: news.rows.last, pictures_after: news.pictures.last ?? 0, log_after: lines }
    this.delay = GOING.includes(news.status.state) ? BUSY_MS : QUIET_MS
    this.hear.news(news)
  }

  /** @param {string} sentence */
  refuse(sentence) {
    this.seen = { epoch: "", after: 0, pictures_after: 0, log_after: this.seen.log_after }
    this.delay = QUIET_MS
    this.hear.gone(sentence)
  }

  /**
   * Frames of sample grids: the number in the address changes whenever a file is written anew.
   * @param {string} kind
   * @param {Frame} frame
   */
  pictureUrl(kind, frame) {
    const file = `${kind}-${String(frame.step).padStart(9, "0")}.png`
    return this.url(`api/runs/${this.run}/pictures/${file}?v=${frame.id}`)
  }

  /** @type {Source["window"]} */
  async window(from, to, axis) {
    const answer = await fetch(this.url(`api/runs/${this.run}/window?${query({ from, to, axis })}`))
    return answer.ok ? answer.json() : null
  }

  close() {
    this.closed = true
    clearTimeout(this.timer)
    this.asking?.abort()
    document.removeEventListener("visibilitychange", this.onVisible)
  }
}
