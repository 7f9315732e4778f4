// The panel that says within ten seconds what this is, with three first steps.

import { giveThanks, move, reveal } from "./acts.js";
import { el } from "./dom.js";
import { flame, icon } from "./icons.js";
import { tell } from "./status.js";
import { go, messagesOf, now, rhythmChannel, view } from "./store.js";

const KEY = "fireside-intro";
let panel = null;

/** Build the panel in front of everything else in `main`; it stays away once it was closed. */
export function intro(main) {
  panel = el("section", { class: "intro", "aria-labelledby": "intro-title", data: { testid: "intro" }, hidden: true },
    el("div", { class: "intro-sign" }, flame()),
    el("div", { class: "intro-words" },
      el("h2", { id: "intro-title" }, "What gave your team energy this week?"),
      el("p", {}, "Fireside asks that kind of question once a week. Colleagues answer in a sentence or a tap, respond and give thanks; on Tuesday it brings back what they chose to share."),
      el("p", { class: "intro-here" }, "This is its playground: the real bot, and a made-up team with three made-up weeks behind it. Be any of them, and move the clock."),
      el("ul", { class: "intro-steps" },
        step("question", "Answer this week’s question", answer),
        step("thanks", "Give kudos", giveThanks),
        step("digest", "Move to Tuesday’s digest", digest))),
    el("button", { type: "button", class: "icon-button", "aria-label": "Close this introduction", data: { testid: "intro-close" }, on: { click: () => hide() } }, icon("close")));
  main.prepend(panel);
  showIntro(!localStorage.getItem(KEY));
}

/** Show the panel, or take it away. */
export function showIntro(on) {
  panel.hidden = !on;
  if (on) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, "closed");
}

function hide() {
  showIntro(false);
  document.getElementById("main").focus();
}

const step = (sign, words, work) =>
  el("li", {}, el("a", { href: "#", class: "intro-step", on: { click: (event) => { event.preventDefault(); work(); } } }, icon(sign), words));

/** Go where the rhythm runs, then do something there. */
function there(work) {
  const place = rhythmChannel();
  if (!place) return tell("Fireside runs nowhere yet. Open a channel and invite it.");
  if (view.channel !== place.id) go({ channel: place.id });
  return setTimeout(() => work(place), 50);
}

const answer = () => there((place) => {
  const question = messagesOf(place.id).findLast((m) => !m.thread && !m.only_me && asks(m.message));
  if (question) reveal(question.ref, true);
  else tell("There is no open question yet. Move the clock to the next one.");
});

const asks = (message) =>
  message?.blocks?.some((b) => b.type === "Actions" && b.items.some((i) => i.type === "Menu" && i.action === "answer.tap"))
  || message?.blocks?.some((b) => b.type === "Actions" && b.items.some((i) => i.action === "answer.open" && i.args?.round));

const digest = () => there(() => now() && move("digest"));
