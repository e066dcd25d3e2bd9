// A question about a film: answers to choose from, or numbers on sliders, which may be a place on the picture. The guess stands under the picture until the moment that decides it; there the film pauses, and the run judges.
import { ANSWERS, keep, recall } from "../memory.js"
import { all, find, motionWelcome } from "../page.js"

const TICK = 0.17 // how much of a panel's height the mark of a single number takes: over all of it, it would cross what the film shows

/** A number of a slider in words. @param {HTMLInputElement} value @param {string} [number] */
const spoken = ({ dataset }, number = "") => dataset.says?.replace("{}", number.replace("-", "−")) ?? ""

/** How far a number lies along its slider. @param {HTMLInputElement} value @param {number} number */
const share = ({ min, max }, number) => (number - Number(min)) / (Number(max) - Number(min))

export class Question {
  judged = false
  touched = false // a number or a place was chosen

  /** @param {HTMLElement} figure @param {import("./film.js").Film} film */
  constructor(figure, film) {
    this.figure = figure
    this.film = film
    this.opens = Number(figure.dataset.opens)
    this.decided = Number(figure.dataset.decided)
    this.choices = all(figure, "[data-choice]")
    this.values = /** @type {HTMLInputElement[]} */ (all(figure, "[data-right]")) // or numbers on sliders
    this.pin = figure.querySelector(".film__pin")
    this.button = figure.querySelector("[data-do=guess]")
    this.told = find(figure, ".film__told", HTMLElement)
    this.verdict = find(this.told, "strong", HTMLElement)
    this.words = find(this.told, "span span", HTMLElement)
    this.offer = this.words.textContent
    this.again = find(figure, "[data-do=forget]", HTMLElement)
    /** @type {string | undefined} the answer, or the numbers */
    this.said = recall(ANSWERS)?.[figure.id]
    const numbers = this.said?.split(" ") ?? []
    if (this.values.length !== numbers.length && !this.choices.some(({ textContent }) => textContent === this.said)) this.said = undefined
    else if (this.values.length === numbers.length) for (const [i, value] of this.values.entries()) value.value = numbers[i]
    this.touched = Boolean(this.said)
    this.place()
    this.mark()
    if (this.said) this.judge()
    if (this.words.parentElement) this.words.parentElement.role = "status" // only what is said from now on is news
    this.off = () => !document.fullscreenElement && this.dismiss()
    document.addEventListener("fullscreenchange", this.off)
    figure.addEventListener("keydown", ({ key }) => key === "Escape" && this.dismiss()) // where there is no full screen to leave
  }

  get inLecture() {
    return this.figure.classList.contains("film--lecture")
  }

  /** @param {HTMLElement} choice */
  choose(choice) {
    if (this.inLecture) return this.count(choice, 1)
    if (!this.judged) this.commit(choice.textContent ?? "")
  }

  /** @param {string} said */
  commit(said) {
    this.said = said
    keep(ANSWERS, { ...recall(ANSWERS), [this.figure.id]: said })
    this.touch()
    this.words.textContent = `You said “${this.guess}”. The run decides.`
    this.show()
    this.reveal()
  }

  /** Bring into view the picture with its verdict, or all of a picture that comes after its question. Where it stays while the page scrolls, on a phone, bring the verdict right below it, unless all is seen: the question goes under the picture. */
  reveal() {
    if (!motionWelcome()) return
    const { top, bottom } = find(this.figure, ".film__ask", HTMLElement).getBoundingClientRect()
    const desk = find(this.figure, ".film__desk", HTMLElement)
    const below = desk.getBoundingClientRect().bottom
    if (getComputedStyle(this.film.screens).position !== "sticky") {
      const above = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) - this.film.screens.getBoundingClientRect().top
      if (below > innerHeight) desk.scrollIntoView({ behavior: "smooth", block: "end" })
      else if (above > 0 && bottom + above <= innerHeight) this.figure.scrollIntoView({ behavior: "smooth" })
    } else if (bottom > innerHeight || top < below) this.told.scrollIntoView({ behavior: "smooth" })
  }

  /** Whether there are numbers to guess: a room has answers to choose from. */
  get guesses() {
    return this.values.length > 0 && !this.inLecture
  }

  /** The guess in words, or what is `right`. */
  get guess() {
    return this.guesses ? this.values.map(value => spoken(value, value.value)).join(", ") : this.said
  }

  get right() {
    if (this.guesses) return this.values.map(value => spoken(value, value.dataset.right)).join(", ")
    return this.choices.find(({ dataset }) => dataset.choice === "right")?.textContent
  }

  touch() {
    this.touched = true
    this.place()
    this.mark()
  }

  /** Show the guess at the sliders, and over the picture until it is decided; there it is joined to what is right. A place waits to be dragged, a number is shown once there is one. */
  place() {
    for (const value of this.values) {
      value.ariaValueText = spoken(value, value.value)
      find(/** @type {HTMLElement} */ (value.closest("label")), "output", HTMLElement).textContent = value.ariaValueText
      value.parentElement?.style.setProperty("--at", `${share(value, Number(value.dataset.right))}`)
    }
    const { pin, values, film, figure } = this
    const { index } = film.playback
    if (!(pin instanceof HTMLElement)) return
    pin.hidden = index > this.decided || !(this.touched || pin.dataset.wide)
    if (!pin.dataset.wide) {
      pin.textContent = `Your guess: ${this.guess}`
      return
    }
    pin.classList.toggle("film__pin--waiting", !this.touched)
    const both = this.judged && !pin.hidden && index === this.decided
    const said = values.map(({ valueAsNumber }) => valueAsNumber)
    const right = values.map(({ dataset }) => Number(dataset.right))
    const away = Math.hypot(...said.map((number, i) => number - right[i])).toPrecision(2)
    figure.classList.toggle("film--both", both)
    const waits = values.length > 1 ? "your guess?" : "← your guess? →"
    pin.dataset.says = both ? `your guess, ${Number(away)} away` : this.touched ? "your guess" : waits
    pin.classList.toggle("film__pin--over", said[values.length - 1] > right[values.length - 1])
    const line = find(figure, ".film__apart line", SVGElement)
    this.put(pin, said, line, 1)
    this.put(find(figure, ".film__pin--run", HTMLElement), right, line, 2)
  }

  /** A mark in its place, and this end of the line. @param {HTMLElement} pin @param {number[]} numbers @param {SVGElement} line @param {1 | 2} end */
  put({ style }, numbers, line, end) {
    const [left, right, bottom, top] = this.corners()
    const [across, up = TICK] = this.values.map((value, i) => share(value, numbers[i]))
    style.setProperty("--across", `${across}`)
    style.left = `${left + (right - left) * across}%`
    style.top = `${bottom + (top - bottom) * up}%`
    style.height = numbers.length > 1 ? "" : `${TICK * (bottom - top)}%`
    line.setAttribute(`x${end}`, style.left)
    line.setAttribute(`y${end}`, style.top)
  }

  /** Where in the picture the values are lowest and highest, in per cent. */
  corners() {
    const { wide = "", tall = "" } = this.pin instanceof HTMLElement ? this.pin.dataset : {}
    return (this.film.playback.film.phone?.matches ? tall : wide).split(" ").map(Number)
  }

  /** A place in the picture as the guess; whether it could be one. @param {MouseEvent} event */
  point({ clientX, clientY }) {
    if (!this.guesses || this.said || this.judged || !(this.pin instanceof HTMLElement && this.pin.dataset.wide)) return false
    const box = this.film.playback.film.screen.getBoundingClientRect()
    const [left, right, bottom, top] = this.corners()
    const at = [(100 * (clientX - box.left)) / box.width, (100 * (clientY - box.top)) / box.height]
    const shares = [(at[0] - left) / (right - left), (at[1] - bottom) / (top - bottom)]
    for (const [i, value] of this.values.entries())
      value.valueAsNumber = Number(value.min) + shares[i] * (Number(value.max) - Number(value.min))
    this.touch()
    return true
  }

  /** The mark follows who drags it, a mouse everywhere in the picture: there a finger scrolls. @param {PointerEvent} event */
  drag(event) {
    if (event.buttons && (event.pointerType === "mouse" || event.target === this.pin)) this.point(event)
  }

  /** Play to the moment that decides, or go there. */
  show() {
    const { playback, button } = this.film
    this.figure.classList.add("film--asked")
    button.focus({ preventScroll: true })
    if (motionWelcome()) playback.play(Math.min(playback.index, this.decided))
    else this.film.act("seek", this.decided)
  }

  /** What the film has come to. @param {number} shown */
  follow(shown) {
    const { playback } = this.film
    this.place()
    if (this.judged || Math.min(shown, playback.index) < this.decided) return // it may be on its way back
    if (playback.running && (this.said || this.inLecture)) playback.go(this.decided)
    this.judge()
  }

  judge() {
    this.judged = true
    this.figure.classList.add("film--asked", "film--judged")
    this.again.hidden = false
    this.mark()
    this.place()
    const within =
      this.guesses &&
      this.values.every(({ dataset, valueAsNumber }) => Math.abs(valueAsNumber - Number(dataset.right)) <= Number(dataset.within))
    const right = within || this.guess === this.right
    const verdict = this.guesses ? `In the run: ${this.right}.` : this.told.dataset.verdict
    this.verdict.textContent = `${this.said ? (right ? "Right. " : "Not so. ") : ""}${verdict}${this.hands()}`
    this.words.textContent = `${this.said && !right ? `You said “${this.guess}”. ` : ""}${this.told.dataset.because}`
  }

  mark() {
    for (const choice of this.choices) {
      choice.ariaPressed = String(choice.textContent === this.said)
      choice.ariaDisabled = String(this.judged)
    }
    for (const value of this.values) value.disabled = Boolean(this.said) || this.judged
    this.button?.toggleAttribute("disabled", !this.touched) // where the sliders wait is nobody's guess
  }

  /** As if it had not been asked. */
  reset() {
    this.judged = false
    this.said = undefined
    this.touched = false
    this.figure.classList.remove("film--asked", "film--judged")
    this.again.hidden = true
    this.verdict.textContent = ""
    this.words.textContent = this.offer
    this.mark()
    this.film.playback.go(this.opens)
  }

  /** What the buttons beside the question do; whether `does` was one of them. @param {string} does */
  does(does) {
    if (does === "forget") {
      keep(ANSWERS, { ...recall(ANSWERS), [this.figure.id]: undefined })
      this.reset()
      ;(this.values[0] ?? this.choices[0]).focus({ preventScroll: true })
    } else if (does === "guess") this.commit(this.values.map(({ value }) => value).join(" "))
    else if (does === "lecture") this.lecture()
    else if (does === "show") this.show()
    else if (does === "leave") this.dismiss()
    else return false
    return true
  }

  // For a room: the question, hands counted at each answer, then the film.

  lecture() {
    this.reset()
    for (const choice of this.choices) {
      const hands = Object.assign(document.createElement("span"), { className: "film__hands" })
      const number = Object.assign(document.createElement("b"), { textContent: "0", role: "status" })
      /** @param {string} sign @param {string} name @param {number} by */
      const button = (sign, name, by) => {
        const made = Object.assign(document.createElement("button"), { type: "button", textContent: sign, ariaLabel: name })
        made.onclick = () => this.count(choice, by)
        return made
      }
      hands.append(button("−", `One hand fewer: ${choice.textContent}`, -1), number, button("+", `One hand more: ${choice.textContent}`, 1))
      choice.after(hands)
    }
    this.figure.classList.add("film--lecture")
    this.figure.requestFullscreen?.().catch(() => {})
    find(this.figure, "[data-do=show]", HTMLElement).focus({ preventScroll: true }) // an answer would look chosen, and take a hand for a space
  }

  /** What a key does that a remote control sends: it shows the film, then goes from stop to stop. @param {KeyboardEvent} event */
  turn({ key, target, ctrlKey, altKey, shiftKey, metaKey }) {
    const on = key === "PageDown" || key === "ArrowRight"
    if (!this.inLecture || ctrlKey || altKey || shiftKey || metaKey || !(on || key === "PageUp" || key === "ArrowLeft")) return
    if (key.startsWith("Arrow") && target === this.film.slider) return // shows each picture
    if (this.figure.matches(".film--asked")) return on ? "stop-next" : "stop-back"
    return on ? "show" : ""
  }

  /** @param {HTMLElement} choice @param {number} by */
  count(choice, by) {
    const number = choice.nextElementSibling?.querySelector("b")
    if (number) number.textContent = String(Math.max(0, Number(number.textContent) + by))
    const counts = this.counts()
    for (const [i, each] of this.choices.entries()) each.style.setProperty("--share", String(counts[i] / Math.max(1, ...counts)))
  }

  counts() {
    return this.choices.map(choice => Number(choice.nextElementSibling?.textContent?.replace(/\D/g, "")))
  }

  /** How many hands the right answer had, in words, where any were counted. */
  hands() {
    if (!this.inLecture) return ""
    const counts = this.counts()
    const right = counts[this.choices.findIndex(({ dataset }) => dataset.choice === "right")]
    const all = counts.reduce((a, b) => a + b)
    return all ? ` ${right} of ${all} said so.` : ""
  }

  dismiss() {
    if (!this.inLecture) return
    this.figure.classList.remove("film--lecture")
    if (document.fullscreenElement) document.exitFullscreen()
    for (const hands of all(this.figure, ".film__hands")) hands.remove()
    this.figure.scrollIntoView({ block: "nearest" })
  }

  leave() {
    document.removeEventListener("fullscreenchange", this.off)
  }
}
