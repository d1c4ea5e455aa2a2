// A decided suggestion -> the question why it was made; the answer is asked for when it is opened, and not before.

import { el } from "./dom.js";

export function whySuggested(fetched) {
  const home = el("div", { class: "reasons", role: "status" });
  let asked = false;
  const opened = async (event) => {
    if (!event.currentTarget.open || asked) return;
    asked = true;
    try {
      home.replaceChildren(...reasons(await fetched()));
    } catch (error) {
      asked = false;
      home.replaceChildren(`Not told: ${error.status ? error.message : "coder review does not answer"}.`);
    }
  };
  return el("details", { class: "why", ontoggle: opened }, el("summary", { "data-hold": "why" }, "Why was this suggested?"), home);
}

function reasons(told) {
  if (!told.kept) return [el("p", {}, "Nothing is known of that: the suggestion was made elsewhere, or for other words.")];
  const around = told.around.map((where) => `what was said ${where} it`).join(" and ");
  return [
    words("For it spoke", told.for, around),
    words("Against it spoke", told.against, ""),
    told.passages.length ? el("p", {}, "Most alike, of the passages with this code that the model learned from:") : null,
    ...told.passages.map((text) => el("blockquote", {}, text)),
    el("p", { class: "told" }, "So the model reckoned. It is no evidence for the code, or against it."),
  ].filter(Boolean);
}

function words(lead, found, around) {
  if (!found.length && !around) return null;
  const named = found.length ? [found.length === 1 ? "the word " : "the words ", el("b", {}, found.join(", "))] : [];
  return el("p", {}, `${lead} `, named, named.length && around ? ", and " : "", around, ".");
}
