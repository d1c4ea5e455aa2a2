// Everything on the table -> the first view of the workshop: who is there, what is to be settled and how far it is, what the codebook lacks.

import { button, counted, el } from "./dom.js";
import { FINALS } from "./voting.js";

export function overview(view, on) {
  const { me, matters, states, present, coders, remarks, missing } = view;
  const done = matters.filter((one) => settled(states[one.key])).length;
  const begun = done > 0 || voted(states);
  const next = on.next();
  return el("main", { class: "overview" },
    el("h1", {}, me || "Workshop"),
    el("p", { class: "lead" }, done === matters.length ? "Everything is settled. Thank you." : progress(matters, states)),
    remarks.map((words) => el("p", { class: "notice" }, `${words}.`)),
    me ? null : el("fieldset", { class: "here" }, el("legend", {}, "Who is here?"), coders.map((name, number) => here(name, number, present, on))),
    el("p", { class: "begin" }, next ? button(begun ? "Go on" : "Begin", () => on.go(next), { class: "primary", "data-hold": "begin" }) : null),
    el("details", { class: "ways", open: !begun }, el("summary", { "data-hold": "ways" }, "How it goes"), el("ul", { class: "how" }, (me ? HOW_ALONE : HOW).map((words) => el("li", {}, words)))),
    el("h2", {}, me ? "To vote on" : "On the table"),
    el("p", { class: "lead" }, "What costs most agreement comes first."),
    el("ul", { class: "transcripts matters" }, matters.map((one) => line(view, one, on))),
    me || !missing.length ? null : lacking(view),
  );
}

// How much of what is on the table is done, in words.
function progress(matters, states) {
  const coded = matters.filter((one) => one.code);
  const marked = matters.filter((one) => !one.code);
  const of = (some, one, done) => (some.length ? `${some.filter((each) => settled(states[each.key])).length.toLocaleString("en-GB")} of ${counted(some.length, ...one)} ${done}` : "");
  const parts = [of(coded, ["difference"], "settled"), of(marked, ["passage marked for discussion", "passages marked for discussion"], "talked over")];
  return `${parts.filter(Boolean).join("; ")}.`;
}

// What the codebook lacks; gaps of which nobody said what is missing are counted.
function lacking({ missing, work }) {
  const silent = missing.filter((one) => !one.words);
  const times = silent.reduce((sum, one) => sum + one.times, 0);
  return [el("h2", {}, "For the codebook"), el("p", { class: "lead" }, "New ideas, and differences put down to a gap. Whoever keeps the codebook finds them with: coder workshop gaps"),
    el("ul", { class: "how missing" }, missing.filter((one) => one.words).map((one) => el("li", {}, el("b", {}, one.code || "New idea"), `: ${one.words} `, el("small", {}, `${one.who}, ${one.where}`)))),
    times ? el("p", { class: "lead", "data-silent": true }, `Without a word on what is missing: ${counted(times, "difference")} put down to a gap (${silent.map((one) => work.label(one.code)).join(", ")}).`) : null];
}

export function settled(state = {}) {
  return Boolean(state.final || state.done);
}

function voted(states) {
  return Object.values(states).some((state) => state.voted?.length);
}

export function status(view, matter) {
  const state = view.states[matter.key] ?? {};
  if (state.done) return "✓ talked over";
  if (state.final) return `✓ ${FINALS.find(([name]) => name === state.final)[1].toLowerCase()}`;
  if (state.shown) return matter.code ? "votes shown" : "codes shown";
  if (!matter.code) return "to talk over";
  if (view.me) return state.mine ? "you voted" : "not voted";
  const some = view.present.filter((name) => state.voted?.includes(name)).length;
  return `${some} of ${view.present.length} voted`;
}

function here(name, number, present, on) {
  const id = `here-${number}`;
  return el("p", { class: "check" }, el("input", { type: "checkbox", id, checked: present.includes(name), "data-hold": id, onchange: (event) => on.here(name, event.target.checked) }), el("label", { for: id }, name));
}

function line(view, matter, on) {
  const { work } = view;
  const row = work.byKey.get(matter.passage);
  return el("li", {}, button([
    el("span", { class: "name" }, el("b", {}, matter.code ? work.label(matter.code) : "For discussion"), el("small", {}, `${row.transcript.name}, passage ${row.item - row.transcript.first + 1}${matter.flagged.length ? `, marked by ${matter.flagged.join(", ")}` : ""}`)),
    el("span", { class: "count" }, status(view, matter)),
  ], () => on.go(matter)));
}

const HOW = [
  "Read the passage and the code. Everybody votes again, unseeing: here one after the other, or each with a link of their own.",
  "When all have voted, look at the votes and talk. Note what was said.",
  "Settle: Yes, No, or Keep both readings, and why you had differed. Keeping both is a good result where the passage bears both.",
  "What the model had said comes last. It has no vote.",
  "Nobody's own coding is changed: what you settle stands beside it.",
];

const HOW_ALONE = [
  "Read the passage and the code, and vote again. You may change your vote until the votes are shown.",
  "Nobody sees what you vote before that, and you do not see the others.",
  "Talking and settling happen at the table; here you see what comes of it.",
];
