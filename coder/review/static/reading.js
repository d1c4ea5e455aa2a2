// A passage and its neighbours -> the conversation around it, as it was spoken.

import { el } from "./dom.js";

export const NEAR = { before: 3, after: 3 };
export const FAR = { before: 12, after: 12 };

export function conversation(work, item, around, go) {
  const { transcript } = item;
  const first = Math.max(transcript.start, item.at - around.before);
  const last = Math.min(transcript.end, item.at + 1 + around.after);
  const rows = work.rows.slice(first, last).map((row) => (row === item ? passage(work, row) : neighbour(work, row, go)));
  return [
    el("p", { class: "edge" }, first === transcript.start ? `${transcript.name} begins` : ""),
    rows,
    el("p", { class: "edge" }, last === transcript.end ? `${transcript.name} ends` : ""),
  ];
}

function passage(work, row) {
  return el(
    "article",
    { class: "passage", id: "passage", tabindex: "-1", "data-key": row.key, "data-hold": "passage", "aria-label": `${row.speaker || "Passage"}, passage ${row.item - row.transcript.first + 1} of ${row.transcript.size}` },
    el("p", { class: "speaker" }, row.speaker, row.optional ? el("small", {}, " short reply, may stay open") : null),
    el("p", { class: "text" }, row.text),
  );
}

function neighbour(work, row, go) {
  const words = [el("p", { class: "speaker" }, row.speaker), el("p", { class: "text" }, row.text)];
  if (!row.key) return el("div", { class: "turn" }, words);
  const state = work.state(row.key);
  return el("div", { class: "turn own", onclick: () => window.getSelection()?.isCollapsed !== false && go(row) },
    words, state.looked ? el("p", { class: "told" }, "✓ decided") : null);
}
