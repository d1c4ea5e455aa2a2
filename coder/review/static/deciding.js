// A passage's suggestions and what was said of them -> the panel in which a coder decides.

import { addBox } from "./adding.js";
import { meaning } from "./codebook.js";
import { button, el, key, keyed, spelt } from "./dom.js";
import { STATE_WORDS, saysNone } from "./rules.js";

const ANSWERS = [["confirm", "Confirm"], ["refute", "Refute"], ["unsure", "Unsure"]];

export const BLIND = "In this part nothing is shown: give the codes you see, or No code fits.";

// `on` holds what to call: act(act), note(kind, words), why(code), open(number), back().
export function panel(work, keys, item, open, on) {
  const state = work.state(item.key);
  const { shown } = item;
  const own = Object.keys(state.answers).filter((code) => !shown.includes(code));
  return [
    el("h2", {}, shown.length ? "Suggested" : work.blind ? "Your codes" : "Nothing is suggested here"),
    shown.length ? null : el("p", { class: "lead" }, work.blind ? BLIND : "Add the codes that fit, or say that none does."),
    shown.length ? el("ol", { class: "suggestions" }, shown.map((code, number) => suggestion(work, keys, state, code, number, open === number, on))) : null,
    own.length ? given(work, own, on) : null,
    addBox(work, (code) => shown.includes(code) || own.includes(code), keys.hint("add"), (code) => on.act({ kind: "add", code, note: "" }), on.back),
    choice("none", "No code fits", keys.hint("none"), saysNone(state), () => on.act({ kind: "none", code: "", note: "" })),
    note("emergent", "New idea that fits no code ", keys.hint("idea"), state.emergent, on),
    note("memo", "Memo ", keys.hint("memo"), state.memo, on),
    choice("discuss", "For discussion", keys.hint("discuss"), state.discuss, () => on.act({ kind: "discuss", code: "", note: state.discuss ? "" : "yes" })),
  ];
}

function suggestion(work, keys, state, code, number, isOpen, on) {
  const found = state.answers[code];
  const entry = work.codes.get(code);
  const none = !found && saysNone(state);
  const word = found ? `${found === "refute" ? "✕" : found === "unsure" ? "?" : "✓"} ${STATE_WORDS[found]}` : none ? "✕ No code fits" : "Not decided";
  const head = button(
    [el("span", { class: "number", "aria-hidden": "true" }, number + 1), named(work, code), el("span", { class: "state" }, word)],
    () => on.open(number),
    { class: "head", "aria-expanded": String(isOpen), "aria-keyshortcuts": keys.on && number < 9 ? spelt(String(number + 1)) : null, "data-hold": `head-${number}` },
  );
  if (!isOpen) return el("li", { class: found || none ? "decided" : null }, head);
  const answers = ANSWERS.map(([kind, label]) => {
    const is = found === kind || (found === "add" && kind === "confirm");
    return choice(`${kind}-${number}`, is ? STATE_WORDS[kind] : label, keys.hint(kind), is, () => on.act({ kind, code, note: "" }));
  });
  return el("li", { class: "open" }, head,
    el("div", { class: "meaning" }, meaning(work, entry)),
    el("div", { class: "answers", role: "group", "aria-label": `Your answer: ${entry.label}` }, answers),
    found ? on.why(code) : null);
}

// A code with what stands above it: its family and, of a category, its theme.
export function named(work, code) {
  return el("span", { class: "name" }, el("small", {}, `${work.path(code)}\u00a0›`), el("b", {}, work.label(code)));
}

export function choice(hold, words, hint, pressed, onclick) {
  return keyed([pressed ? el("span", { class: "tick", "aria-hidden": "true" }, "✓ ") : null, words], hint, onclick, {
    class: "choice", "aria-pressed": String(pressed), "data-decides": true, "data-hold": hold,
  });
}

function given(work, codes, on) {
  return el("div", { class: "given" }, el("h3", {}, "Added by you"), el("ul", {}, codes.map((code) =>
    el("li", {}, named(work, code),
      button("Remove", () => on.act({ kind: "withdraw", code, note: "" }), { "aria-label": `Remove ${work.label(code)}`, "data-hold": `remove-${code}` })),
  )));
}

// Words are kept when the field is left, when nothing was typed for a while, and before the page goes.
export function note(kind, label, hint, words, on) {
  const multi = kind === "memo";
  let soon = 0;
  const save = () => {
    window.clearTimeout(soon);
    const now = field.value.trim().slice(0, 10000);
    on.note(kind, now.toWellFormed ? now.toWellFormed() : now);
  };
  const field = el(multi ? "textarea" : "input", {
    id: kind, rows: multi ? "2" : null, autocomplete: "off", "data-hold": kind, "data-note": true, value: words,
    onchange: save,
    oninput: () => {
      window.clearTimeout(soon);
      soon = window.setTimeout(save, 3000);
    },
    onkeydown: (event) => {
      const done = event.key === "Escape" || (event.key === "Enter" && (!multi || event.ctrlKey || event.metaKey));
      if (!done) return;
      event.preventDefault();
      save();
      on.back();
    },
  });
  return el("div", { class: "field" }, el("label", { for: kind }, label, key(hint)), field);
}
