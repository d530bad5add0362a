// What every drawing of how a run learns is told, and what it may ask; see diagrams.js for the drawings there are.

/** @import { Change, News } from "./feed.js" */
/** @import { Address, Pictures } from "./pictures.js" */
/** @import { Series } from "./series.js" */
/** @import { Theme } from "./theme.js" */
/** What Python says of a network: its title, the setting of its learning rate, and what that was at the start. */
/** @typedef {{ title: string, rate: string, lr: number }} NetworkAbout */
/** @typedef {{ name: string, value: number }} Live a live setting and what it was at the start */
/**
 * The text network of a model that draws sentences, what it learns from, its learning rate as a share of G's, whether D is shown captions of others too,
 * and the weight of each network's loss.
 * @typedef {{ network: string, path: string, rate_share: number, mismatched: boolean, weights: Record<"T" | "G" | "D", Live> }} TextAbout
 */
/** @typedef {{ name: string, networks: Record<string, NetworkAbout>, points: boolean, text?: TextAbout }} About */
/** @typedef {{ name: string, value: unknown }} Command what the run is asked for */
/**
 * What a drawing may use. `ask` sends a command to the run.
 * @typedef {{ about: About, pictures: Pictures, ask(command: Command): void }} Host
 */
/** @typedef {{ news: News, series: Series, theme: Theme }} Moment all that is known at one moment */
/** @typedef {{ node: HTMLElement, show(moment: Moment): void, close(): void }} Drawing */

/**
 * Whether a run can be told something now: a learning rate, while it goes on.
 * @param {string} state
 */
export const listens = (state) => state === "running" || state === "paused"

/**
 * A live setting as it holds now: as the run says, as it was changed last, or as it was at the start.
 * @param {Live} setting
 * @param {Record<string, number | string>} live
 * @param {Change[]} changes
 */
export function settingNow({ name, value }, live, changes) {
  const told = live[name] ?? changes.findLast((each) => each.name === name)?.value
  return typeof told === "number" ? told : value
}
