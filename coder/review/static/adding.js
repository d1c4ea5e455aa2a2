// Typed words -> a code to add: a box that filters the codebook, worked by keyboard or mouse.

import { el, key } from "./dom.js";

const MOST = 60;

export function addBox(work, taken, hint, pick, leave) {
  let found = [];
  let active = 0;
  const list = el("ul", { id: "codes-found", role: "listbox", "aria-label": "Codes", hidden: true });
  const input = el("input", {
    id: "add-code", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "data-hold": "add",
    "aria-expanded": "false", "aria-controls": "codes-found", "aria-autocomplete": "list", placeholder: "Type to find a code",
    oninput: () => show(), onfocus: () => show(), onblur: () => hide(),
    onkeydown: (event) => pressed(event),
  });

  function show() {
    const words = input.value.trim().toLowerCase().split(/\s+/);
    const all = work.codebook.codes.filter((code) => !taken(code.id));
    const name = (code) => `${work.path(code.id)} ${code.label} ${code.id}`.toLowerCase();
    found = all.filter((code) => words.every((word) => name(code).includes(word)));
    const near = (code) => 1 + ` ${code.label.toLowerCase()}`.indexOf(` ${words[0]}`) || 1000;
    if (words[0]) found.sort((a, b) => near(a) - near(b));
    found = found.slice(0, MOST);
    active = 0;
    const above = !found.length && work.codebook.codes.some((code) => words.every((word) => name(code).includes(word)));
    const nothing = above ? "This code stands above: answer it there" : "No code of that name";
    list.replaceChildren(...found.map(option), ...(found.length ? [] : [el("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, nothing)]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark();
  }

  function option(code, number) {
    return el("li", { role: "option", id: `found-${number}`, title: code.definition, onmousedown: (event) => (event.preventDefault(), choose(number)) },
      el("span", {}, code.label), el("small", {}, work.path(code.id)));
  }

  function mark() {
    [...list.children].forEach((one, number) => one.setAttribute("aria-selected", String(number === active && found.length > 0)));
    if (found.length) input.setAttribute("aria-activedescendant", `found-${active}`);
    else input.removeAttribute("aria-activedescendant");
    list.children[active]?.scrollIntoView({ block: "nearest" });
  }

  function hide() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(number) {
    const code = found[number];
    if (!code) return;
    input.value = "";
    hide();
    pick(code.id);
  }

  function pressed(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return show();
      active = (active + (event.key === "ArrowDown" ? 1 : -1) + found.length) % Math.max(1, found.length);
      return mark();
    }
    if (event.key === "Enter") {
      event.preventDefault();
      if (!list.hidden) choose(active);
    } else if (event.key === "Escape") {
      event.preventDefault();
      input.value = "";
      hide();
      leave();
    }
    return undefined;
  }

  return el("div", { class: "field adding" }, el("label", { for: "add-code" }, "Add a code ", key(hint)), input, list);
}
