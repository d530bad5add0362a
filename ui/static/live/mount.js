// What Streamlit mounts: fetches the live view's modules once and keeps one view an element, however often it is called.
const views = new WeakMap()

function appUrl(data, path) {
  const base = data.base ? `${location.origin}/${data.base}/` : document.baseURI
  return new URL(path, base).href
}

export default function (component) {
  const { data, parentElement } = component
  let view = views.get(parentElement)
  if (!view) {
    view = { component, gone: false, live: null }
    views.set(parentElement, view)
    import(appUrl(data, `api/live/${data.version}/live.js`)).then(
      (module) => {
        if (!view.gone) view.live = module.mount(parentElement, view.component, (path) => appUrl(data, path))
      },
      () => {
        if (view.gone) return
        const words = document.createElement("p")
        words.textContent = "The live view could not be loaded. Reload the page."
        parentElement.append(words)
      },
    )
  }
  view.component = component
  view.live?.update(component)
  return () => {
    view.gone = true
    view.live?.destroy()
    if (views.get(parentElement) === view) views.delete(parentElement)
  }
}
