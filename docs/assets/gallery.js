// The gallery of films: stills that move while they are pointed at or focused, and buttons that pick a lesson.
import { all, around, find, motionWelcome, previewWelcome, theme } from "./page.js"

const WAIT = 120 // ms: a pointer that only passes by fetches nothing
const FILM = ".gallery__film"

/** @type {HTMLElement | null} */
let pointed = null
/** @type {HTMLElement | null} */
let focused = null
/** @type {HTMLElement | null} */
let moving = null // the film that moves, or is about to
/** @type {HTMLImageElement | null} */
let preview = null

function stop() {
  preview?.remove()
  preview = null
}

function update() {
  const wanted = previewWelcome() ? (pointed ?? focused) : null
  if (wanted === moving) return
  stop()
  moving = wanted
  if (wanted) setTimeout(() => moving === wanted && move(find(wanted, ".gallery__screen", HTMLElement)), WAIT)
}

/**
 * Lay the film over its still as soon as it is there.
 * @param {HTMLElement} screen
 */
async function move(screen) {
  stop()
  const image = Object.assign(new Image(), { alt: "", className: "gallery__preview", src: screen.dataset[theme()] })
  preview = image
  const decoded = await image.decode().then(
    () => true,
    () => false,
  )
  if (decoded && preview === image) screen.append(image) // by now another may be shown
}

/** @param {HTMLElement} filter @param {HTMLElement} button */
function centre(filter, button) {
  const left = button.offsetLeft - (filter.clientWidth - button.offsetWidth) / 2
  filter.scrollTo({ left, behavior: motionWelcome() ? "smooth" : "auto" })
}

/** @param {HTMLElement} filter @param {HTMLElement} button */
function choose(filter, button) {
  const { show } = button.dataset
  for (const other of all(filter, "[data-show]")) other.setAttribute("aria-pressed", String(other === button))
  centre(filter, button)
  let films = 0
  const sections = all(document, ".gallery")
  for (const section of sections) {
    section.hidden = show !== "" && section.dataset.lesson !== show
    if (!section.hidden) films += section.querySelectorAll(FILM).length
  }
  const first = sections.find(section => !section.hidden)
  if (first && first.getBoundingClientRect().top < filter.getBoundingClientRect().bottom) first.scrollIntoView() // it would begin behind the buttons
  find(filter, "[role=status]", HTMLElement).textContent = films === 1 ? "1 film" : `${films} films`
}

document.addEventListener("pointerover", event => {
  pointed = event.pointerType === "touch" ? null : around(event, FILM)
  update()
})
document.documentElement.addEventListener("pointerleave", () => {
  pointed = null
  update()
})
document.addEventListener("focusin", event => {
  const seen = around(event, ":focus-visible")
  focused = seen && around(event, FILM)
  const filter = seen && around(event, ".filter")
  if (filter) centre(filter, seen) // a browser is content with the half of it
  update()
})
document.addEventListener("focusout", () => {
  focused = null
  update()
})
document.addEventListener("keydown", ({ key }) => key === "Escape" && stop())
document.addEventListener("click", event => {
  const [filter, button] = [around(event, ".filter"), around(event, ".filter [data-show]")]
  if (filter && button) choose(filter, button)
})
