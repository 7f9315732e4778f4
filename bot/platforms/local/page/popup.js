// Menus that drop from a button: the options of the bot's menus, and the reactions to choose from.

import { el, uid, wayBack } from "./dom.js";
import { icon } from "./icons.js";

/** Give a button with a menu of `options`; `choose(value)` gets the chosen one. */
export function menuButton({ label, options, choose, key, action }) {
  const button = el("button", {
    type: "button", class: "button menu-button", "aria-haspopup": "menu", "aria-expanded": "false", data: { k: key, action },
  }, label, icon("down"));
  button.addEventListener("click", () => openMenu(button, { label, options, choose }));
  return button;
}

/** Open a menu under (or above) `anchor`; as a grid it shows signs with their label for those who listen. */
export function openMenu(anchor, { label, options, choose, grid = false }) {
  const id = uid("menu");
  const items = options.map((option) => item(option, grid));
  const menu = el("div", { id, role: "menu", "aria-label": label, class: grid ? "menu menu-grid" : "menu", popover: "auto" }, items);
  const from = wayBack(anchor);
  // Not beside its button: news may draw the message anew while somebody chooses.
  document.getElementById("stage").append(menu);
  const close = (back) => {
    if (menu.matches(":popover-open")) menu.hidePopover();
    if (back) from().focus();
  };
  menu.addEventListener("toggle", (event) => {
    anchor.setAttribute("aria-expanded", String(event.newState === "open"));
    if (event.newState === "closed") menu.remove();
  });
  menu.addEventListener("click", (event) => {
    const chosen = event.target.closest("[role=menuitem]");
    if (!chosen) return;
    close(true);
    choose(chosen.dataset.value);
  });
  menu.addEventListener("keydown", (event) => walk(event, items, grid, close));
  const scrolled = (event) => {
    if (!menu.isConnected) document.removeEventListener("scroll", scrolled, true);
    else if (!menu.contains(event.target)) place(menu, from());
  };
  document.addEventListener("scroll", scrolled, true);
  menu.showPopover();
  place(menu, anchor);
  items[0]?.focus({ preventScroll: true });
}

function item(option, grid) {
  const hint = option.hint ? el("span", { class: "menu-hint" }, option.hint) : null;
  return el("button", {
    type: "button", role: "menuitem", tabindex: "-1", class: "menu-item", "aria-label": grid ? option.name : null, title: grid ? option.name : null,
    data: { value: option.value, testid: grid ? `emoji-${option.value}` : null },
  }, option.text, hint);
}

function place(menu, anchor) {
  const from = anchor.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const under = from.bottom + 6 + size.height <= innerHeight || from.top < size.height + 6;
  const top = under ? Math.min(from.bottom + 6, innerHeight - size.height - 8) : from.top - size.height - 6;
  menu.style.top = `${Math.max(8, top)}px`;
  menu.style.left = `${Math.max(8, Math.min(from.left, innerWidth - size.width - 8))}px`;
}

const COLUMNS = 8;

function walk(event, items, grid, close) {
  const at = items.indexOf(document.activeElement);
  const row = grid ? COLUMNS : 1;
  const steps = { ArrowDown: row, ArrowUp: -row, ...(grid ? { ArrowRight: 1, ArrowLeft: -1 } : {}) };
  let to = null;
  if (event.key in steps) to = (at + steps[event.key] + items.length) % items.length;
  else if (event.key === "Home") to = 0;
  else if (event.key === "End") to = items.length - 1;
  else if (event.key === "Escape" || event.key === "Tab") close(true);
  else if (event.key.length === 1 && event.key !== " " && !grid) to = startingWith(event.key, items, at);
  else return;
  if (event.key !== "Tab") event.preventDefault();
  event.stopPropagation();
  if (to !== null && to >= 0) items[to].focus();
}

function startingWith(letter, items, at) {
  const order = [...items.keys()].map((i) => (i + at + 1) % items.length);
  const found = order.find((i) => items[i].textContent.replace(/^[^\p{L}\p{N}]+/u, "").toLowerCase().startsWith(letter.toLowerCase()));
  return found ?? null;
}
