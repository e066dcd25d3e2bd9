// Copy buttons: those of “Use this film”, and one for every block of code. Material's own make the browser lay out the page anew
// for each block while it loads; these come when it has time.

const SAID = 2500 // ms until a button offers to copy again

function offer() {
  for (const block of document.querySelectorAll("pre:not(:has([data-copy])) > code")) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Copy", ariaLabel: "Copy the code" })
    button.dataset.copy = ""
    block.after(button)
  }
}

function say(button, text) {
  button.dataset.copy ||= button.ariaLabel
  button.textContent = button.ariaLabel = text
  setTimeout(() => Object.assign(button, { textContent: "Copy", ariaLabel: button.dataset.copy }), SAID)
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy]")
  if (!button) return
  const words = button.previousElementSibling
  try {
    await navigator.clipboard.writeText(words.textContent)
    say(button, "Copied")
  } catch {
    // Where a page may not copy, the text is selected, ready for the keys.
    getSelection().selectAllChildren(words)
    say(button, "Selected")
  }
})

const later = () => (window.requestIdleCallback ?? setTimeout)(offer)
if (window.document$) window.document$.subscribe(later) // Material swaps pages in without loading them, and says so
else later()
