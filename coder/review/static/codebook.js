// The codebook -> what a code covers: on a suggestion, and whole in a window.

import { dialog } from "./dialogs.js";
import { el } from "./dom.js";

export function meaning(work, code) {
  return [
    el("p", { class: "definition" }, work.named(code.definition)),
    list("Include", code.include.map((line) => work.named(line))),
    list("Leave out", code.exclude.map((line) => work.named(line))),
  ];
}

function list(title, lines) {
  if (!lines.length) return null;
  return el("div", { class: "lines" }, el("h4", {}, title), el("ul", {}, lines.map((line) => el("li", {}, line))));
}

function entry(work, code) {
  const parts = [meaning(work, code)];
  if (code.examples.length) parts.push(list("Examples", code.examples));
  if (code.misses.length) parts.push(list("Looks like it, but is not", code.misses.map((miss) => (miss.why ? `${miss.text} (${work.named(miss.why)})` : miss.text))));
  const above = work.path(code.id).split(" › ");
  const depth = above.length;
  const path = above.slice(1).join(" › ");
  const role = code.role ? el("span", { class: "role" }, code.role) : null;
  return el("article", { class: `entry depth-${Math.min(depth, 3)}`, "data-code": code.id, tabindex: "-1" }, el("h3", {}, path ? el("small", {}, `${path} › `) : null, code.label, " ", role), parts);
}

// The whole codebook, at one code where one is named.
export function openCodebook(work, at = "") {
  const { codebook } = work;
  const filter = el("input", { type: "search", id: "codebook-filter", autocomplete: "off", oninput: () => sift(filter.value) });
  const families = codebook.families.map((family) =>
    el("section", {}, el("h3", { class: "family" }, family.label), el("p", {}, work.named(family.definition)), codebook.codes.filter((code) => code.family === family.id).map((code) => entry(work, code))),
  );
  const rules = el("section", {}, el("h3", { class: "family" }, "Rules for coders"), el("ul", {}, codebook.rules.map((rule) => el("li", {}, work.named(rule)))));
  const sift = (words) => {
    const wanted = words.trim().toLowerCase();
    for (const one of home.querySelectorAll(".entry")) one.hidden = !one.textContent.toLowerCase().includes(wanted);
  };
  const home = dialog(`${codebook.title}, version ${codebook.version}`, () => [
    el("p", { class: "field" }, el("label", { for: "codebook-filter" }, "Find"), filter),
    families,
    codebook.rules.length ? rules : null,
  ], { wide: true });
  const wanted = at && home.querySelector(`[data-code="${CSS.escape(at)}"]`);
  if (wanted) {
    wanted.scrollIntoView({ block: "start" });
    wanted.focus({ preventScroll: true });
  }
}
