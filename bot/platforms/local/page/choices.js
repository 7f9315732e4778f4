// Fields to choose in: one of several, several as chips, and colleagues.

import { el, uid } from "./dom.js";
import { around } from "./field.js";
import { now, view } from "./store.js";

const legend = (block) => el("legend", { class: "label", dir: "auto" }, block.label);
const optional = (block, say) => (block.required || block.value ? null : el("span", { class: "optional" }, say("optional")));

// ---------------------------------------------------------------- one of several

export function oneOf(block, say) {
  return block.menu ? dropDown(block, say) : radios(block, say);
}

function dropDown(block, say) {
  const id = uid("field");
  const empty = block.options.some((o) => o.value === "") ? [] : block.value ? [] : [el("option", { value: "" }, `${say("none")}…`)];
  const options = block.options.map((o) => el("option", { value: o.value }, o.hint ? `${o.label} · ${o.hint}` : o.label));
  const input = el("select", { id, class: "input", data: { testid: `field-${block.id}` } }, empty, options);
  input.value = block.begun ?? block.value ?? "";
  const label = el("label", { for: id, class: "label", dir: "auto" }, block.label, optional(block, say));
  const { node, mark } = around(block, el("div", { class: "select" }, input), { label, target: input });
  return {
    id: block.id, node,
    read: () => input.value,
    check: () => (block.required && !input.value ? say("choose") : ""),
    mark,
    focus: () => input.focus(),
  };
}

function radios(block, say) {
  const name = uid("radio");
  const rows = block.options.map((option) => {
    const label = uid("label");
    const hint = uid("hint");
    const input = el("input", {
      type: "radio", name, value: option.value, "aria-labelledby": label, "aria-describedby": option.hint ? hint : null,
      data: { testid: `field-${block.id}-${option.value}` },
    });
    input.checked = option.value === (block.begun ?? (block.value || null));
    const words = el("span", { class: "choice-words" },
      el("span", { id: label, class: "choice-label", dir: "auto" }, option.label),
      option.hint ? el("span", { id: hint, class: "choice-hint", dir: "auto" }, option.hint) : null);
    return el("label", { class: "choice" }, input, words);
  });
  const box = el("div", { class: "choices", role: "radiogroup", "aria-label": block.label, "aria-required": block.required ? "true" : null }, rows);
  const { node, mark } = around(block, box, { tag: "fieldset", label: legend(block) });
  const inputs = rows.map((row) => row.querySelector("input"));
  return {
    id: block.id, node,
    read: () => inputs.find((i) => i.checked)?.value ?? "",
    check: () => (block.required && !inputs.some((i) => i.checked) ? say("choose") : ""),
    mark,
    focus: () => (inputs.find((i) => i.checked) ?? inputs[0])?.focus(),
  };
}

// ---------------------------------------------------------------- several

export function manyOf(block, say) {
  const note = el("p", { class: "hint note", id: uid("note"), role: "status", "aria-live": "polite" });
  const chips = block.options.map((option) => {
    const input = el("input", { type: "checkbox", value: option.value, data: { testid: `field-${block.id}-${option.value}` } });
    input.checked = (block.begun ?? block.values ?? []).includes(option.value);
    return el("label", { class: "chip", title: option.hint || null }, input, el("span", { class: "chip-words", dir: "auto" }, option.label));
  });
  const box = el("div", { class: "chips" }, chips);
  const inputs = chips.map((chip) => chip.querySelector("input"));
  const { node, mark } = around(block, box, { tag: "fieldset", label: legend(block), after: note, target: null, invalid: inputs });
  limit(node, inputs, box, block.most, note, say);
  return {
    id: block.id, node,
    read: () => inputs.filter((i) => i.checked).map((i) => i.value),
    check: () => "",
    mark,
    focus: () => inputs[0]?.focus(),
  };
}

/** Keep at most `most` boxes checked, and say so when somebody reaches for one more. */
function limit(node, inputs, box, most, note, say) {
  const full = () => inputs.filter((i) => i.checked).length >= most && most < inputs.length;
  const show = () => box.classList.toggle("is-full", full());
  node.addEventListener("change", (event) => {
    if (!inputs.includes(event.target)) return;
    const over = inputs.filter((i) => i.checked).length > most;
    if (over) event.target.checked = false;
    note.textContent = over ? say("most", most) : "";
    show();
  });
  show();
}

// ---------------------------------------------------------------- colleagues

export function people(block, say) {
  const everybody = now().people.filter((p) => !p.bot || (block.values ?? []).includes(p.id));
  const rows = everybody.map((person) => {
    const input = el("input", { type: "checkbox", value: person.id, data: { testid: `field-${block.id}-${person.id}` } });
    input.checked = (block.begun ?? block.values ?? []).includes(person.id);
    const notes = [person.id === view.me ? say("you") : "", person.note || (person.guest ? say("guest") : "")].filter(Boolean);
    const row = el("label", { class: "person" }, input, el("span", { class: "person-name", dir: "auto" }, person.name),
      notes.length ? el("span", { class: "person-note", dir: "auto" }, notes.join(" · ")) : null);
    return { person, input, row };
  });
  const none = el("p", { class: "hint", hidden: true }, say("nobody"));
  const filter = el("input", { type: "search", class: "input", placeholder: say("filter"), "aria-label": say("filter"), autocomplete: "off" });
  const list = el("div", { class: "people" }, rows.map((r) => r.row), none);
  const chosen = el("p", { class: "hint chosen" });
  const note = el("p", { class: "hint note", role: "status", "aria-live": "polite", id: uid("note") });
  const inputs = rows.map((r) => r.input);
  const { node, mark } = around(block, el("div", {}, filter, list, chosen),
    { tag: "fieldset", label: legend(block), after: note, target: null, invalid: inputs });
  const summary = () => {
    const names = rows.filter((r) => r.input.checked).map((r) => r.person.name);
    chosen.textContent = names.length ? `${say("chosen")} ${names.join(", ")}` : "";
  };
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    rows.forEach((r) => (r.row.hidden = !r.person.name.toLowerCase().includes(wanted)));
    none.hidden = rows.some((r) => !r.row.hidden);
  });
  filter.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  limit(node, inputs, list, block.most, note, say);
  node.addEventListener("change", summary);
  summary();
  return {
    id: block.id, node,
    read: () => inputs.filter((i) => i.checked).map((i) => i.value),
    check: () => (block.required && !inputs.some((i) => i.checked) ? say("choose") : ""),
    mark,
    focus: () => filter.focus(),
  };
}
