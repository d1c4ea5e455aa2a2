// The whole work -> how far it is: transcripts with their progress, and where to go on.

import { button, counted, el } from "./dom.js";

export function overview(work, resume, on) {
  const item = work.finished ? null : resume;
  return el("main", { class: "overview" },
    el("h1", {}, work.coder),
    el("p", { class: "lead" }, standing(work)),
    on.lead ? el("p", { class: "lead" }, on.lead) : null,
    on.remark ? el("p", { class: "notice" }, on.remark) : null,
    work.notice ? el("p", { class: "notice" }, work.notice) : null,
    el("p", { class: "begin" }, on.more(), item ? button(work.done || on.left ? `Go on: ${item.transcript.name}, passage ${item.item - item.transcript.first + 1}` : "Begin", () => on.go(item), { class: "primary", "data-hold": "begin" }) : null),
    el("h2", {}, "Transcripts"),
    work.transcripts.length > 1 ? el("p", { class: "told" }, "In an order drawn by lot, another one for each coder.") : null,
    el("ul", { class: "transcripts" }, work.transcripts.filter((one) => one.size).map((one) => line(work, one, on))),
    el("h2", {}, "How to review"),
    el("ul", { class: "how" }, (work.blind ? HOW_BLIND : HOW).map((words) => el("li", {}, words))),
    on.foot(),
  );
}

// How far it is, and in which part of a round of two.
function standing(work) {
  const { done, wanted, part, then } = work;
  const further = then ? ` Part 2, with suggestions, has ${then.toLocaleString("en-GB")}.` : "";
  if (work.finished && then) return `Part 1 is done: ${counted(wanted, "passage")}.${further}`;
  if (work.finished) return `Every passage is decided: ${wanted.toLocaleString("en-GB")}${part === 2 ? " here, and those of part 1" : ""}. Thank you.`;
  const where = part === 2 ? "Part 2, with suggestions: " : then ? "Part 1, without suggestions: " : "";
  return `${where}${done.toLocaleString("en-GB")} of ${counted(wanted, "passage")} decided.${further}`;
}

function line(work, one, on) {
  const first = work.undecided(one.first);
  const item = first?.transcript === one ? first : work.items[one.first];
  const words = `${one.done.toLocaleString("en-GB")} of ${one.wanted.toLocaleString("en-GB")}`;
  return el("li", {}, button([
    el("span", { class: "name" }, one.name),
    el("progress", { max: Math.max(one.wanted, 1), value: one.done, "aria-label": `${one.name}: ${words} decided` }),
    el("span", { class: "count" }, words),
  ], () => on.go(item)));
}

const CARRIED = "A category carries the theme above it (in Theme › Category): give the category alone.";
const ALWAYS = [
  "Enter goes on and never confirms. Whatever you leave open waits for you. Everything can be undone.",
  "Work alone: do not compare with others before the workshop.",
];

const HOW = [
  "Read the passage first, then judge each suggestion by the passage alone: Confirm, Refute or Unsure. Refuting needs no reason.",
  `Give any other code that fits. ${CARRIED}`,
  "A passage with nothing suggested needs an answer too: a code of yours, or “No code fits”.",
  ...ALWAYS,
];

const HOW_BLIND = [
  `Read each passage and give the codes you see. ${CARRIED}`,
  "A passage in which you see none needs an answer too: “No code fits”.",
  ...ALWAYS,
];
