// Elements of a page: made, told, marked. Only what changed is written, so that a screen reader and the layout are left
// in peace.

/**
 * An element with these attributes and children. "class" is its class; a name like "onclick" takes a function.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, each] of Object.entries(attributes)) {
    if (name === "class") made.className = String(each)
    else if (name.startsWith("on")) Object.assign(made, { [name]: each })
    else made.setAttribute(name, String(each))
  }
  made.append(...children)
  return made
}

/**
 * An element with a class and a text: the short form of `element`.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, name = "", text = "") {
  const made = document.createElement(tag)
  if (name) made.className = name
  made.textContent = text
  return made
}

/**
 * A button that calls `act` when pressed; `help` is shown where a pointer rests on it.
 * @param {string} words
 * @param {(event: MouseEvent) => void} act
 */
export function button(words, act, help = "") {
  const made = make("button", "", words)
  made.type = "button"
  if (help) made.title = help
  made.addEventListener("click", act)
  return made
}

/**
 * A slider, at `value`.
 * @param {{ min: number, max: number, step: number, value: number }} range
 * @param {string} name
 */
export function slider({ min, max, step, value }, name = "") {
  const made = make("input", name)
  made.type = "range"
  made.min = String(min) // before the value, which the ends would cut off
  made.max = String(max)
  made.step = String(step)
  made.value = String(value)
  return made
}

/**
 * @param {Node} node
 * @param {string} text
 */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text
}

/**
 * Words that are not always there: without any the element is hidden.
 * @param {HTMLElement} node
 * @param {string} words
 */
export function sayOrHide(node, words) {
  node.hidden = !words
  say(node, words)
}

/**
 * Write an attribute; null takes it away.
 * @param {Element} node
 * @param {string} name
 * @param {unknown} value
 */
export function set(node, name, value) {
  if (value === null) node.removeAttribute(name)
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value))
}

/**
 * Whether a button is pressed, for one that stays so.
 * @param {Element} node
 * @param {boolean} on
 */
export const press = (node, on) => set(node, "aria-pressed", on)

/**
 * A button that does nothing now keeps the focus, so that keys go on working.
 * @param {Element} node
 * @param {boolean} is
 */
export const off = (node, is) => set(node, "aria-disabled", is ? "true" : null)

/**
 * One more of what the element counts in its data: tests and films wait for it.
 * @param {HTMLElement} node
 * @param {string} name
 */
export function countUp(node, name = "frames") {
  node.dataset[name] = String(Number(node.dataset[name] ?? 0) + 1)
}

/**
 * Keys go on working in a row of tabs that was made anew.
 * @param {Element} tabs
 */
export function focusChosen(tabs) {
  const chosen = tabs.querySelector("[aria-selected=true]")
  if (chosen instanceof HTMLElement) chosen.focus()
}

/**
 * What went wrong, in words.
 * @param {unknown} error
 */
export const reason = (error) => (error instanceof Error ? error.message : String(error))
