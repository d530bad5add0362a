// What stays outside of all fragments and can ask for a run of the whole page; see revive.js.
/** @import { Component } from "../mount.js" */

/** @param {Component<unknown>} component */
export default function (component) {
  const act = () => component.setTriggerValue("again", Date.now())
  window.addEventListener("gan-revive", act)
  return () => window.removeEventListener("gan-revive", act)
}
