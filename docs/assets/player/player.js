// The films of a page, of which one plays at a time, when a reader starts it.
import { alone, around, onTheme } from "../page.js"
import { Film } from "./film.js"

/** @type {Map<Element | null, Film>} by <sgd-film> */
const films = new Map()
let interacted = false // until then a page is kept light

const page = {
  /** @param {Film} film */
  changed(film) {
    if (!film.playback.running) return
    for (const { playback } of films.values()) if (playback !== film.playback && playback.running) playback.pause()
  },
}

// A film that is out of sight stops.
const view = new IntersectionObserver(
  entries => {
    for (const { target, intersectionRatio } of entries) {
      const film = films.get(target.closest("sgd-film"))
      if (!film) continue
      film.figure.classList.toggle("film--seen", intersectionRatio > 0)
      if (!intersectionRatio && film.playback.running) film.playback.pause()
    }
  },
  { threshold: [0] },
)

// Questions stand at their step.
const near = new IntersectionObserver(
  entries => {
    for (const { target, isIntersecting } of entries) {
      const film = films.get(target.closest("sgd-film"))
      if (film?.opens && isIntersecting && (interacted || !film.heavy) && film.playback.state === "idle") film.playback.pause()
    }
  },
  { rootMargin: "50% 0px" },
)

customElements.define(
  "sgd-film",
  class extends HTMLElement {
    // In a task for each, so that a reader's press is not kept waiting by all of them.
    connectedCallback() {
      setTimeout(() => this.begin())
    }

    begin() {
      const figure = this.closest("figure")
      if (!this.isConnected || films.has(this) || !figure || figure.dataset.state === "failed") return
      const film = new Film(figure, page)
      films.set(this, film)
      view.observe(film.screens)
      near.observe(film.screens)
    }

    disconnectedCallback() {
      films.get(this)?.destroy()
      films.delete(this)
    }
  },
)

// #good_lr@12; where a film is alone also #@12 and #stop-2
function moment() {
  const [, name, step, stop] = /^#(?:(\w*)(?:@|%40)(\d+)|stop-(\d+))$/.exec(location.hash) ?? []
  for (const film of films.values()) {
    if (!step && !stop) return
    if (name ? film.name !== name : !alone()) continue
    const index = step ? film.numbers.nearest(Number(step)) : film.numbers.stops[Number(stop) - 1]?.frame
    if (index !== undefined) film.open(index)
  }
}

/** A page that comes to lie under a pointer at rest is told of a move by nothing. @param {Event} event */
function interact(event) {
  if (interacted || (event instanceof PointerEvent && event.type === "pointermove" && !event.movementX && !event.movementY)) return
  interacted = true
  for (const { screens } of films.values()) {
    near.unobserve(screens)
    near.observe(screens) // tells anew
  }
}

// A second time, too, when the address stays as it is.
addEventListener("click", event => {
  const link = around(event, "a[href*='@']")
  if (link instanceof HTMLAnchorElement && link.href === location.href) moment()
})
addEventListener("hashchange", moment)
for (const sign of ["pointermove", "pointerdown", "touchstart", "wheel", "scroll", "keydown"])
  addEventListener(sign, interact, { passive: true })
onTheme(() => {
  for (const { playback } of films.values()) playback.dress()
})
setTimeout(moment) // when all are there
