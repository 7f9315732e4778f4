// Small helpers around the DOM. Text only ever enters the page as text nodes: nothing here parses markup.

let last = 0;

/** Give an id that is unique in this page. */
export const uid = (prefix = "x") => `${prefix}-${++last}`;

/** Give an element; attributes that are null or false are left out, `on` holds listeners, `data` the data-* ones. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else if (name === "data") Object.assign(node.dataset, defined(value));
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(4).filter((c) => c !== null && c !== undefined && c !== false && c !== ""));
  return node;
}

const defined = (data) => Object.fromEntries(Object.entries(data).filter(([, v]) => v !== null && v !== undefined));

/** Give text that only a screen reader hears. */
export const sr = (text) => el("span", { class: "sr" }, text);

/** Do something that redraws `root`, and bring the keyboard back to the same control (by its data-k). */
export function keepFocus(root, work) {
  const active = document.activeElement;
  const key = root.contains(active) ? active.dataset.k : undefined;
  const home = key ? active.closest("[data-key]")?.dataset.key : undefined;
  work();
  if (!key || document.activeElement === active) return;
  const place = home ? byKey(root, home) : root;
  // What stood there is gone: the list keeps the keyboard, never a button of somebody else's message.
  if (!place) return root.closest("[tabindex]")?.focus({ preventScroll: true });
  const again = place.querySelector(`[data-k="${CSS.escape(key)}"]`) ?? place.querySelector("button, a, input");
  again?.focus({ preventScroll: true });
}

/** Give a way back to a control: to itself, or to what was drawn anew in its place. */
export function wayBack(node) {
  const list = node?.closest?.("ol, .home");
  const key = node?.closest?.("[data-key]")?.dataset.key;
  const k = node?.dataset?.k;
  return () => {
    if (!node || node.isConnected || !list || !k) return node;
    return (key ? byKey(list, key) : list)?.querySelector(`[data-k="${CSS.escape(k)}"]`) ?? node;
  };
}

const byKey = (root, key) => root.querySelector(`[data-key="${CSS.escape(key)}"]`);

/** Bring the children of `parent` in line with `items`, making anew only those whose stamp changed. */
export function keyed(parent, items, { key, stamp, make }) {
  keepFocus(parent, () => {
    const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
    let after = null;
    for (const item of items) {
      const id = key(item);
      const mark = stamp(item);
      const had = old.get(id);
      old.delete(id);
      let node = had;
      if (!had || had.stamp !== mark) {
        node = make(item);
        node.dataset.key = id;
        node.stamp = mark;
        if (had) had.replaceWith(node);
      }
      const wanted = after ? after.nextSibling : parent.firstChild;
      if (node !== wanted) parent.insertBefore(node, wanted);
      after = node;
    }
    for (const node of old.values()) node.remove();
  });
}

/** Let the arrow keys walk through `items` with one tab stop for all of them. */
export function roving(box, selector = "button") {
  const items = () => [...box.querySelectorAll(selector)];
  items().forEach((item, i) => (item.tabIndex = i === 0 ? 0 : -1));
  box.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const all = items();
    const at = all.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = all[(at + step + all.length) % all.length];
    all.forEach((item) => (item.tabIndex = item === next ? 0 : -1));
    next.focus();
  });
  return box;
}

/** Whether somebody asked their system for less movement. */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
