// Exercises whose answer is a number: what the reader writes is compared here, and goes nowhere.
import { around, find } from "./page.js"

/**
 * The numbers that a reader may have meant: 2/3 is a fraction, and the comma in 20,000 belongs to a large number or to a small one.
 * @param {string} text
 */
function readings(text) {
  const plain = text.replace(/[\s%]/g, "").replace(/[−–]/g, "-")
  return [plain.replaceAll(",", ""), plain.replace(",", ".")]
    .map(form => {
      const [over, under] = form.split("/")
      return over && under !== "" ? Number(over) / Number(under ?? 1) : NaN
    })
    .filter(Number.isFinite)
}

/** The forms of one exercise follow each other, and the last one has the button for all. @param {HTMLElement} form */
function together(form) {
  const forms = [form]
  for (let next = form.nextElementSibling; next?.matches(".check"); next = next.nextElementSibling)
    forms.push(/** @type {HTMLElement} */ (next))
  for (let last = form.previousElementSibling; last?.matches(".check"); last = last.previousElementSibling)
    forms.unshift(/** @type {HTMLElement} */ (last))
  return forms
}

/** @param {HTMLElement} form @param {string} text */
function judge(form, text) {
  const answer = Number(form.dataset.answer)
  const within = Number(form.dataset.within) + 1e-9
  const numbers = readings(text)
  const right = numbers.some(number => Math.abs(number - answer) <= within)
  const way = numbers[0] < answer ? "higher" : "lower"
  find(form, "output", HTMLOutputElement).value = right
    ? "Yes."
    : numbers.length
      ? `Not yet: the answer is ${way}.`
      : "Write a number, such as 0.5 or 2/3."
  form.toggleAttribute("data-right", right)
}

document.addEventListener("submit", event => {
  const form = around(event, ".check")
  if (!form) return
  event.preventDefault()
  const forms = together(form).map(each => ({ each, text: find(each, "input", HTMLInputElement).value }))
  const written = forms.filter(({ text }) => text.trim())
  for (const { each, text } of written.length ? written : forms.slice(0, 1)) judge(each, text)
})
