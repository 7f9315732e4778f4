// The left column: what this is, who the visitor is, and where they can go.

import { avatar } from "./avatar.js";
import { el, keyed } from "./dom.js";
import { flame, icon } from "./icons.js";
import { address, go, me, now, person, unread, view } from "./store.js";

const PROMISE = "One question a week about what gives energy, and no story without an echo.";

/** Give the left column as {update()}, built into `nav`. */
export function left(nav) {
  const faces = el("div", { class: "faces" });
  const current = el("p", { class: "me" });
  const who = el("fieldset", { class: "who-switch", data: { testid: "who-switch" } }, el("legend", {}, "Who am I"), faces, current);
  const channels = el("ul", { class: "places" });
  const directs = el("ul", { class: "places" });
  const home = el("ul", { class: "places" });
  nav.append(
    el("div", { class: "brand" }, flame(), el("div", {}, el("p", { class: "brand-name" }, "Fireside"), el("p", { class: "promise" }, PROMISE))),
    who,
    el("div", { class: "places-box" },
      home,
      el("h2", { class: "places-title" }, "Channels"), channels,
      el("h2", { class: "places-title" }, "Direct messages"), directs));

  const update = () => {
    const people = now().people.filter((p) => !p.bot);
    keyed(faces, people, { key: (p) => p.id, stamp: (p) => JSON.stringify(p), make: face });
    faces.querySelectorAll("input").forEach((input) => (input.checked = input.value === view.me));
    const mine = me();
    current.replaceChildren(el("strong", { dir: "auto" }, mine.name), mine.note ? ` ${mine.note}` : "");
    if (mine.guest && !/guest|gast/i.test(mine.note)) current.append(" (guest)");
    fill(home, [{ id: "home", name: "My story", unread: 0 }]);
    fill(channels, now().channels);
    fill(directs, now().directs);
  };
  return { update };
}

// ---------------------------------------------------------------- who am I

function face(p) {
  const words = [p.name, p.note || (p.guest ? "guest" : "")].filter(Boolean).join(", ");
  const input = el("input", { type: "radio", name: "me", value: p.id, "aria-label": words, data: { testid: `who-${p.id}`, k: `who-${p.id}` } });
  input.addEventListener("change", () => go({ me: p.id, thread: "" }));
  return el("label", { class: "face", title: words }, input, avatar(p));
}

// ---------------------------------------------------------------- where to go

function fill(list, places) {
  keyed(list, places.map((place) => ({ ...place, waiting: unread(place), open: view.channel === place.id })), {
    key: (place) => place.id,
    stamp: (place) => JSON.stringify([place, view.me]),
    make: entry,
  });
}

function entry(place) {
  const channel = "circle" in place;
  const look = ["place", place.open && "is-here", place.waiting > 0 && "is-unread", channel && !place.member && "is-out"].filter(Boolean).join(" ");
  const names = { home: "home" }[place.id] ?? `${channel ? "channel" : "direct"}-${place.name}`;
  return el("li", {}, el("a", {
    class: look, href: address({ channel: place.id }), "aria-current": place.open ? "page" : null, data: { testid: names, k: "go" },
  }, sign(place, channel), el("span", { class: "place-name", dir: "auto" }, place.name), marks(place, channel)));
}

function sign(place, channel) {
  if (place.id === "home") return icon("book");
  if (channel) return icon(place.private ? "lock" : "hash");
  const other = now().people.find((p) => p.name === place.name);
  return avatar(other ? person(other.id) : { id: "", initials: place.name.slice(0, 2) }, "avatar-small");
}

function marks(place, channel) {
  return [
    channel && place.private ? el("span", { class: "sr" }, ", private") : null,
    channel && !place.member ? el("span", { class: "sr" }, ", you are not in it") : null,
    place.circle === "running" ? el("span", { class: "place-running", title: "Fireside is here" }, flame(), el("span", { class: "sr" }, ", Fireside is here")) : null,
    place.waiting > 0 ? el("span", { class: "badge" }, place.waiting, el("span", { class: "sr" }, " unread")) : null,
  ];
}
