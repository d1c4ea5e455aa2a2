// What to show -> elements. Text only ever becomes text: nothing that a transcript says is read as HTML.

export function el(name, given = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked") made[key] = value;
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...inside.flat(2).filter((one) => one !== null && one !== undefined && one !== false));
  return made;
}

export function button(words, onclick, given = {}) {
  return el("button", { type: "button", onclick, ...given }, words);
}

export function key(name) {
  return name ? el("kbd", { "aria-hidden": "true" }, name === "Enter" ? "↵" : name.toUpperCase()) : null;
}

// A button that a key presses, too: the key stands on it.
export function keyed(words, hint, onclick, given = {}) {
  return button([words, " ", key(hint)], onclick, { "aria-keyshortcuts": hint ? spelt(hint) : null, ...given });
}

export function spelt(hint) {
  return hint.length === 1 ? hint.toUpperCase() : hint;
}

// Fill an element anew, and leave the focus on what it was on, as far as that is still there.
export function refill(home, ...inside) {
  const held = home.contains(document.activeElement) ? document.activeElement.dataset.hold : undefined;
  home.replaceChildren(...inside.flat(2).filter(Boolean));
  if (held) home.querySelector(`[data-hold="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  return held;
}

export function say(words) {
  const home = document.getElementById("said");
  home.replaceChildren();
  window.setTimeout(() => home.replaceChildren(words), 30);
}

export function counted(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;
}

export function typing(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}
