// What the doctor found: calm cards with the remedies as buttons. The doctor is Python; this only shows its words.
import { button, element, say } from "../../../gan_core/web/dom.js"

/** @import { Finding } from "./feed.js" */

/** @type {Record<string, string>} */
const WAYS = {
  live: "Applied to this run from its next step.",
  fork: "Starts a new run that continues from the last checkpoint of this one.",
  restart: "Starts a new run from the beginning.",
}

export class Findings {
  /** @type {{ node: HTMLElement, say(finding: Finding): void }[]} */
  cards = []
  shown = ""

  /**
   * @param {(chosen: string) => void} choose is told "illness:number" of the remedy
   * @param {string} page where the evidence is
   */
  constructor(choose, page) {
    this.choose = choose
    this.title = element("p", { class: "gl-found-title" }, "The doctor ", element("a", { href: page, title: "The curves behind it, and what the failure mode is" }, "see the evidence"))
    this.list = element("div", { class: "gl-found-list" })
    this.node = element("section", { class: "gl-found", hidden: "", "aria-label": "What the doctor found" }, this.title, this.list)
  }

  /** @param {Finding[]} findings */
  show(findings) {
    this.node.hidden = !findings.length
    // Numbers in a sentence grow with every look: a card is made anew only for another illness or other remedies.
    const known = JSON.stringify(findings.map((each) => [each.illness, each.remedies]))
    if (known !== this.shown) {
      this.shown = known
      this.cards = findings.map((each) => this.card(each))
      this.list.replaceChildren(...this.cards.map((card) => card.node))
    }
    findings.forEach((each, index) => this.cards[index].say(each))
  }

  /** @param {Finding} finding */
  card(finding) {
    const sentence = element("p", {})
    const since = element("span", { class: "gl-quiet" })
    const buttons = finding.remedies.map((remedy, index) => {
      const made = button(remedy.label, () => this.press(made, finding.illness, index), WAYS[remedy.way])
      made.className = "gl-live"
      return made
    })
    const head = element("p", {}, element("strong", {}, finding.title), " ", since)
    const node = element("article", { class: "gl-finding", "data-severity": finding.severity }, head, sentence, element("div", { class: "gl-remedies" }, ...buttons))
    return {
      node,
      say(/** @type {Finding} */ now) {
        say(since, `since step ${now.since_step.toLocaleString("en-GB")}`)
        say(sentence, now.sentence)
      },
    }
  }

  /**
   * @param {HTMLButtonElement} pressed
   * @param {string} illness
   * @param {number} index
   */
  press(pressed, illness, index) {
    pressed.disabled = true // one click is one remedy
    setTimeout(() => {
      pressed.disabled = false
    }, 3000)
    this.choose(`${illness}:${index}`)
  }
}
