// The list at the side marks the section that is read. Material marks one only once its heading is at the very top, when its first screen is read.
import { all } from "./page.js"

const HEADER = 40 // pixels: a heading above it has been read; a link leads to just below it

const links = all(document, '.md-nav--secondary a[href^="#"]')
/** @param {HTMLElement} link */
const heading = link => document.getElementById(decodeURIComponent(link.getAttribute("href")?.slice(1) ?? ""))
let due = false

function mark() {
  due = false
  const listed = links.filter(link => link.checkVisibility()) // some lists have but the larger sections
  const tops = listed.map(link => heading(link)?.getBoundingClientRect().top ?? Infinity)
  const comes = tops.findIndex(top => top >= HEADER && top < innerHeight / 3)
  const ended = innerHeight + scrollY >= document.documentElement.scrollHeight - 2
  const here = listed[ended ? listed.length - 1 : comes >= 0 ? comes : tops.findLastIndex(top => top < HEADER)]
  for (const link of links)
    if (link === here) link.setAttribute("aria-current", "location")
    else link.removeAttribute("aria-current")
}

function later() {
  if (!due) requestAnimationFrame(mark)
  due = true
}

if (links.length) {
  addEventListener("scroll", later, { passive: true })
  addEventListener("resize", later)
  later()
}
