// The glossary's words: what one means stands under it while it is pointed at or has the focus, or after a tap; a second tap follows
// the link. One box and a few listeners serve the whole page. Without this, a word's title says it.
import { around } from "./page.js"

const GAP = 6 // px between word, box and the window's edge
const LEAVING = 200 // ms in which the pointer may cross from the word to the box

const box = Object.assign(document.createElement("p"), { id: "meaning", className: "meaning", role: "tooltip", popover: "auto" })
const WORD = ".md-content a.word"

/** @type {HTMLElement | null} */
let word = null
/** @type {HTMLElement | null} */
let tapped = null
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
  document.addEventListener("focusin", event => {
    const next = around(event, WORD)
    if (next?.matches(":focus-visible")) show(next)
    else hide()
  })
  // Before the player sees a link to a moment.
  addEventListener(
    "click",
    event => {
      if (event.pointerType !== "touch") return
      const next = around(event, WORD)
      if (event.target === box) hide() // it may lie over the next word
      if (next && next !== tapped) {
        event.preventDefault()
        event.stopPropagation()
        show(next)
      }
      tapped = next
    },
    true,
  )
}
