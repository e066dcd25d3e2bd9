// What Material's own scripts leave for a keyboard or a screen reader to stumble over.

function mend() {
  // What scrolls sideways must be reachable without a mouse; what does not must not stop the Tab key.
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap, math[display=block]"))
    if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0")
    else box.removeAttribute("tabindex")
}

// Once for all that comes together: to ask what scrolls makes the browser lay the page out.
let due = false
function later() {
  if (due) return
  due = true
  setTimeout(() => {
    due = false
    mend()
  }, 100)
}

new MutationObserver(changes => {
  if (changes.some(({ addedNodes }) => [...addedNodes].some(node => node instanceof Element))) later()
}).observe(document.documentElement, { childList: true, subtree: true })
addEventListener("resize", later)
