// The fields of a form. Each is {id, node, read(), check(), mark(text)}; `check` gives what is missing, or nothing.

import { manyOf, oneOf, people } from "./choices.js";
import { el, uid } from "./dom.js";
import { around } from "./field.js";
import { now } from "./store.js";

const PHRASES = {
  en: {
    close: "Close", cancel: "Cancel", required: "Fill this in, please.", choose: "Make a choice, please.", optional: "optional",
    long: (n) => `${n} characters too many.`, most: (n) => `At most ${n}. Take one away to choose another.`, left: (n, of) => `${n} of ${of} characters`,
    filter: "Search a colleague", nobody: "Nobody has that name.", chosen: "Chosen:", none: "Choose", you: "you", guest: "guest",
  },
  nl: {
    close: "Sluiten", cancel: "Annuleren", required: "Vul dit nog in.", choose: "Maak nog een keuze.", optional: "mag leeg blijven",
    long: (n) => `${n} tekens te veel.`, most: (n) => `Hoogstens ${n}. Haal er één weg om een andere te kiezen.`, left: (n, of) => `${n} van ${of} tekens`,
    filter: "Zoek een collega", nobody: "Niemand heet zo.", chosen: "Gekozen:", none: "Kies", you: "jij", guest: "gast",
  },
};

/** Give a sentence of the dialog itself in the visitor's language. */
export const phrase = (key, ...args) => {
  const found = (PHRASES[now()?.language] ?? PHRASES.en)[key];
  return typeof found === "function" ? found(...args) : found;
};

/** Give the field of a block, or null when the block is none. */
export function fieldOf(block) {
  const make = { TextField: textField, OneOf: oneOf, ManyOf: manyOf, People: people, TimeField: plain("time"), DateField: plain("date") }[block.type];
  return make ? make(block, phrase) : null;
}

/** Show what is wrong beside the fields and bring the keyboard to the first; tells whether anything was. */
export function errorsIn(fields, errors, elsewhere) {
  fields.forEach((field) => field.mark(errors[field.id] ?? ""));
  const known = fields.filter((field) => errors[field.id]);
  const other = Object.entries(errors).filter(([id, text]) => text && !fields.some((f) => f.id === id)).map(([, text]) => text);
  if (other.length) elsewhere.textContent = other.join(" ");
  if (known.length) known[0].focus();
  return known.length + other.length > 0;
}

// ---------------------------------------------------------------- one line or many

function textField(block, say) {
  const id = uid("field");
  const input = el(block.lines ? "textarea" : "input", {
    id, class: "input", rows: block.lines ? 4 : null, type: block.lines ? null : "text", placeholder: block.placeholder || null, dir: "auto",
    "aria-required": block.required ? "true" : null, autocomplete: "off", value: block.begun ?? block.value ?? "", data: { testid: `field-${block.id}` },
  });
  const count = el("p", { class: "count", id: uid("count") });
  const tag = block.required ? null : el("span", { class: "optional" }, say("optional"));
  const label = el("label", { for: id, class: "label", dir: "auto" }, block.label, tag);
  const { node, mark } = around(block, input, { label, after: count });
  const recount = () => {
    const n = input.value.length;
    count.textContent = n > block.most / 2 ? say("left", n, block.most) : "";
    count.classList.toggle("too-many", n > block.most);
  };
  input.addEventListener("input", recount);
  recount();
  return {
    id: block.id, node,
    read: () => input.value,
    check: () => {
      if (block.required && !input.value.trim()) return say("required");
      return input.value.length > block.most ? say("long", input.value.length - block.most) : "";
    },
    mark,
    focus: () => input.focus(),
  };
}

// ---------------------------------------------------------------- time and date

const plain = (type) => (block) => {
  const id = uid("field");
  const input = el("input", { id, type, class: "input input-short", value: block.begun ?? block.value ?? "", data: { testid: `field-${block.id}` } });
  const { node, mark } = around(block, input, { label: el("label", { for: id, class: "label", dir: "auto" }, block.label) });
  return { id: block.id, node, read: () => input.value, check: () => "", mark, focus: () => input.focus() };
};
