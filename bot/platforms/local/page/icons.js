// The page's own line icons, drawn on a 20 by 20 grid; they are decoration, the words stand beside them.

const PATHS = {
  hash: "M7.5 3 6 17M14 3l-1.5 14M3.5 7.5h13.5M3 12.5h13.5",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  clock: "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM10 6v4.3l2.8 1.7",
  reply: "M3 4.5h14v9.5H9l-4 3.5V14H3z",
  smile: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM7 11.5c.7 1.3 1.7 2 3 2s2.3-.7 3-2M7.5 8v.4M12.5 8v.4",
  thanks: "M10 16.5S3 12.4 3 7.7A3.7 3.7 0 0 1 10 6a3.7 3.7 0 0 1 7 1.7c0 4.7-7 8.8-7 8.8z",
  edit: "M4 16l.8-3.6L13 4.2l2.8 2.8-8.2 8.2zM11.5 5.7l2.8 2.8",
  trash: "M4 6h12M8 6V4h4v2M5.5 6l.8 11h7.4l.8-11M8.5 9v5M11.5 9v5",
  close: "M5 5l10 10M15 5L5 15",
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  send: "M3.5 10 16.5 4l-4 12.5-3-5.5zM9.5 11l7-7",
  eye: "M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10zM10 7.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6z",
  book: "M10 5.5C8 4 5.5 3.7 3 4v11.5c2.5-.3 5 0 7 1.5 2-1.5 4.5-1.8 7-1.5V4c-2.5-.3-5 0-7 1.5zM10 5.5V17",
  down: "M5 7.5l5 5 5-5",
  at: "M10 6.7a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.6zM13.3 6.7v4.6c0 2.7 3.7 2.2 3.7-1.3a7 7 0 1 0-3 5.7",
  slash: "M12.5 3l-5 14",
  again: "M4 10a6 6 0 1 1 2 4.5M4 10V5.5M4 10h4.5",
  help: "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM7.8 8a2.2 2.2 0 1 1 3.4 1.8c-.8.5-1.2 1-1.2 1.9M10 14v.3",
  question: "M3 4.5h14v9.5H9l-4 3.5V14H3zM8.3 7.7a1.7 1.7 0 1 1 2.6 1.4c-.6.4-.9.7-.9 1.3M10 12v.2",
  digest: "M4 3.5h12v13H4zM7 7h6M7 10h6M7 13h3.5",
  day: "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M15.7 4.3l-1.1 1.1M5.4 14.6l-1.1 1.1",
  week: "M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3.5M13 3v3.5",
  plus: "M10 4v12M4 10h12",
  check: "M4 10.5l4 4 8-9",
};
const FLAME = [
  ["ember", "M10.4 1.5c.5 3.2-1 4.8-2.5 6.5C6.3 9.8 4.2 11.7 4.2 14.7a5.7 5.7 0 0 0 11.5 0c0-2.7-1.3-4.4-2.3-5.8-.3 1.2-.8 2-1.6 2.6.4-3.6-.3-7.2-1.4-10z"],
  ["glow", "M10.1 11.8c.1 1.4-2.4 2.3-2.4 4.6a2.4 2.4 0 0 0 4.8 0c0-1.8-1.2-2.8-2.4-4.6z"],
];
const SVG = "http://www.w3.org/2000/svg";

function svg(name, paths) {
  const node = document.createElementNS(SVG, "svg");
  node.setAttribute("viewBox", "0 0 20 20");
  node.setAttribute("aria-hidden", "true");
  node.setAttribute("class", `icon icon-${name}`);
  for (const [part, d] of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    if (part) path.setAttribute("class", part);
    node.append(path);
  }
  return node;
}

/** Give a line icon by name. */
export const icon = (name) => svg(name, [["", PATHS[name]]]);

/** Give the product's flame. */
export const flame = () => svg("flame", FLAME);
