// A title and its content -> a window over the page, closed by Escape; the focus goes back where it was.

import { button, el, refill } from "./dom.js";

export function dialog(title, fill, { wide = false, closed = () => {} } = {}) {
  const body = el("div", { class: "dialog-body" });
  const remark = el("p", { class: "remark", role: "status" });
  const home = el(
    "dialog",
    { class: wide ? "wide" : null, "aria-label": title, onclose: () => (home.remove(), closed()) },
    el("header", {}, el("h2", {}, title), button("Close", () => home.close(), { class: "quiet" })),
    remark,
    body,
  );
  const draw = (words = "") => {
    remark.replaceChildren(words);
    refill(body, fill(draw, () => home.close()));
  };
  document.body.append(home);
  draw();
  home.showModal();
  return home;
}
