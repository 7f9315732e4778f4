// The bot's neutral blocks as elements. Words of people are shown as typed: they never become markup or a link.

import { el } from "./dom.js";
import { menuButton } from "./popup.js";
import { address, channel, person, signs, view } from "./store.js";

const MENTION = /<@([A-Za-z0-9._:-]+)>/;

/** Give the elements of a message; `tap(item, value)` is called for its buttons and menus. */
export function message(data, tap) {
  const blocks = data.blocks?.length ? data.blocks : [{ type: "Para", spans: [{ type: "Span", text: data.text }] }];
  return el("div", { class: "blocks" }, blocks.map((block, i) => blockOf(block, tap, i)));
}

/** Give the element of one block that is no field, or null. */
export function blockOf(block, tap, index = 0) {
  switch (block.type) {
    case "Header": return el("h3", { class: "block-header", dir: "auto" }, block.text);
    case "Para": return el("p", { class: "block-para", dir: "auto" }, inline(block.spans));
    case "Quote": return el("blockquote", { class: "block-quote", dir: "auto" }, inline(block.spans));
    case "Small": return el("p", { class: "block-small", dir: "auto" }, inline(block.spans));
    case "Rule": return el("hr");
    case "Actions": return el("div", { class: "actions" }, block.items.map((item, i) => control(item, tap, `${index}.${i}`)));
    default: return null;
  }
}

// ---------------------------------------------------------------- inline

const TAGS = { bold: "strong", italic: "em" };

/** Give inline pieces as nodes. */
export const inline = (spans = []) => spans.map(piece);

function piece(span) {
  switch (span.type) {
    case "Span": return span.style ? el(TAGS[span.style], {}, signs(span.text)) : document.createTextNode(signs(span.text));
    case "Words": return el(TAGS[span.style] ?? "span", { class: "words", dir: "auto" }, named(span.text));
    case "Who": return who(span);
    case "Where": return where(span);
    case "Link": return link(span.url, span.label, "") ?? document.createTextNode(span.label);
    default: return document.createTextNode(span.text ?? "");
  }
}

/** Give typed words with the names of people in the place of their ids, as plain text. */
export const named = (text) => text.split(MENTION).map((part, i) => (i % 2 ? `@${person(part).name}` : part)).join("");

/** Give what somebody typed in a channel, with mentions set apart. */
export function typed(text) {
  const parts = text.split(MENTION).map((part, i) => (i % 2 ? mention(person(part)) : part));
  return el("p", { class: "typed words", dir: "auto" }, parts);
}

const mention = (who) => el("span", { class: who.id === view.me ? "mention mention-me" : "mention" }, `@${who.name}`);

function who(span) {
  const found = person(span.member);
  const name = found.name !== span.member ? found.name : span.name || span.member;
  return span.ping ? mention({ id: span.member, name }) : el("span", { class: "who", dir: "auto" }, name);
}

function where(span) {
  const found = channel(span.channel);
  const name = `#${found?.name || span.name || span.channel}`;
  return found ? el("a", { href: address({ channel: found.id }) }, name) : el("span", { class: "who" }, name);
}

function link(url, label, style) {
  let target;
  try {
    target = new URL(url, location.href);
  } catch {
    return null;
  }
  if (!["http:", "https:", "mailto:"].includes(target.protocol)) return null;
  return el("a", { href: target.href, target: "_blank", rel: "noopener noreferrer", class: style || null }, label);
}

// ---------------------------------------------------------------- buttons and menus

function control(item, tap, at) {
  const key = `${item.action ?? item.url}|${at}`;
  if (item.type === "LinkButton") return link(item.url, item.label, "button") ?? el("span", { class: "small" }, item.label);
  if (item.type === "Menu") {
    const options = item.options.map((o) => ({ value: o.value, text: o.label, hint: o.hint }));
    return menuButton({ label: item.label, options, choose: (value) => tap(item, value), key, action: item.action });
  }
  const button = el("button", { type: "button", class: `button ${item.style}`.trim(), data: { k: key, action: item.action } }, item.label);
  button.addEventListener("click", () => once(button, () => tap(item)));
  return button;
}

/** Run `work` for a button unless it is still busy with the last time. */
export async function once(button, work) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  try {
    await work();
  } finally {
    button.removeAttribute("aria-disabled");
  }
}
