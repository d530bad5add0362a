// A recorded run, played over and over: says the same things as the feed of a live one, at the recorded times.

/** @import { Url } from "../mount.js" */
/** @import { Frame, Hear, KindShares, NewPictures, Source } from "./feed.js" */
/** @import { Columns } from "./series.js" */
/**
 * What was seen of the kinds, and when.
 * @typedef {Pick<KindShares, "shares" | "recognised"> & { at: number }} Seen
 */
/** @typedef {{ rows: Seen[], names: string[], num_images: number, reader: string }} SeenKinds */
/**
 * What ui/replay.py recorded: everything with the seconds at which it came.
 * @typedef {Object} Recording
 * @property {string} title
 * @property {number} seconds
 * @property {Columns & { at: number[] }} rows
 * @property {{ id: number, step: number, name: string, at: number, file: string }[]} pictures
 * @property {SeenKinds} kinds
 * @property {Record<string, unknown>} [diagram] where the shown samples lie in the pictures
 */

const TICK_MS = 250
const REST_SECONDS = 3

/** @implements {Source} */
export class ReplayFeed {
  /** @type {Recording | null} */
  recording = null
  clock = 0 // seconds of the recording
  before = 0 // when it was told last
  told = { rows: 0, pictures: 0 }
  fresh = true
  timer = 0
  closed = false
  /** Whoever wants no motion sees its end, until they press Play. */
  paused = window.matchMedia("(prefers-reduced-motion: reduce)").matches

  /**
   * @param {string} name
   * @param {Url} url
   * @param {Hear} hear
   */
  constructor(name, url, hear) {
    /** @param {string} file */
    this.url = (file) => url(`api/replay/${name}${file}`)
    this.hear = hear
    this.onVisible = () => this.schedule()
    document.addEventListener("visibilitychange", this.onVisible)
    this.start()
  }

  async start() {
    try {
      const answer = await fetch(this.url(""))
      const found = await answer.json()
      if (this.closed) return
      if (!answer.ok) return this.hear.gone(found.error)
      this.recording = found
      this.begin()
    } catch {
      if (!this.closed) this.timer = setTimeout(() => this.start(), 3000)
    }
  }

  begin() {
    this.clock = this.paused ? (this.recording?.seconds ?? 0) : 0
    this.before = performance.now()
    this.told = { rows: 0, pictures: 0 }
    this.fresh = true
    this.tick()
  }

  /** @param {boolean} paused */
  pause(paused) {
    this.paused = paused
    if (this.recording && !paused && this.clock >= this.recording.seconds) this.begin()
    else this.schedule()
  }

  schedule() {
    clearTimeout(this.timer)
    this.before = performance.now()
    if (!this.closed && !this.paused && !document.hidden && this.recording) this.timer = setTimeout(() => this.tick(), TICK_MS)
  }

  tick() {
    if (!this.recording) return
    const now = performance.now()
    this.clock += Math.min(1, (now - this.before) / 1000)
    if (this.clock > this.recording.seconds + REST_SECONDS) return this.begin()
    this.say(this.recording)
    this.schedule()
  }

  /** @param {Recording} recording */
  say({ rows, pictures, kinds: seen, title, seconds, diagram }) {
    const until = upTo(rows.at, this.clock)
    /**
     * @template T
     * @param {T[]} column
     */
    const part = (column) => column.slice(this.told.rows, until)
    const values = Object.fromEntries(Object.entries(rows.values).map(([name, column]) => [name, part(column)]))
    const shown = upTo(pictures.map((each) => each.at), this.clock)
    /** @type {NewPictures["kinds"]} */
    const kinds = {}
    /** @type {Record<string, Frame>} */
    const last = {}
    for (const { name, step, id } of pictures.slice(this.told.pictures, shown)) {
      kinds[name] ??= { id: [], step: [] }
      const kind = kinds[name], before = last[name] ?? { id: 0, step: 0 }
      kind.id.push(id - before.id)
      kind.step.push(step - before.step)
      last[name] = { id, step }
    }
    const row = Math.max(0, until - 1)
    const share = Math.min(1, this.clock / seconds)
    const pace = rows.seconds[rows.seconds.length - 1] / seconds
    this.hear.news({
      status: { state: "recording", note: title, step: rows.step[row], images: rows.images[row], seconds: rows.seconds[row],
        images_per_second: rows.images[row] / Math.max(0.1, this.clock * pace), share, seconds_left: null },
      rows: { last: until, reset: this.fresh, step: part(rows.step), images: part(rows.images), seconds: part(rows.seconds), values },
      pictures: { reset: this.fresh, kinds },
      kinds: kindsOf(seen, this.clock),
      diagram: diagram ?? null,
      facts: {},
      log: [],
    })
    this.told = { rows: until, pictures: shown }
    this.fresh = false
  }

  startOver() {}

  wake() {}

  /**
   * @param {string} _kind
   * @param {Frame} frame
   */
  pictureUrl(_kind, frame) {
    return this.url(`/${this.recording?.pictures.find((each) => each.id === frame.id)?.file}`)
  }

  /** @returns {Promise<Columns | null>} */
  async window() {
    return null
  }

  close() {
    this.closed = true
    clearTimeout(this.timer)
    document.removeEventListener("visibilitychange", this.onVisible)
  }
}

/**
 * @param {SeenKinds} kinds
 * @param {number} clock
 * @returns {KindShares | null}
 */
function kindsOf({ rows, names, num_images: number, reader }, clock) {
  const seen = rows.findLast((each) => each.at <= clock && clock <= 2 * each.at + 0.5) // older ones say nothing of now
  return seen ? { names, number, reader, ...seen } : null
}

/**
 * How many of the times have come.
 * @param {number[]} times
 * @param {number} now
 */
function upTo(times, now) {
  const index = times.findIndex((each) => each > now)
  return index < 0 ? times.length : index
}
