// What was begun in a form: Escape, the cross and a reload keep it, as they keep what stands in the box to write in.

import { draft, keepDraft } from "./store.js";

/** Give {over(block), keep(fields), forget()} for a form; one that asks or holds something else is begun anew. */
export function begunIn(form) {
  const key = `form|${JSON.stringify([form.action, form.args, form.blocks])}`;
  const values = JSON.parse(draft(key) || "{}");
  return {
    /** Give a block with what was begun in it. */
    over: (block) => ({ ...block, begun: values[block.id] }),
    keep: (fields) => keepDraft(key, JSON.stringify(Object.fromEntries(fields.map((field) => [field.id, field.read()])))),
    forget: () => keepDraft(key, ""),
  };
}
