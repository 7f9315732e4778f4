// The polite voice of the page: one line at the bottom, and news for those who listen.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { address, now } from "./store.js";

// The notice lets clicks through to what it covers; only its links and its cross take them.
const STAYS = 12_000;
let timer = 0;

/** Show one or several lines for a while; names of channels become links. */
export function tell(lines, kind = "info") {
  const box = document.getElementById("status");
  const list = [lines].flat();
  const close = el("button", { type: "button", class: "icon-button", "aria-label": "Close this notice", on: { click: hush } }, icon("close"));
  const text = list.length > 1
    ? el("ul", {}, list.map((line) => el("li", {}, linked(line))))
    : el("p", {}, linked(list[0] ?? ""));
  box.replaceChildren(el("div", { class: `toast toast-${kind}`, on: { focusin: hold, focusout: wait } }, text, close));
  wait();
}

/** Take the notice away. */
export function hush() {
  hold();
  document.getElementById("status").replaceChildren();
}

const hold = () => clearTimeout(timer);

function wait() {
  hold();
  timer = setTimeout(hush, STAYS);
}

function linked(line) {
  return String(line).split(/(#[\p{L}\p{N}_-]+)/u).map((part) => {
    const found = now()?.channels.find((c) => `#${c.name}` === part);
    return found ? el("a", { href: address({ channel: found.id }) }, part) : part;
  });
}

/** Say something to those who listen to the page instead of seeing it. */
export function announce(text) {
  const box = document.getElementById("news");
  box.append(el("p", {}, text));
  while (box.children.length > 5) box.firstChild.remove();
}
