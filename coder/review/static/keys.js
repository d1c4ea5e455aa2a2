// A key -> what to do. `actions` are a page's own (name, key, words), changed ones are kept under `home` beside other pages'. Keys can be switched off or changed, and do nothing where somebody types.

import { button, el, typing } from "./dom.js";

export const ACTIONS = [
  ["confirm", "c", "Confirm the suggestion that is open"],
  ["refute", "r", "Refute it"],
  ["unsure", "u", "Unsure"],
  ["none", "0", "No code fits this passage"],
  ["add", "/", "Add a code"],
  ["next", "Enter", "Go on to the next passage"],
  ["down", "j", "Next passage or short reply"],
  ["up", "k", "Passage or short reply before"],
  ["open", "g", "Next undecided passage"],
  ["undo", "z", "Undo"],
  ["discuss", "f", "For discussion"],
  ["memo", "n", "Memo"],
  ["idea", "e", "New idea that fits no code"],
  ["definition", "d", "Definition in the codebook"],
  ["context", "m", "More of the conversation"],
  ["help", "?", "This list"],
];

export class Keys {
  constructor(saved, keep, actions = ACTIONS, home = "own") {
    Object.assign(this, { keep, actions, home, own: {}, on: true, all: {} });
    try {
      this.all = JSON.parse(saved || "{}");
      this.on = this.all.on !== false;
      for (const [name] of actions) if (typeof this.all[home]?.[name] === "string") this.own[name] = this.all[home][name];
    } catch {
      // settings that cannot be read are the usual ones
    }
  }

  of(action) {
    return this.own[action] ?? this.actions.find(([name]) => name === action)[1];
  }

  // For a hint on a button: "" while keys are off.
  hint(action) {
    return this.on ? this.of(action) : "";
  }

  // What a key means here: an action's name, "pick 3", or "".
  meaning(event) {
    if (!this.on || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return "";
    if (document.querySelector("dialog[open]")) return "";
    const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (pressed === "Enter" && this.#isPlainControl(event.target)) return "";
    const found = this.actions.find(([name]) => this.of(name) === pressed);
    if (found) return found[0];
    return /^[1-9]$/.test(pressed) ? `pick ${pressed}` : "";
  }

  // Enter works a link or a button as ever, but never one that decides.
  #isPlainControl(target) {
    const control = target instanceof Element ? target.closest("a, button, summary") : null;
    return control !== null && !control.hasAttribute("data-decides");
  }

  change(action, to) {
    this.own[action] = to;
    this.#save();
  }

  switch(on) {
    this.on = on;
    this.#save();
  }

  usual() {
    this.own = {};
    this.on = true;
    this.#save();
  }

  #save() {
    this.all = { ...this.all, on: this.on, [this.home]: this.own };
    this.keep(JSON.stringify(this.all));
  }
}

// The list of keys, in which each can be changed.
export function keyList(keys, redraw, numbers = "1 to 9 open the suggestion of that number.") {
  const rows = keys.actions.map(([name, , words]) =>
    el("tr", {}, el("th", { scope: "row" }, words), el("td", {}, changer(keys, name, words, redraw))),
  );
  const off = el("input", { type: "checkbox", id: "keys-on", checked: keys.on, onchange: (e) => (keys.switch(e.target.checked), redraw()) });
  return [
    el("p", { class: "check" }, off, el("label", { for: "keys-on" }, "Use single keys")),
    el("p", {}, `${numbers} To change a key, choose it and press another.`),
    el("table", { class: "keys" }, el("tbody", {}, rows)),
    button("The usual keys again", () => (keys.usual(), redraw())),
  ];
}

function changer(keys, name, words, redraw) {
  const shown = (key) => (key === "Enter" ? "Enter" : key.toUpperCase());
  const control = button(shown(keys.of(name)), () => {
    control.replaceChildren("Press a key");
    control.addEventListener("keydown", take, { once: true });
  }, { "aria-label": `Key for: ${words.replace("\n", ". ")}. Now ${shown(keys.of(name))}. Change`, "data-hold": `key-${name}` });
  const take = (event) => {
    if (["Tab", "Escape", "Shift", "Control", "Alt", "Meta"].includes(event.key)) return redraw();
    event.preventDefault();
    const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const free = !/^[1-9]$/.test(pressed) && !keys.actions.some(([other]) => other !== name && keys.of(other) === pressed);
    if (free) keys.change(name, pressed);
    return redraw(free ? "" : `${shown(pressed)} is taken`);
  };
  return control;
}
