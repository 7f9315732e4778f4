// The box to write in, under a channel and under a thread.

import { giveThanks, say } from "./acts.js";
import { el, uid } from "./dom.js";
import { icon } from "./icons.js";
import { tell } from "./status.js";
import { draft, keepDraft, view } from "./store.js";
import { suggestions, toIds } from "./suggest.js";

const HIGHEST = 200;

/** Give a box as {node, set(place, label), focus()}; `place` is {channel, thread}. */
export function composer(testid) {
  const help = uid("help");
  const box = el("textarea", {
    class: "composer-box", rows: 1, dir: "auto", "aria-describedby": help, autocomplete: "off", data: { testid },
  });
  const send = el("button", { type: "submit", class: "send", "aria-label": "Send", title: "Send" }, icon("send"));
  const form = el("form", { class: "composer" }, box, tools(box), send);
  const node = el("div", { class: "composer-wrap" }, form, el("p", { class: "composer-help", id: help }, "Enter sends, Shift + Enter starts a new line"));
  const suggest = suggestions(box, node);
  let place = { channel: "", thread: "" };
  let owner = "";
  let busy = false;
  const key = () => `${place.channel}|${place.thread}`;

  const grow = () => {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, HIGHEST)}px`;
    form.classList.toggle("has-text", Boolean(box.value.trim()));
  };
  box.addEventListener("input", () => {
    keepDraft(key(), box.value);
    grow();
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (suggest.accepts(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (!text || busy) return;
    busy = true;
    const sentFrom = key();
    try {
      await say(place.channel, place.thread, toIds(text));
      keepDraft(sentFrom, "");
      if (key() === sentFrom && box.value.trim() === text) box.value = "";
      grow();
    } catch (error) {
      tell(error.message, "error");
    } finally {
      busy = false;
    }
  });

  return {
    node,
    focus: () => box.focus(),
    set(next, words) {
      box.setAttribute("aria-label", words);
      box.placeholder = words;
      if (next.channel === place.channel && next.thread === place.thread && owner === view.me) return;
      place = next;
      owner = view.me;
      box.value = draft(key());
      suggest.close();
      grow();
    },
  };
}

function tools(box) {
  const insert = (sign) => () => {
    const gap = sign === "@" && box.value && !/\s$/.test(box.value.slice(0, box.selectionStart)) ? " " : "";
    box.focus();
    if (sign === "/" && box.value) return;
    box.setRangeText(`${gap}${sign}`, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const tool = (label, sign, click, testid) =>
    el("button", { type: "button", class: "tool", "aria-label": label, title: label, data: { testid }, on: { click } }, icon(sign));
  return el("div", { class: "composer-tools" },
    tool("Commands", "slash", insert("/")),
    tool("Mention somebody", "at", insert("@")),
    tool("Give thanks", "thanks", giveThanks, "give-thanks"));
}
