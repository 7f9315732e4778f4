// A list that stays at its end while somebody is there, and says so when news came below.

import { calm, el } from "./dom.js";
import { icon } from "./icons.js";

const NEAR = 90;

/** Give a scrolling area around `list` as {node, update(fresh, draw, label)}. */
export function scroller(list, what) {
  const box = el("div", { class: "scroll", tabindex: "0", role: "group" }, list);
  const down = el("button", { type: "button", class: "button new-below", hidden: true }, icon("down"), `New ${what} below`);
  const node = el("div", { class: "scroll-wrap" }, box, down);
  const atEnd = () => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
  let stuck = true;
  let count = 0;

  const end = () => (box.scrollTop = box.scrollHeight);
  down.addEventListener("click", () => {
    box.scrollTo({ top: box.scrollHeight, behavior: calm() ? "auto" : "smooth" });
    box.focus({ preventScroll: true });
  });
  box.addEventListener("scroll", () => {
    stuck = atEnd();
    if (stuck) down.hidden = true;
  });
  // The box to write in grows with what is typed; the last message stays above it.
  new ResizeObserver(() => stuck && end()).observe(box);

  return {
    node,
    update(fresh, draw, label) {
      const follow = fresh || stuck;
      box.setAttribute("aria-label", `Messages in ${label}`);
      draw();
      const more = list.children.length > count;
      count = list.children.length;
      if (follow) {
        end();
        stuck = true;
      }
      down.hidden = follow || (down.hidden && !more);
    },
  };
}
