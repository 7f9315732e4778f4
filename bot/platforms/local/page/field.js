// What every field of a form has around it: a label, a hint, and the place for what is wrong.

import { el, uid } from "./dom.js";

/** Put label, hint, note and error around `input`; `target` is described by them, `invalid` is marked when wrong. */
export function around(block, input, { tag = "div", label = null, after = null, target = input, invalid = [target] } = {}) {
  const hint = block.hint ? el("p", { class: "hint", id: uid("hint"), dir: "auto" }, block.hint) : null;
  const wrong = el("p", { class: "wrong", id: uid("wrong"), dir: "auto" });
  const node = el(tag, { class: "field", data: { field: block.id } }, label, hint, input, after, wrong);
  const described = target ?? node;
  const mark = (text) => {
    wrong.textContent = text;
    node.classList.toggle("is-wrong", Boolean(text));
    const ids = [hint?.id, text ? wrong.id : null, after?.id].filter(Boolean).join(" ");
    if (ids) described.setAttribute("aria-describedby", ids);
    for (const part of invalid) {
      if (text) part.setAttribute("aria-invalid", "true");
      else part.removeAttribute("aria-invalid");
    }
  };
  mark("");
  return { node, mark };
}
