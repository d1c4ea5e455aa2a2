// Typed words -> a code to add: a box that filters the codebook, worked by keyboard or mouse.

import { el, key } from "./dom.js";

const MOST = 60;
const NEAREST = 3;

// The codes of which the label, or a word of it, is at most a third other letters than what was typed.
function nearest(codes, typed) {
  const far = (code) => Math.min(...[code.label, ...code.label.split(/\s+/)].map((one) => apart(typed, one.toLowerCase())));
  const known = codes.map((code) => ({ code, far: far(code) })).filter((one) => one.far <= typed.length / 3);
  return known.sort((a, b) => a.far - b.far).slice(0, NEAREST).map((one) => one.code);
}

// How many letters have to be put in, left out, changed or swapped with the next to make one word of another (optimal string alignment).
function apart(one, other) {
  const rows = [Array.from({ length: other.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= one.length; i += 1) {
    rows.push([i]);
    for (let j = 1; j <= other.length; j += 1) {
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + Number(one[i - 1] !== other[j - 1]), swapped ? rows[i - 2][j - 2] + 1 : Infinity);
    }
  }
  return rows[one.length][other.length];
}

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
    const nothing = !found.length && (above ? "This code stands above: answer it there" : "No code of that name");
    if (nothing && !above) found = nearest(all, words.join(" "));
    if (nothing) active = -1;
    const remark = nothing && el("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, found.length ? `${nothing}. Nearest (↓, then ↵):` : nothing);
    list.replaceChildren(...(remark ? [remark] : []), ...found.map(option));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark();
  }

  function option(code, number) {
    return el("li", { role: "option", id: `found-${number}`, title: work.named(code.definition), onmousedown: (event) => (event.preventDefault(), choose(number)) },
      el("small", {}, `${work.path(code.id)}\u00a0›`), el("span", {}, code.label));
  }

  function mark() {
    for (const one of list.children) one.setAttribute("aria-selected", String(one.id === `found-${active}`));
    if (found[active]) input.setAttribute("aria-activedescendant", `found-${active}`);
    else input.removeAttribute("aria-activedescendant");
    document.getElementById(`found-${active}`)?.scrollIntoView({ block: "nearest" });
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
      const from = active < 0 && event.key === "ArrowUp" ? 0 : active;
      active = (from + (event.key === "ArrowDown" ? 1 : -1) + found.length) % Math.max(1, found.length);
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
