// What the scripts of a page share.

/** Whether the page is a file that holds one film: see player/alone.js. */
export const alone = () => document.body.dataset.controls !== undefined

export const theme = () => (document.body.dataset.mdColorScheme === "slate" ? "dark" : "light")

/** @param {() => void} change */
export const onTheme = change => new MutationObserver(change).observe(document.body, { attributeFilter: ["data-md-color-scheme"] })

export const motionWelcome = () => !matchMedia("(prefers-reduced-motion: reduce)").matches

/** Whether a still of the gallery may move where it is pointed at. */
export const previewWelcome = () => motionWelcome() && !navigator.connection?.saveData

/** @template {Element} T @param {ParentNode} root @param {string} selector @param {new () => T} type */
export function find(root, selector, type) {
  const element = root.querySelector(selector)
  if (element instanceof type) return element
  throw new TypeError(`${selector} is missing`)
}

/** @param {ParentNode} root @param {string} selector @returns {HTMLElement[]} */
export const all = (root, selector) => Array.from(root.querySelectorAll(selector))

/** The `selector` in which an event happened. @param {Event} event @param {string} selector @returns {HTMLElement | null} */
export const around = ({ target }, selector) => (target instanceof Element ? target.closest(selector) : null)
