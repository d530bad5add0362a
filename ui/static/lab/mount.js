// What Streamlit mounts: fetches a view's modules once and keeps one view an element, however often it is called.
const views = new WeakMap()

function appUrl(data, path) {
  const base = data.base ? `${location.origin}/${data.base}/` : document.baseURI
  return new URL(path, base).href
}

export default function (component) {
  const { data, parentElement } = component
  let view = views.get(parentElement)
  if (!view) {
    view = { component, gone: false, lab: null }
    views.set(parentElement, view)
    import(appUrl(data, `api/lab/js/${data.version}/${data.view}_view.js`)).catch(() => {}) // both at once: lab.js asks again
    import(appUrl(data, `api/lab/js/${data.version}/lab.js`)).then(
      (module) => {
        if (!view.gone) view.lab = module.mount(parentElement, view.component, (path) => appUrl(data, path))
      },
      () => {
        if (view.gone) return
        const words = document.createElement("p")
        words.textContent = "This part could not be loaded. Reload the page."
        parentElement.append(words)
      },
    )
  }
  view.component = component
  view.lab?.update(component)
  return () => {
    view.gone = true
    view.lab?.close()
    if (views.get(parentElement) === view) views.delete(parentElement)
  }
}
