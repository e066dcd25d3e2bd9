// A question about a film: answers to choose from, or numbers on sliders, which may be a place on the picture. The guess stands under the picture until the moment that decides it; there the film pauses, and the run judges.
import { ANSWERS, keep, recall } from "../memory.js"
import { all, find, motionWelcome } from "../page.js"

/** A number of a slider in words. @param {HTMLInputElement} value @param {string} [number] */
const spoken = ({ dataset }, number = "") => dataset.says?.replace("{}", number.replace("-", "−")) ?? ""

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
    this.told = find(figure, ".film__told span", HTMLElement)
    this.offer = this.told.textContent ?? ""
    this.again = find(figure, "[data-do=forget]", HTMLElement)
    /** @type {string | undefined} the answer, or the numbers */
    this.said = recall(ANSWERS)?.[figure.id]
    const numbers = this.said?.split(" ") ?? []
    if (this.values.length !== numbers.length && !this.choices.some(({ textContent }) => textContent === this.said)) this.said = undefined
    else if (this.values.length === numbers.length) for (const [i, value] of this.values.entries()) value.value = numbers[i]
    this.place()
    this.mark()
    if (this.said) this.judge()
    this.told.role = "status" // only what is said from now on is news
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
    this.told.textContent = `You said “${this.words}”. The run decides.`
    this.show()
    this.reveal()
  }

  /** Where the picture stays while the page scrolls, on a phone, bring the verdict right below it, unless all is seen: the question goes under the picture. */
  reveal() {
    if (!motionWelcome() || getComputedStyle(this.film.screens).position !== "sticky") return
    const { top, bottom } = find(this.figure, ".film__ask", HTMLElement).getBoundingClientRect()
    const below = find(this.figure, ".film__desk", HTMLElement).getBoundingClientRect().bottom
    if (bottom > innerHeight || top < below) find(this.figure, ".film__told", HTMLElement).scrollIntoView({ behavior: "smooth" })
  }

  /** Whether there are numbers to guess: a room has answers to choose from. */
  get guesses() {
    return this.values.length > 0 && !this.inLecture
  }

  /** The guess in words, or what is `right`. */
  get words() {
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

  /** Show the guess at the sliders and, once there is one, over the picture until it is decided. */
  place() {
    for (const value of this.values) {
      value.ariaValueText = spoken(value, value.value)
      if (value.previousElementSibling) value.previousElementSibling.textContent = value.ariaValueText
    }
    const { pin, values } = this
    if (!(pin instanceof HTMLElement)) return
    pin.hidden = !this.touched || this.film.playback.index > this.decided
    if (!pin.dataset.wide) {
      pin.textContent = `Your guess: ${this.words}`
      return
    }
    const [left, right, bottom, top] = this.corners()
    const [across, up = { share: 1 }] = values.map(({ min, max, valueAsNumber }) => ({
      share: (valueAsNumber - Number(min)) / (Number(max) - Number(min)),
    }))
    pin.style.left = `${left + (right - left) * across.share}%`
    pin.style.top = `${bottom + (top - bottom) * up.share}%`
    pin.style.height = values.length > 1 ? "" : `${bottom - top}%`
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
    const within =
      this.guesses &&
      this.values.every(({ dataset, valueAsNumber }) => Math.abs(valueAsNumber - Number(dataset.right)) <= Number(dataset.within))
    const verdict = within || this.words === this.right ? "Right" : "Not so"
    const run = this.guesses && this.words !== this.right ? `, and it is “${this.right}”` : ""
    const word = Object.assign(document.createElement("strong"), { textContent: this.said ? verdict : "" })
    const said = this.said ? `: you said “${this.words}”${run}` : `It is “${this.right}”${this.hands()}`
    this.told.replaceChildren(word, `${said}. ${this.told.dataset.because}`)
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
    this.told.textContent = this.offer
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
    return all ? `, said by ${right} of ${all}` : ""
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
