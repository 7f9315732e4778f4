// Suggestions while typing: commands after a slash, people after an at sign.

import { avatar } from "./avatar.js";
import { el, uid } from "./dom.js";
import { now, person } from "./store.js";

const MOST = 8;
const NAME_MOST = 30;

/** Put the ids of people in the place of the names that were typed: "@Bas" becomes "<@U2>". */
export function toIds(text) {
  const ids = new Map();
  for (const p of now().people) {
    const first = p.name.split(" ")[0].toLowerCase();
    ids.set(p.name.toLowerCase(), p.id);
    if (!now().people.some((o) => o !== p && o.name.toLowerCase().split(" ")[0] === first)) ids.set(first, p.id);
  }
  const names = [...ids.keys()].sort((a, b) => b.length - a.length).map((n) => n.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_.<])@(${names.join("|")})(?![\\p{L}\\p{N}])`, "giu");
  return text.replace(pattern, (_, name) => `<@${ids.get(name.toLowerCase())}>`);
}

/** Give what could stand here: {from, options: [{insert, label, hint, who}]}, or null. */
function offers(text, caret) {
  const before = text.slice(0, caret);
  if (before.startsWith("/") && caret === text.length && !before.includes("\n")) {
    const typed = before.toLowerCase();
    const fitting = now().commands.filter((c) => c.command.toLowerCase().startsWith(typed));
    const whole = fitting.length === 1 && fitting[0].command.toLowerCase() === typed;
    if (fitting.length && !whole) return { from: 0, options: fitting.map((c) => ({ insert: c.command, label: c.command, hint: c.hint })) };
  }
  const at = before.lastIndexOf("@");
  const typed = before.slice(at + 1).toLowerCase();
  if (at < 0 || (at > 0 && !/[\s(,;]/.test(before[at - 1])) || typed.length > NAME_MOST || typed.includes("\n")) return null;
  const fitting = now().people.filter((p) => p.name.toLowerCase().startsWith(typed) || (typed && p.name.toLowerCase().includes(` ${typed}`)));
  if (!fitting.length || (fitting.length === 1 && fitting[0].name.toLowerCase() === typed)) return null;
  return { from: at, options: fitting.map((p) => ({ insert: `@${p.name}`, label: p.name, hint: person(p.id).note, who: p })) };
}

/** Add suggestions to a text area; gives {accepts(event), close()}. */
export function suggestions(box, holder) {
  const id = uid("suggest");
  const list = el("ul", { id, class: "suggest", role: "listbox", "aria-label": "Suggestions", hidden: true, data: { testid: "suggestions" } });
  holder.append(list);
  box.setAttribute("aria-autocomplete", "list");
  let shown = null;
  let at = 0;
  let moved = false;

  const close = () => {
    shown = null;
    list.hidden = true;
    list.replaceChildren();
    box.removeAttribute("aria-activedescendant");
    box.removeAttribute("aria-controls");
  };
  const mark = () => {
    [...list.children].forEach((node, i) => node.setAttribute("aria-selected", String(i === at)));
    box.setAttribute("aria-activedescendant", `${id}-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const accept = (i) => {
    const { insert } = shown.options[i];
    box.setRangeText(`${insert} `, shown.from, box.selectionStart, "end");
    close();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const show = () => {
    const found = document.activeElement === box ? offers(box.value, box.selectionStart) : null;
    if (!found) return close();
    shown = { ...found, options: found.options.slice(0, MOST) };
    at = 0;
    moved = false;
    list.replaceChildren(...shown.options.map((o, i) => option(o, `${id}-${i}`, () => accept(i))));
    list.hidden = false;
    box.setAttribute("aria-controls", id);
    mark();
  };
  // What is a command as it stands is sent, the bare `/fireside` too; arrows or Tab choose from the list.
  const exact = () => now().commands.some((c) => c.command === box.value.trim() || c.command.split(" ")[0] === box.value.trim());

  box.addEventListener("input", show);
  box.addEventListener("blur", close);
  return {
    close,
    accepts(event) {
      if (!shown) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        at = (at + step + shown.options.length) % shown.options.length;
        moved = true;
        mark();
      } else if (event.key === "Escape") close();
      else if (event.key === "Tab" && !event.shiftKey) accept(at);
      else if (event.key === "Enter" && !event.shiftKey && (moved || !exact())) accept(at);
      else return false;
      return true;
    },
  };
}

function option(o, id, choose) {
  const node = el("li", { id, role: "option", class: "suggest-item", "aria-selected": "false" },
    o.who ? avatar(o.who, "avatar-small") : null,
    el("span", { class: "suggest-label" }, o.label),
    o.hint ? el("span", { class: "suggest-hint" }, o.hint) : null);
  // A click would take the keyboard away from the box before it could choose.
  node.addEventListener("mousedown", (event) => {
    event.preventDefault();
    choose();
  });
  return node;
}
