// A matter and how far it is -> the panel: vote unseeing, see the votes, talk, settle with a reason; the model's word comes last.

import { addBox } from "./adding.js";
import { meaning } from "./codebook.js";
import { choice, note } from "./deciding.js";
import { button, el, key, keyed } from "./dom.js";

export const ACTIONS = [
  ["yes", "y", "Yes: the code fits\nOf a passage marked for discussion: talked over"],
  ["no", "n", "No"],
  ["unsure", "u", "Unsure (while voting)"],
  ["both", "b", "Keep both readings (when settling)"],
  ["show", "v", "Show the votes"],
  ["notes", "t", "Notes of the talk"],
  ["next", "Enter", "Go on to the next on the list"],
  ["down", "j", "Next on the list"],
  ["up", "k", "The one before"],
  ["open", "g", "Next that is not settled"],
  ["definition", "d", "Definition in the codebook"],
  ["context", "m", "More of the conversation"],
  ["help", "?", "This list"],
];

const VOTES = [["yes", "Yes"], ["no", "No"], ["unsure", "Unsure"]];
export const FINALS = [["yes", "Yes"], ["no", "No"], ["both", "Keep both readings"]];
export const REASONS = [["ambiguous text", "Ambiguous text"], ["codebook gap", "Codebook gap"], ["slip", "Slip"], ["real difference", "Real difference"]];
export const GAP = "codebook gap";
const WORDS = { yes: "Yes", no: "No", unsure: "Unsure", open: "Open" };
const MODEL = {
  yes: "The model had suggested this code.",
  no: "The model had not suggested this code.",
  "not asked": "The model was not asked about this passage.",
};

// `view` holds who looks (me, "" at the table), who is there, who votes now and what was chosen so far; `on` what to call.
export function panel(view, matter, on) {
  const { work, state } = view;
  const entry = work.codes.get(matter.code);
  const flagged = matter.flagged.length ? el("p", { class: "told" }, `Marked for discussion by ${matter.flagged.join(", ")}`) : null;
  const about = entry ? el("details", { class: "about", open: !state.shown }, el("summary", { "data-hold": "about" }, "What the code covers"), meaning(work, entry)) : null;
  const head = [entry ? el("h2", {}, el("small", {}, work.path(matter.code)), el("br"), entry.label) : el("h2", {}, "For discussion"), flagged];
  if (!state.shown) return [head, entry ? voting(view, about, on) : unseen(view, on)];
  return [head, about, entry ? votes(view) : given(view), memos(state), entry ? settling(view, on) : talking(view, matter, on)];
}

// ---- before the votes are shown

// The question and its answers stay in sight below a definition, however long it is.
function voting(view, about, on) {
  const { me, keys, state, present, turn } = view;
  const voted = state.voted ?? [];
  const missing = present.filter((name) => !voted.includes(name));
  const lead = me ? "Nobody sees your vote before all are shown." : turn ? (voted.includes(turn) ? `${turn} has voted; another vote takes its place.` : "Everybody else looks away.") : "Everybody has voted.";
  const who = me ? "Does the code fit?" : turn ? `${turn} votes: does the code fit?` : "Vote again";
  const answers = VOTES.map(([vote, label]) => choice(`vote-${vote}`, label, keys.hint(vote), Boolean(me) && state.mine === vote, () => on.vote(vote)));
  const rest = missing.length && voted.length ? `Show the votes without ${missing.join(" and ")}` : "Show the votes";
  const showing = me || !voted.length ? null : keyed(rest, missing.length ? "" : keys.hint("show"), on.show, { class: missing.length ? "quiet" : "primary", "data-hold": "show", "data-decides": true });
  return el("section", { class: "voting", "aria-label": "Vote again" },
    about,
    el("div", { class: "casting" }, el("h3", {}, who), el("p", { class: "lead" }, lead),
      me || turn ? el("div", { class: "answers", role: "group", "aria-label": who }, answers) : null,
      missing.length ? null : showing),
    me ? el("p", { class: "lead", "data-voted": true }, voters(present, voted, me)) : el("ul", { class: "voters" }, present.map((name, number) => voter(name, number, voted, turn, keys, on))),
    missing.length ? showing : null,
  );
}

function voter(name, number, voted, turn, keys, on) {
  const how = name === turn ? "votes now" : voted.includes(name) ? "has voted" : "not yet";
  return el("li", {}, button([el("span", { class: "name" }, name), el("span", { class: "state" }, voted.includes(name) ? `✓ ${how}` : how), keys.on && number < 9 ? key(String(number + 1)) : null], () => on.turn(name), {
    "aria-pressed": String(name === turn), "data-hold": `voter-${number}`, "data-decides": true,
  }));
}

function voters(present, voted, me) {
  const others = present.filter((name) => name !== me);
  const done = others.filter((name) => voted.includes(name)).length;
  return others.length ? `${done} of ${others.length} ${others.length === 1 ? "other" : "others"} voted.` : "";
}

function unseen(view, on) {
  if (view.me) return el("p", { class: "lead" }, "The table opens this one: nothing is voted on.");
  return el("section", { class: "voting" }, el("p", { class: "lead" }, "Nothing is in dispute here. Read the passage, then see what everybody gave."),
    keyed("Show the codes", view.keys.hint("show"), on.show, { class: "primary", "data-hold": "show", "data-decides": true }));
}

// ---- after

function votes({ state, coders }) {
  const { first = {}, votes: again = {} } = state;
  const rows = coders.filter((name) => name in first || name in again).map((name) =>
    el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, first[name] ? WORDS[first[name]] : "–"), el("td", {}, again[name] ? WORDS[again[name]] : "–")));
  return el("table", { class: "votes" }, el("caption", {}, "The votes"), el("thead", {}, el("tr", {}, ["Coder", "First", "Again"].map((word) => el("th", { scope: "col" }, word)))), el("tbody", {}, rows));
}

function given({ state, coders, work }) {
  const { given: codes = {} } = state;
  const rows = coders.filter((name) => name in codes).map((name) =>
    el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, codes[name].map((code) => work.label(code)).join(", ") || "no code")));
  return el("table", { class: "votes" }, el("caption", {}, "What everybody gave"), el("tbody", {}, rows));
}

function memos({ memos: found = {} }) {
  const names = Object.keys(found);
  return names.length ? el("ul", { class: "memos", "aria-label": "Memos" }, names.map((name) => el("li", {}, el("b", {}, `${name}: `), found[name]))) : null;
}

function settling(view, on) {
  const { me, keys, state, final, reason } = view;
  if (me) return [outcome(state), state.note ? el("p", { class: "notes" }, state.note) : null];
  const finals = FINALS.map(([name, label]) => choice(`final-${name}`, label, keys.hint(name), final === name, () => on.final(name)));
  const reasons = REASONS.map(([name, label], number) => choice(`reason-${number}`, label, keys.on ? String(number + 1) : "", reason === name, () => on.reason(name)));
  const label = reason === GAP ? "Notes: what should the codebook say? " : "Notes of the talk ";
  const asked = reason === GAP && !state.note;
  const waiting = final ? "Now say why: then it is settled." : reason ? "Now the final vote: then it is settled." : "Not settled yet.";
  return [
    note("memo", label, keys.hint("notes"), state.note ?? "", { note: (_, words) => on.note(words), back: on.written }),
    asked ? el("p", { class: "told", "data-asked": true }, "A gap needs a sentence: write here what the codebook should say.") : null,
    asked && final ? button("Settle", on.settle, { class: "primary", "data-hold": "settle", "data-decides": true }) : null,
    el("section", { class: "voting", "aria-label": "Settle" },
      el("h3", {}, "Final vote"), el("div", { class: "answers", role: "group", "aria-label": "Final vote" }, finals),
      el("h3", {}, "Why had you differed?"), el("div", { class: "answers two", role: "group", "aria-label": "Why had you differed?" }, reasons)),
    asked && final ? null : state.final ? outcome(state, button("Open again", on.reopen, { class: "quiet", "data-hold": "reopen" })) : el("p", { class: "lead" }, waiting),
  ];
}

function outcome(state, more = null) {
  if (!state.final) return el("p", { class: "lead" }, "Not settled yet.");
  const said = FINALS.find(([name]) => name === state.final)[1];
  return el("div", { class: "outcome" }, el("p", {}, el("b", {}, `✓ Settled: ${said}`), ` (${state.reason})`), el("p", { class: "model" }, MODEL[state.model] ?? ""), more);
}

function talking(view, matter, on) {
  const { me, keys, state, work } = view;
  if (me) return el("p", { class: "lead" }, state.done ? "Talked over." : "Not talked over yet.");
  return [
    note("memo", "Notes of the talk ", keys.hint("notes"), state.note ?? "", { note: (_, words) => on.note(words), back: on.back }),
    addBox(work, (code) => on.onTable(matter.passage, code), "", on.put, on.back),
    el("p", { class: "lead" }, "A code added here is put to the vote."),
    state.done ? el("div", { class: "outcome" }, el("p", {}, el("b", {}, "✓ Talked over")), button("Open again", on.reopen, { class: "quiet", "data-hold": "reopen" }))
      : keyed("Talked over", keys.hint("yes"), on.talked, { class: "primary", "data-hold": "talked", "data-decides": true }),
  ];
}
