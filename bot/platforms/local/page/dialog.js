// Modal dialogs: one form at a time, and the small question before something that cannot be undone.

import { begunIn } from "./begun.js";
import { el, uid, wayBack } from "./dom.js";
import { errorsIn, fieldOf, phrase } from "./forms.js";
import { icon } from "./icons.js";
import { blockOf, once } from "./render.js";
import { now } from "./store.js";

let open = null;

/** Open a form, or put it in the place of the open one; `submit(form, fields)` sends it and gives the reply. */
export function openForm(form, submit) {
  open ??= { dialog: makeDialog(), back: wayBack(document.activeElement) };
  const { dialog } = open;
  fill(dialog, form, submit);
  if (!dialog.open) dialog.showModal();
  const first = dialog.querySelector(".fields :is(input, textarea, select)") ?? dialog.querySelector("[type=submit]");
  first?.focus({ preventScroll: true });
  dialog.querySelectorAll(".dialog-body, .dialog-form").forEach((part) => (part.scrollTop = 0)); // either may scroll
}

function makeDialog() {
  const dialog = el("dialog", { class: "dialog", data: { testid: "dialog" } });
  dialog.addEventListener("close", closed);
  document.body.append(dialog);
  return dialog;
}

function closed() {
  const { dialog, back } = open;
  open = null;
  dialog.remove();
  const place = back();
  (place?.isConnected ? place : document.querySelector("[data-testid=message-box]"))?.focus();
}

function fill(dialog, form, submit) {
  const title = uid("title");
  const fields = [];
  const begun = begunIn(form);
  const body = form.blocks.map((block) => {
    const field = fieldOf(begun.over(block));
    if (!field) return blockOf(block, () => {});
    fields.push(field);
    return field.node;
  });
  const cancel = () => {
    begun.forget();
    dialog.close();
  };
  const problem = el("p", { class: "dialog-problem", role: "status", "aria-live": "polite" });
  const send = el("button", { type: "submit", class: "button primary", data: { testid: "dialog-submit" } }, form.submit);
  const inner = el("form", { class: "dialog-form", novalidate: true },
    el("header", { class: "dialog-head" },
      el("h2", { id: title, dir: "auto" }, form.title),
      el("button", { type: "button", class: "icon-button", "aria-label": phrase("close"), on: { click: () => dialog.close() } }, icon("close"))),
    el("div", { class: "dialog-body" }, el("div", { class: "fields" }, body), problem),
    el("footer", { class: "dialog-foot" },
      el("button", { type: "button", class: "button", on: { click: cancel } }, phrase("cancel")), send));
  inner.addEventListener("submit", (event) => {
    event.preventDefault();
    once(send, () => sent(dialog, form, fields, problem, submit, begun));
  });
  ["input", "change"].forEach((kind) => inner.addEventListener(kind, () => begun.keep(fields)));
  dialog.setAttribute("aria-labelledby", title);
  dialog.setAttribute("lang", now()?.language ?? "en");
  dialog.replaceChildren(inner);
}

async function sent(dialog, form, fields, problem, submit, begun) {
  problem.textContent = "";
  const mistakes = Object.fromEntries(fields.map((f) => [f.id, f.check()]).filter(([, text]) => text));
  if (errorsIn(fields, mistakes, problem)) return;
  try {
    const reply = await submit(form, Object.fromEntries(fields.map((f) => [f.id, f.read()])));
    if (errorsIn(fields, reply.errors ?? {}, problem)) return;
    begun.forget();
    if (reply.form) return;
    dialog.close();
  } catch (error) {
    problem.textContent = error.message;
    problem.scrollIntoView({ block: "nearest" });
  }
}

/** Ask before going on; gives true for yes. */
export function confirmed(question, { yes, danger = false }) {
  const id = uid("sure");
  const before = document.activeElement;
  return new Promise((resolve) => {
    const no = el("button", { type: "button", class: "button", data: { testid: "confirm-no" } }, phrase("cancel"));
    const ok = el("button", { type: "button", class: danger ? "button danger-full" : "button primary", data: { testid: "confirm-yes" } }, yes);
    const dialog = el("dialog", { class: "dialog dialog-small", role: "alertdialog", "aria-labelledby": id, data: { testid: "confirm" } },
      el("p", { id, class: "confirm-text", dir: "auto" }, question),
      el("footer", { class: "dialog-foot" }, no, ok));
    no.addEventListener("click", () => dialog.close());
    ok.addEventListener("click", () => dialog.close("yes"));
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before?.isConnected) before.focus();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });
}
