// The page of the playground: it shows the server's state and sends what the visitor does.

import { middle } from "./channel.js";
import { intro } from "./intro.js";
import { read } from "./reading.js";
import { left } from "./side.js";
import { announce, hush } from "./status.js";
import { arrive, changed, messagesOf, now, onChange, person, readAddress, signs, title, view } from "./store.js";
import { follow, refreshOrTell } from "./sync.js";
import { right } from "./threadpane.js";
import { bar } from "./top.js";

const get = (id) => document.getElementById(id);
const app = get("app");
const panes = { side: left(get("side")), main: middle(get("main")), thread: right(get("thread")) };
panes.top = bar(get("top"), () => openSide(!app.classList.contains("side-open")));
intro(get("main"));

// ---------------------------------------------------------------- the left column on a small screen

function openSide(on) {
  const toggle = document.querySelector(".menu-toggle");
  app.classList.toggle("side-open", on);
  if (on) hush();
  toggle.setAttribute("aria-expanded", String(on));
  if (on) get("side").querySelector("a, input:checked")?.focus();
  else if (get("side").contains(document.activeElement)) toggle.focus();
}

get("side").addEventListener("click", (event) => {
  hush();
  if (event.target.closest("a")) openSide(false);
});
get("main").addEventListener("pointerdown", () => openSide(false));

// ---------------------------------------------------------------- news

let heard = { place: "", refs: new Set() };

/** Tell those who listen to the page what came in where they are. */
function tellNews() {
  const place = `${view.me}|${view.channel}`;
  const all = messagesOf(view.channel);
  const fresh = heard.place === place ? all.filter((m) => !heard.refs.has(m.ref) && !m.mine) : [];
  heard = { place, refs: new Set(all.map((m) => m.ref)) };
  for (const m of fresh.slice(-3)) {
    announce(`${person(m.author).name}${m.only_me ? ", only visible to you" : m.thread ? ", in a thread" : ""}: ${m.message ? signs(m.message.text) : m.text}`);
  }
}

// ---------------------------------------------------------------- drawing

const LONGEST = 1000; // milliseconds: who drags a scrollbar never tells that it is over

let pressed = 0;
let late = false;

function draw() {
  late = pressed > 0;
  if (late || !now()) return;
  Object.values(panes).forEach((pane) => pane.update());
  document.title = `${title(view.channel)} · Fireside playground`;
  app.classList.add("is-ready");
  tellNews();
  read();
}

onChange(draw);

// Nothing is drawn anew under a finger: what it began to press would be gone before its click.
function release() {
  clearTimeout(pressed);
  pressed = 0;
  if (late) setTimeout(changed);
}

addEventListener("pointerdown", () => {
  clearTimeout(pressed);
  pressed = setTimeout(release, LONGEST);
}, true);
addEventListener("pointerup", release, true);
addEventListener("pointercancel", release, true);

document.addEventListener("visibilitychange", read);

addEventListener("hashchange", () => {
  const other = readAddress();
  if (other || !now()) refreshOrTell();
  else arrive();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (app.classList.contains("side-open")) openSide(false);
  else panes.thread.close();
});

get("skip").addEventListener("click", (event) => {
  event.preventDefault();
  panes.main.focus();
});

readAddress();
await refreshOrTell();
follow();
