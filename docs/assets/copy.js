// Copy buttons: those of “Use this film”, and one for every block of code. Material's own make the browser lay out the page anew
// for each block while it loads; these come when it has time.
import { all, around, onPage } from "./page.js"

const SHOWN = 2500 // ms until a button offers to copy again

function offer() {
  for (const block of all(document, "pre:not(:has([data-copy])) > code")) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Copy", ariaLabel: "Copy the code" })
    button.dataset.copy = ""
    block.after(button)
  }
}

/**
 * @param {HTMLElement} button
 * @param {string} text
 */
function say(button, text) {
  button.dataset.copy ||= button.ariaLabel ?? ""
  button.textContent = button.ariaLabel = text
  setTimeout(() => Object.assign(button, { textContent: "Copy", ariaLabel: button.dataset.copy }), SHOWN)
}

document.addEventListener("click", async event => {
  const button = around(event, "[data-copy]")
  const words = button?.previousElementSibling
  if (!button || !words) return
  try {
    await navigator.clipboard.writeText(words.textContent)
    say(button, "Copied")
  } catch {
    // Where a page may not copy, the text is selected, ready for the keys.
    getSelection()?.selectAllChildren(words)
    say(button, "Selected")
  }
})

onPage(() => {
  if ("requestIdleCallback" in window) requestIdleCallback(offer)
  else setTimeout(offer)
})
