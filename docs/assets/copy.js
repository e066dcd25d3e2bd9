// Copy buttons: those of “Use this film”, and one for every block of code. Material's own make the browser lay out the page anew
// for each block while it loads; these come when it has time.
import { all, around } from "./page.js"

const SHOWN = 2500 // ms until a button offers to copy again
const status = Object.assign(document.createElement("p"), { className: "unseen", role: "status" })
document.body.append(status)

function offer() {
  for (const block of all(document, "pre:not(:has([data-copy])) > code")) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Copy", ariaLabel: "Copy the code" })
    button.dataset.copy = ""
    block.after(button)
  }
}

let hush = 0 // what was said last has its time, however soon it follows

/** For those who see the button, and for those who listen. @param {HTMLElement} button @param {string} text @param {string} words */
function say(button, text, words) {
  button.textContent = text
  status.textContent = words
  clearTimeout(hush)
  hush = setTimeout(() => {
    status.textContent = ""
  }, SHOWN)
  setTimeout(() => {
    button.textContent = "Copy"
  }, SHOWN)
}

document.addEventListener("click", async event => {
  const button = around(event, "[data-copy]")
  const words = button?.previousElementSibling
  if (!button || !words) return
  try {
    await navigator.clipboard.writeText(words.textContent)
    say(button, "Copied", "Copied")
  } catch {
    // Where a page may not copy, the text is selected, ready for the keys.
    getSelection()?.selectAllChildren(words)
    say(button, "Selected", "Could not copy. The text is selected: press Control and C")
  }
})

if ("requestIdleCallback" in window) requestIdleCallback(offer, { timeout: 2000 })
else setTimeout(offer)
