// The round sign of a person.

import { el } from "./dom.js";
import { flame } from "./icons.js";
import { now } from "./store.js";

/** Give a person's round sign; the bot has its flame. */
export function avatar(who, extra = "") {
  const tone = now()?.people.findIndex((p) => p.id === who.id) ?? 0;
  const look = `avatar ${who.bot ? "avatar-bot" : `tone-${((tone < 0 ? 0 : tone) % 6) + 1}`} ${who.guest ? "is-guest" : ""} ${extra}`;
  return el("span", { class: look.trim(), "aria-hidden": "true" }, who.bot ? flame() : who.initials);
}
