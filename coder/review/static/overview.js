// The whole work -> how far it is: transcripts with their progress, and where to go on.

import { button, counted, el } from "./dom.js";

export function overview(work, resume, on) {
  const { done, wanted } = work;
  const item = resume;
  return el("main", { class: "overview" },
    el("h1", {}, work.coder),
    el("p", { class: "lead" }, wanted && done === wanted ? "Every passage is decided. Thank you." : `${done.toLocaleString("en-GB")} of ${counted(wanted, "passage")} decided.`),
    on.remark ? el("p", { class: "notice" }, on.remark) : null,
    work.notice ? el("p", { class: "notice" }, work.notice) : null,
    el("p", { class: "begin" }, on.more(), item ? button(done || on.left ? `Go on: ${item.transcript.name}, passage ${item.item - item.transcript.first + 1}` : "Begin", () => on.go(item), { class: "primary", "data-hold": "begin" }) : null, ),
    el("h2", {}, "Transcripts"),
    el("ul", { class: "transcripts" }, work.transcripts.filter((one) => one.size).map((one) => line(work, one, on))),
    el("h2", {}, "How to review"),
    el("ul", { class: "how" }, HOW.map((words) => el("li", {}, words))),
    on.foot(),
  );
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

const HOW = [
  "Read the passage first, then judge each suggestion by the passage alone: Confirm, Refute or Unsure. Refuting needs no reason.",
  "Give any other code that fits. A category carries its theme with it: give the category alone.",
  "A passage with nothing suggested needs an answer too: a code of yours, or “No code fits”.",
  "Enter goes on and never confirms. Whatever you leave open waits for you. Everything can be undone.",
  "Work alone: do not compare with others before the workshop.",
];
