/* Leaves a public page at once and puts the ordinary page in its place, so that Back does not show
   it again. Without scripts the link does the same, but Back still leads here. */
"use strict";

const way = document.querySelector("[data-leave]");
let presses = [];

function leave(event) {
  event?.preventDefault();
  document.body.hidden = true;
  window.location.replace(way.href);
}

function countEscapes(event) {
  if (event.key !== "Escape") return;
  const now = Date.now();
  presses = [...presses.filter((then) => now - then < 3000), now];
  if (presses.length >= 3) leave();
}

way.addEventListener("click", leave);
document.addEventListener("keydown", countEscapes);
// A browser that kept the page must not show it again.
window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
