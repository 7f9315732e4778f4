// Messages in a channel or thread: who, when, what, and what can be done with them.

import { edit, react, remove, tap, thankFor } from "./acts.js";
import { avatar } from "./avatar.js";
import { el, keyed, roving, sr } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./popup.js";
import { message as blocks, named, typed } from "./render.js";
import { tell } from "./status.js";
import { changed, emojiNamed, go, now, person, repliesTo, view } from "./store.js";
import { toIds } from "./suggest.js";

const MADE_UP = ["Made-up history: three weeks of a made-up team", "The made-up history ends here. From now on you write it."];
const TOGETHER = 5 * 60 * 1000;
let editing = { ref: "", text: "" };

/** Bring a list in line with messages; `place` is {channel, thread}, where `thread` is the open root or "". */
export function draw(list, messages, place) {
  const entries = messages.flatMap((m, i) => {
    const before = messages[i - 1];
    const line = place.thread ? i === 1 && replies(messages.length - 1) : before?.day !== m.day && m.day;
    return [...(line ? [{ line }] : []), { m, close: !line && closeTo(before, m), place }];
  });
  keyed(list, place.thread ? entries : withHistory(entries), {
    key: (entry) => (entry.line ? `line-${place.thread ? "replies" : entry.line}` : entry.m.ref),
    stamp: (entry) => entry.line ?? JSON.stringify([entry.m, entry.close, place, view.me, view.thread === entry.m.ref, editing.ref === entry.m.ref,
      now().people.length, repliers(entry).map((p) => p.id)]),
    make: (entry) => (entry.line ? el("li", { class: entry.made_up ? "day made-up" : "day" }, el("h3", {}, entry.line)) : item(entry)),
  });
}

/** Put a line before and after the weeks that the made-up team lived, so that nobody takes them for real. */
function withHistory(entries) {
  const last = entries.findLastIndex((entry) => entry.m && entry.m.ref <= now().made_up_until);
  if (last < 0) return entries;
  const [begin, end] = MADE_UP.map((line) => ({ line, made_up: true }));
  return [begin, ...entries.slice(0, last + 1), end, ...entries.slice(last + 1)];
}

const replies = (n) => (n === 1 ? "1 reply" : `${n} replies`);

/** Whether two messages stand together under one name. */
const closeTo = (a, b) =>
  Boolean(a) && a.author === b.author && a.only_me === b.only_me && !a.message && !b.message && new Date(b.at) - new Date(a.at) < TOGETHER;

function item({ m, close, place }) {
  const who = person(m.author);
  const classes = ["message", close && "is-close", m.only_me && "is-private", who.bot && "is-bot", view.thread === m.ref && !place.thread && "is-open"];
  return el("li", { class: classes.filter(Boolean).join(" "), data: { testid: "message", ref: m.ref, author: m.author } },
    el("div", { class: "message-side" }, close ? el("time", { class: "message-time", datetime: m.at }, m.time) : avatar(who)),
    el("div", { class: "message-main" }, head(m, who, close), content(m, place), reactions(m, place), thread(m, place)),
    editing.ref === m.ref || m.only_me ? null : tools(m, who, place));
}

function head(m, who, close) {
  if (close) return sr(`${who.name}:`);
  return el("div", { class: "message-head" },
    el("span", { class: "message-name", dir: "auto" }, who.name),
    who.bot ? el("span", { class: "tag tag-bot" }, "app") : who.guest ? el("span", { class: "tag" }, "guest") : null,
    el("time", { class: "message-time", datetime: m.at }, m.time),
    m.only_me ? el("span", { class: "only-me" }, icon("eye"), "Only visible to you") : null);
}

function content(m, place) {
  if (editing.ref === m.ref) return editor(m, place);
  const said = m.message
    ? el("div", { class: m.message.blocks?.some((b) => ["Header", "Quote", "Actions"].includes(b.type)) ? "card" : "plain", lang: m.only_me ? now().language : null },
      blocks(m.message, (control, value) => tap({ channel: place.channel, thread: place.thread, ref: m.ref }, control, value)))
    : typed(m.text);
  if (m.edited && !m.message) said.append(" ", el("span", { class: "edited" }, "(edited)"));
  return said;
}

// ---------------------------------------------------------------- reactions and threads

function reactions(m, place) {
  if (!m.reactions?.length) return null;
  const pills = m.reactions.map((r) => {
    const mine = r.people.includes(view.me);
    const names = r.people.map((id) => (id === view.me ? "you" : person(id).name)).join(", ");
    const label = emojiNamed(r.name)?.label ?? r.name.replaceAll("_", " ");
    const words = `${label}: ${names}`;
    return el("button", {
      type: "button", class: "reaction", "aria-pressed": String(mine), title: words, data: { testid: `reaction-${r.name}`, k: `reaction-${r.name}` },
      on: { click: () => react(place.channel, m.ref, r.name, !mine) },
    }, el("span", { "aria-hidden": "true" }, r.char), el("span", {}, r.people.length), sr(` ${words}`));
  });
  const more = el("button", {
    type: "button", class: "reaction reaction-more", "aria-label": "Add a reaction", "aria-haspopup": "menu", data: { k: "react-more" },
  }, icon("smile"));
  more.addEventListener("click", () => pick(more, m, place));
  return el("div", { class: "reactions" }, pills, more);
}

function pick(anchor, m, place) {
  const options = now().emoji.map((e) => ({ value: e.name, text: e.char, name: e.label }));
  const choose = (name) => {
    const had = m.reactions?.find((r) => r.name === name)?.people.includes(view.me);
    react(place.channel, m.ref, name, !had);
  };
  openMenu(anchor, { label: "Choose a reaction", options, choose, grid: true });
}

function repliers({ m, place }) {
  if (!m.replies || place.thread) return [];
  return [...new Set(repliesTo(place.channel, m.ref).filter((r) => !r.only_me).map((r) => r.author))].slice(0, 4).map(person);
}

function thread(m, place) {
  if (!m.replies || place.thread) return null;
  const last = repliesTo(place.channel, m.ref).findLast((r) => !r.only_me);
  return el("button", { type: "button", class: "replies", data: { k: "replies", testid: "replies" }, on: { click: () => openThread(m.ref) } },
    el("span", { class: "avatars" }, repliers({ m, place }).map((p) => avatar(p, "avatar-small"))),
    el("span", { class: "replies-count" }, replies(m.replies)),
    last ? el("span", { class: "replies-last" }, `last ${last.day === m.day ? "" : `on ${last.day}, `}${last.time}`) : null);
}

/** Open a thread and bring the keyboard to its box. */
export function openThread(ref) {
  go({ thread: ref });
  document.getElementById("thread").dataset.focus = "yes";
}

// ---------------------------------------------------------------- tools

function tools(m, who, place) {
  const tool = (name, label, sign, click, extra = {}) => {
    const button = el("button", { type: "button", class: "tool", "aria-label": label, title: label, data: { testid: name, k: name }, ...extra }, icon(sign));
    button.addEventListener("click", () => click(button));
    return button;
  };
  const mine = m.mine && !m.message;
  const bar = el("div", { class: "tools", role: "toolbar", "aria-label": `With this message of ${who.name}` },
    tool("react", "React", "smile", (button) => pick(button, m, place), { "aria-haspopup": "menu" }),
    place.thread ? null : tool("reply", "Reply in thread", "reply", () => openThread(m.ref)),
    who.bot || m.mine ? null : tool("thank", "Thank for this", "thanks", () => thankFor(place.channel, m.ref)),
    mine ? tool("edit", "Edit", "edit", () => startEdit(m)) : null,
    mine ? tool("delete", "Delete", "trash", () => remove(place.channel, m.ref)) : null);
  return roving(bar);
}

function startEdit(m) {
  editing = { ref: m.ref, text: named(m.text) };
  changed();
  const box = document.querySelector(".editor textarea");
  box?.focus();
  box?.setSelectionRange(box.value.length, box.value.length);
}

function stopEdit(ref) {
  editing = { ref: "", text: "" };
  changed();
  document.querySelector(`[data-ref="${CSS.escape(ref)}"] [data-k="edit"]`)?.focus();
}

function editor(m, place) {
  const box = el("textarea", {
    class: "input", rows: 2, "aria-label": "Edit your message", dir: "auto", value: editing.text, data: { testid: "edit-box", k: "edit-box" },
    on: { input: () => (editing.text = box.value) },
  });
  const form = el("form", { class: "editor" }, box, el("div", { class: "actions" },
    el("button", { type: "submit", class: "button primary", data: { k: "edit-save" } }, "Save"),
    el("button", { type: "button", class: "button", on: { click: () => stopEdit(m.ref) } }, "Cancel")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!box.value.trim()) return;
    try {
      await edit(place.channel, m.ref, toIds(box.value));
      stopEdit(m.ref);
    } catch (error) {
      tell(error.message, "error");
    }
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      stopEdit(m.ref);
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  return form;
}
