// The two forms of the classroom's page: join a class, and open one. What is wrong is said below the button.
import { button, element, make } from "../../../gan_core/web/dom.js"
import { send } from "./send.js"

/** @import { Component, Mounted, Url } from "../mount.js" */
/** @typedef {{ name: string, label: string, hint: string, length: number, value: string, letters: boolean }} Field */
/** @typedef {{ form: string, address: string, button: string, fields: Field[], next: string }} Data */

class Form {
  told = element("p", { class: "gc-told", role: "alert" })
  press = button("", () => {})
  node = element("form", { class: "gc-form" })
  /** @type {HTMLInputElement[]} */
  inputs = []

  /** @param {Data} data @param {Url} url */
  constructor(data, url) {
    this.data = data
    this.url = url
    for (const field of data.fields) {
      const input = element("input", {
        type: "text",
        name: field.name,
        maxlength: field.length,
        autocomplete: "off",
        autocapitalize: field.letters ? "characters" : "off",
        spellcheck: "false",
        placeholder: field.hint,
        class: field.letters ? "gc-code" : "",
      })
      input.value = field.value
      this.inputs.push(input)
      this.node.append(element("label", {}, make("span", "", field.label), input))
    }
    this.press.type = "submit"
    this.press.textContent = data.button
    this.node.append(this.press, this.told)
    this.node.onsubmit = (event) => {
      event.preventDefault()
      this.submit()
    }
  }

  async submit() {
    if (this.press.disabled) return
    this.press.disabled = true
    this.told.textContent = ""
    const words = await send(this.url(this.data.address), Object.fromEntries(this.inputs.map((each) => [each.name, each.value])))
    if (words) {
      this.told.textContent = words
      this.press.disabled = false
    } else location.assign(this.url(this.data.next)) // a new connection, which brings the cookie along
  }
}

/** @type {(parent: HTMLElement, component: Component<Data>, url: Url) => Mounted<Data>} */
export function mount(parent, component, url) {
  const form = new Form(component.data, url)
  parent.append(form.node)
  form.inputs.find((each) => !each.value)?.focus({ preventScroll: true })
  return { update() {}, close: () => form.node.remove() }
}
