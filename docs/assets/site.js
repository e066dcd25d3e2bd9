// What Material's own scripts leave for a keyboard or a screen reader to stumble over.

// Single letters that turn the page or open the search: pressed by mistake, or by speech input, they throw the reader out.
addEventListener(
  "keydown",
  event => {
    const { key, ctrlKey, metaKey, target } = event
    if (",.npsf/".includes(key) && !ctrlKey && !metaKey) event.stopImmediatePropagation()
    // From the search field the Tab key goes to what was found, and does not close it.
    if (key === "Tab" && target instanceof Element && target.closest(".md-search")) event.stopImmediatePropagation()
  },
  true,
)

// What opens over the page, the list of pages in a narrow window and the search, closes when the focus goes elsewhere.
for (const [toggle, parts] of [
  ["__drawer", ".md-sidebar--primary, [data-drawer]"],
  ["__search", ".md-search"],
])
  addEventListener("focusin", ({ target }) => {
    const box = document.getElementById(toggle)
    if (box instanceof HTMLInputElement && box.checked && target instanceof Element && !target.closest(parts)) box.click()
  })

// Who opens the list goes on within it, and comes back to the button.
const [drawer, opener] = [document.getElementById("__drawer"), document.querySelector("[data-drawer]")]
if (drawer instanceof HTMLInputElement && opener instanceof HTMLElement) {
  opener.addEventListener("click", () => drawer.click())
  drawer.addEventListener("change", () => {
    opener.ariaExpanded = String(drawer.checked)
    const first = document.querySelector(".md-sidebar--primary a")
    if (drawer.checked && first instanceof HTMLElement) first.focus()
  })
  addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !drawer.checked) return
    drawer.click()
    opener.focus()
  })
}

// Of the switch for colours none is chosen on a first visit.
addEventListener("load", () => {
  const shown = document.querySelector(".md-header__option label:not([hidden])")?.previousElementSibling
  if (shown instanceof HTMLInputElement) shown.checked = true
})

function mend() {
  // What scrolls sideways must be reachable without a mouse; what does not must not stop the Tab key.
  // What is folded is not asked: for that the browser would lay it out.
  const boxes = ":is(.md-typeset__scrollwrap, math[display=block], pre > code):not(details:not([open]) *)"
  for (const box of document.querySelectorAll(boxes))
    if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0")
    else box.removeAttribute("tabindex")
  for (const found of document.querySelectorAll(".md-search-result__link")) found.removeAttribute("tabindex")
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
addEventListener("toggle", later, true)
