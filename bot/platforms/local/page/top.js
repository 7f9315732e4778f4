// The bar above: what time it is for the team, and the buttons that move it.

import { move, startOver } from "./acts.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { showIntro } from "./intro.js";
import { once } from "./render.js";
import { now } from "./store.js";

const MOVES = [
  ["question", "question", "Next ", "question"],
  ["digest", "digest", "Next ", "digest"],
  ["day", "day", "", "One day on"],
  ["week", "week", "", "One week on"],
];

/** Give the bar as {update()}, built into `header`; `menu` opens the left column where it is hidden. */
export function bar(header, menu) {
  const time = el("time", { class: "clock-time" });
  const buttons = MOVES.map(([to, sign, before, word]) => {
    const button = el("button", { type: "button", class: "button clock-button", "aria-label": `${before}${word}`, data: { testid: `clock-${to}` } },
      icon(sign), el("span", {}, before ? el("span", { class: "wide" }, before) : null, el("span", { class: "word" }, word)));
    button.addEventListener("click", () => once(button, () => busy(header, () => move(to))));
    return button;
  });
  const again = el("button", { type: "button", class: "button quiet", "aria-label": "Start over", title: "Start over", data: { testid: "reset" }, on: { click: startOver } },
    icon("again"), el("span", { class: "wide" }, "Start over"));
  header.append(
    el("h1", { class: "sr" }, "Fireside playground"),
    el("button", { type: "button", class: "icon-button menu-toggle", "aria-label": "Channels and people", "aria-expanded": "false", "aria-controls": "side", on: { click: menu } }, icon("menu")),
    el("div", { class: "clock" }, icon("clock"), time),
    el("div", { class: "clock-buttons", role: "group", "aria-label": "Move the clock" }, buttons),
    el("div", { class: "top-end" }, again,
      el("button", { type: "button", class: "icon-button", "aria-label": "What is this?", title: "What is this?", on: { click: () => showIntro(true) } }, icon("help"))));

  const update = () => {
    if (time.textContent === now().clock) return;
    const first = !time.textContent;
    time.textContent = now().clock;
    time.setAttribute("datetime", now().now);
    if (first) return;
    time.classList.remove("ticked");
    requestAnimationFrame(() => time.classList.add("ticked"));
  };
  return { update };
}

async function busy(header, work) {
  header.classList.add("is-moving");
  try {
    await work();
  } finally {
    header.classList.remove("is-moving");
  }
}
