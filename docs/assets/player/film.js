// A figure and its controls. All that they show is in the page already.
import { all, alone, around, find, motionWelcome } from "../page.js"
import { Numbers } from "./numbers.js"
import { Playback } from "./playback.js"
import { Question } from "./question.js"

/** @type {Record<string, string>} */
const KEYS = { " ": "play", ArrowLeft: "back", ArrowRight: "next", Home: "first", End: "last", "[": "stop-back", "]": "stop-next" }

export class Film {
  listeners = new AbortController()
  timer = 0

  /** @param {HTMLElement} figure @param {{ changed(film: Film): void }} page */
  constructor(figure, page) {
    const { film, opens, heavy } = figure.dataset
    const asks = figure.querySelector(".film__ask")
    const { signal } = this.listeners
    this.figure = figure
    this.page = page
    this.name = film
    this.heavy = heavy !== undefined
    this.opens = opens !== undefined // at a step, without being asked to
    this.screens = find(figure, ".film__screens", HTMLElement)
    this.slider = find(figure, "[type=range]", HTMLInputElement)
    this.label = find(figure, ".film__step b", HTMLElement)
    this.said = find(figure, ".film__said", HTMLElement)
    this.more = find(figure, ".film__more", HTMLDetailsElement)
    this.button = find(figure, "[data-do=play]", HTMLElement)
    this.numbers = new Numbers(figure)
    this.playback = new Playback(figure, this.numbers.rows.length - 1, Number(opens ?? this.slider.defaultValue), () => this.write())
    this.question = asks ? new Question(figure, this) : undefined
    figure.tabIndex = -1
    figure.querySelector("[data-do=full]")?.toggleAttribute("hidden", !document.fullscreenEnabled)
    for (const row of all(figure, ".film__run [id]")) row.removeAttribute("id") // the player opens those addresses
    figure.addEventListener("click", event => this.click(event), { signal })
    figure.addEventListener("keydown", event => this.press(event), { signal })
    this.more.addEventListener("focusout", ({ relatedTarget }) => this.more.contains(/** @type {Node} */ (relatedTarget)) || this.close(), {
      signal,
    })
    // The choice of speeds: a browser looks closely at each that is there while a page loads, in case it could fill it in.
    this.more.addEventListener(
      "toggle",
      () => {
        for (const late of this.more.querySelectorAll("template")) late.replaceWith(late.content)
      },
      { signal },
    )
    figure.addEventListener("input", ({ target }) => this.input(target), { signal })
    this.screens.addEventListener("pointermove", event => this.question?.drag(event), { signal })
    this.playback.film.phone?.addEventListener("change", () => this.playback.dress(), { signal })
    this.write()
  }

  write() {
    const { figure, numbers, slider, button, playback } = this
    const { state, running, index, shown, last } = playback
    const { classList, dataset } = figure
    const entered = dataset.state !== state
    const ended = entered && dataset.state === "playing" && index === last
    if (entered) dataset.state = state
    if (shown < 0) delete dataset.step
    else dataset.step = String(numbers.steps[shown])
    classList.toggle("film--live", shown >= 0 && state !== "failed")
    classList.toggle("film--running", running)
    classList.toggle("film--end", index === last)
    if (state === "playing" || state === "failed") classList.add("film--asked")
    slider.valueAsNumber = index
    slider.ariaValueText = running ? "playing" : numbers.words(index)
    button.title = running ? "Pause" : "Play"
    this.label.textContent = numbers.labels[index] ?? String(numbers.steps[index]) // beside “step”, where frames have no names
    numbers.write(index)
    if (ended) this.say(numbers.words(last))
    if (entered && state === "failed") this.fail()
    if (entered) this.stay()
    this.question?.follow(shown)
    if (entered) this.page.changed(this)
  }

  /** How far its section goes on below the figure, and where the picture is cut off: picture and slider stay so long on a phone, see player.css. */
  stay() {
    const { figure, playback } = this
    if (!playback.film.phone?.matches || !figure.matches(".film--asked")) return
    /** @type {Element} */
    let end = figure.lastElementChild ?? figure
    const top = end.getBoundingClientRect().bottom
    for (let next = figure.nextElementSibling; next && !next.matches("h2, h3, .film, .onwards"); next = next.nextElementSibling) {
      next.classList.add("below-film") // by this name, and not as what follows a film, its links are found quickly
      end = next
    }
    figure.style.setProperty("--read", `${end.getBoundingClientRect().bottom - top}px`)
    if (figure.dataset.fold) figure.style.setProperty("--fold", figure.dataset.fold)
  }

  /** @param {MouseEvent} event */
  click(event) {
    const choice = around(event, "[data-choice]")
    const does = around(event, "button[data-do]")?.dataset.do
    const screen = around(event, ".film__screen")
    const stop = around(event, "[data-stop]")
    if (stop) this.act("seek", Number(stop.dataset.stop))
    if (screen && this.question?.point(event)) return
    if (screen) this.figure.focus({ preventScroll: true })
    if (choice) this.question?.choose(choice)
    else if (does || screen) this.act(does ?? "play")
    if (does && !does.startsWith("stop-")) this.close()
  }

  /** What else can be done with the film is folded again, and the focus does not go with it. */
  close() {
    if (!this.more.open) return
    if (this.more.contains(document.activeElement)) find(this.more, "summary", HTMLElement).focus()
    this.more.open = false
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const turn = this.question?.turn(event)
    if (turn !== undefined) {
      event.preventDefault()
      if (turn) this.act(turn)
      return
    }
    const { key, target, shiftKey } = event
    const does = KEYS[key] && (shiftKey && key.startsWith("Arrow") ? `stop-${KEYS[key]}` : KEYS[key])
    const stop = does?.startsWith("stop-")
    if (key === "Escape") this.close()
    const native = key === " " ? around(event, "button, summary") : target === this.slider && !stop
    if (!does || native || around(event, "select, .film__ask, figcaption")) return
    if (event.metaKey || (!stop && (event.ctrlKey || event.altKey || shiftKey))) return // [ and ] may need AltGr
    event.preventDefault()
    this.act(does)
  }

  /** @param {EventTarget | null} target */
  input(target) {
    if (target === this.slider) this.act("seek", this.slider.valueAsNumber)
    else if (target instanceof HTMLSelectElement) this.playback.speed(Number(target.value))
    else this.question?.touch()
  }

  /** @param {string} does */
  act(does, value = 0) {
    const { playback, numbers } = this
    const { index, last, running } = playback
    if (does === "link") return this.link()
    if (this.question?.does(does)) return
    if (does === "full") return this.full()
    if (does === "loose") return this.figure.classList.add("film--loose")
    /** @type {Record<string, number>} */
    const steps = {
      seek: value,
      open: value,
      first: 0,
      last,
      back: Math.max(0, index - 1),
      next: Math.min(last, index + 1),
      "stop-back": numbers.stops.findLast(({ frame }) => frame < index)?.frame ?? 0,
      "stop-next": numbers.stops.find(({ frame }) => frame > index)?.frame ?? last,
    }
    if (does in steps) playback.go(steps[does])
    else if (playback.state === "failed") return
    else if (running && does === "play") playback.pause()
    else playback.play(does === "replay" ? 0 : undefined)
    this.say(playback.running || does === "seek" ? "" : numbers.words(playback.index)) // the slider speaks itself
  }

  async full() {
    if (document.fullscreenElement) return document.exitFullscreen()
    await this.figure.requestFullscreen()
    // A phone has more room for the film when it lies on its side; other screens do not turn.
    await /** @type {any} */ (screen.orientation).lock?.("landscape").catch(() => {})
  }

  /** @param {number} index */
  open(index) {
    const { figure } = this
    figure.classList.add("film--asked")
    for (const part of all(figure, ".film__table")) part.removeAttribute("open")
    if (!alone()) {
      const { top, bottom } = this.playback.film.screen.getBoundingClientRect()
      if (top < 40 || bottom > innerHeight) figure.scrollIntoView({ block: "start" })
      figure.focus({ preventScroll: true })
    }
    this.act("open", index)
  }

  async link() {
    const { numbers, playback, name } = this
    const address = new URL(`#${name}@${numbers.steps[playback.index]}`, location.href).href
    try {
      await navigator.clipboard.writeText(address)
      this.say(`Link to ${numbers.label(playback.index)} copied`, true)
    } catch {
      history.replaceState(history.state, "", address)
      this.say("The address bar holds the link now", true)
    }
  }

  /** To those who listen, and where it is to be `seen` to all. It does not stay: it would soon be wrong. @param {string} words */
  say(words, seen = false) {
    clearTimeout(this.timer)
    this.said.textContent = words
    this.said.classList.toggle("film__said--seen", seen)
    if (words) this.timer = setTimeout(() => this.say(""), seen ? 6000 : 2000)
  }

  /** The GIFs take the place of the videos; the numbers of each step need none. */
  fail() {
    const { figure, playback, slider } = this
    const moves = motionWelcome() && !alone()
    const note = Object.assign(document.createElement("p"), { className: "film__note" })
    note.append(`The video could not be loaded. The picture is the ${moves ? "GIF" : "still"}; the numbers below go step by step. `)
    this.say(note.textContent)
    if (moves) {
      /** @type {[HTMLImageElement, string, string][]} */
      const images = []
      for (const source of all(figure, "source")) source.remove()
      const { screen, addresses } = playback.film
      for (const image of screen.querySelectorAll("img"))
        images.push([image, image.src, addresses[image.matches(".only-dark") ? "dark" : "light"].replace(/mp4$/, "gif")])
      const stop = Object.assign(document.createElement("button"), { type: "button" })
      const turn = (moving = true) => {
        for (const [image, still, gif] of images) image.src = moving ? gif : still
        stop.textContent = moving ? "Stop it" : "Move it"
        stop.onclick = () => turn(!moving)
      }
      turn()
      note.append(stop)
    }
    find(figure, ".film__desk", HTMLElement).before(note)
    if (figure.contains(document.activeElement) && !document.activeElement?.checkVisibility()) slider.focus()
    playback.destroy()
  }

  destroy() {
    this.listeners.abort()
    this.question?.leave()
    this.playback.destroy()
  }
}
