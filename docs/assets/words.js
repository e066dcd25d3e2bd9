// The glossary's words: what one means stands under it while it is pointed at, or after a tap. One box and a few listeners serve
// the whole page; Material's tooltips cost the browser time for every word while a page loads. Without this, a word's title says it.
import { around } from "./page.js"

const GAP = 6 // px between word, box and the window's edge
const LEAVING = 200 // ms in which the pointer may cross from the word to the box

const box = Object.assign(document.createElement("p"), { id: "meaning", className: "meaning", role: "tooltip", popover: "auto" })
const WORD = ".md-content abbr[title]:not(.glossary *)"

/** @type {HTMLElement | null} */
let word = null
let leaving = 0

/** @param {HTMLElement} next */
function show(next) {
  if (next === word) return
  hide()
  word = next
  box.textContent = word.title
  word.title = "" // or else the browser shows it as well
  word.setAttribute("aria-describedby", box.id)
  document.body.append(box)
  box.showPopover()
  const place = word.getClientRects()[0]
  const left = Math.max(GAP, Math.min(place.left, document.documentElement.clientWidth - box.offsetWidth - GAP))
  const above = place.bottom + box.offsetHeight + 2 * GAP > innerHeight
  box.style.left = `${scrollX + left}px`
  box.style.top = `${scrollY + (above ? place.top - box.offsetHeight - GAP : place.bottom + GAP)}px`
}

function hide() {
  if (word) box.hidePopover()
}

if ("showPopover" in box) {
  // Escape, or a tap elsewhere, closes the box without asking here.
  box.addEventListener("beforetoggle", ({ newState }) => {
    if (newState === "open") return
    if (!word) return
    word.title = box.textContent
    word.removeAttribute("aria-describedby")
    word = null
  })
  document.addEventListener("pointerover", event => {
    if (event.pointerType === "touch") return
    const next = around(event, WORD)
    clearTimeout(leaving)
    if (next) show(next)
    else if (word && event.target !== box) leaving = setTimeout(hide, LEAVING)
  })
  document.addEventListener("click", event => {
    if (event.pointerType === "touch" && event.target === box) return hide() // it may lie over the next word
    const next = around(event, WORD)
    if (next && !next.closest("a, button, label, summary")) show(next)
  })
  window.location$?.subscribe(hide) // Material swaps pages in without loading them
}
