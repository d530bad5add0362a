// What Streamlit mounts, for every view of ours: fetches its modules once and keeps one view an element, however often
// it is called. `data.entry` is the module whose mount() makes the view; those in `data.preload` are fetched beside it.

/**
 * What Streamlit hands over: the data that Python sent, and how Python is told.
 * @template Data
 * @typedef {Object} Component
 * @property {Data} data
 * @property {HTMLElement} parentElement
 * @property {(name: string, value: unknown) => void} setStateValue
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */
/**
 * A view as a module's mount() gives it.
 * @template Data
 * @typedef {{ update(component: Component<Data>): void, close(): void }} Mounted
 */
/** @typedef {(path: string) => string} Url the whole address of a path below the app's own */
/** @typedef {{ entry: string, preload?: string[] }} Entry */
/** @typedef {{ component: Component<Entry>, gone: boolean, made: Mounted<Entry> | null }} Kept */

/** @type {WeakMap<HTMLElement, Kept>} */
const views = new WeakMap()

/**
 * All pages lie side by side, so this holds on each of them, and below whatever path a proxy serves them.
 * @type {Url}
 */
const appUrl = (path) => new URL(path, document.baseURI).href

/** @param {Component<Entry>} component */
export default function (component) {
  const { data, parentElement } = component
  const known = views.get(parentElement)
  /** @type {Kept} */
  const view = known ?? { component, gone: false, made: null }
  if (!known) {
    views.set(parentElement, view)
    for (const path of data.preload ?? []) import(appUrl(path)).catch(() => {}) // whoever needs it asks again
    import(appUrl(data.entry)).then(
      (module) => {
        if (!view.gone) view.made = module.mount(parentElement, view.component, appUrl)
      },
      () => {
        if (view.gone) return
        const words = document.createElement("p")
        words.textContent = "This part of the page could not be loaded. Reload the page."
        parentElement.append(words)
      },
    )
  }
  view.component = component
  view.made?.update(component)
  return () => {
    view.gone = true
    view.made?.close()
    if (views.get(parentElement) === view) views.delete(parentElement)
  }
}
