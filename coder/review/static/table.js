// A workshop and the place that keeps it -> the page: one difference at a time, voted, talked over and settled by key or by hand.

import { openCodebook } from "./codebook.js";
import { dialog } from "./dialogs.js";
import { button, el, keyed, refill, say } from "./dom.js";
import { Keys, keyList } from "./keys.js";
import { FAR, NEAR, conversation } from "./reading.js";
import { overview, settled, status } from "./topics.js";
import { ACTIONS, FINALS, GAP, REASONS, panel } from "./voting.js";

const WORDS = { yes: "Yes", no: "No", unsure: "Unsure" };

export class Table {
  constructor(told, work, store) {
    Object.assign(this, { work, store, me: told.me, coders: told.coders, remarks: told.remarks });
    this.keys = new Keys(told.keys, (settings) => store.keep("keys", { keys: settings }), ACTIONS, "workshop");
    this.at = null;
    this.far = false;
    this.root = document.getElementById("page");
    this.take(told);
    document.addEventListener("keydown", (event) => this.#pressed(event));
    for (const going of ["pagehide", "visibilitychange"]) window.addEventListener(going, () => this.#keepNotes());
  }

  take(told) {
    this.matters = told.matters;
    this.know(told);
  }

  know({ states, present, missing }) {
    Object.assign(this, { states, present, missing: missing ?? [] });
  }

  // What others did meanwhile: shown, but never under somebody's hands.
  heard(told) {
    const before = JSON.stringify([this.states, this.present]);
    this.know(told);
    if (before === JSON.stringify([this.states, this.present])) return;
    if (document.activeElement?.matches?.("[data-note]") || document.querySelector("dialog[open]")) return;
    if (!this.at) this.showOverview(false);
    else {
      this.#settle();
      if (!this.lent) this.turn = this.#nextVoter();
      this.#drawPanel();
      this.#drawPlace();
    }
  }

  // ---- the two views

  showOverview(focus = true) {
    this.#keepNotes();
    this.at = null;
    const on = { next: () => this.#open(0), go: (matter) => this.go(matter), here: (name, is) => this.#here(name, is) };
    if (focus) this.root.replaceChildren(this.#bar(), overview(this, on));
    else refill(this.root, this.#bar(), overview(this, on));
    document.title = `${this.me || "Workshop"} · Workshop`;
    if (focus) this.root.querySelector("[data-hold=begin]")?.focus();
  }

  go(matter) {
    this.#keepNotes();
    this.at = matter;
    this.#settle();
    this.turn = this.#nextVoter();
    if (!this.root.querySelector(".reading")) {
      this.root.replaceChildren(this.#bar(), el("main", { class: "coding" }, el("section", { class: "reading", "aria-label": "Transcript" }), el("section", { class: "deciding", "aria-label": "Vote and settle" }), el("nav", { class: "steps two", "aria-label": "On the table" })));
    }
    this.#draw();
    this.root.querySelector(".deciding").scrollTop = 0;
    this.#focus();
    say(this.#described());
  }

  // What was chosen stands as it was kept; a vote or reason alone is only chosen yet.
  #settle() {
    const state = this.#state();
    if (this.pending !== this.at.key || state.final) Object.assign(this, { final: state.final ?? "", reason: state.reason ?? "", pending: this.at.key });
  }

  #state() {
    return this.states[this.at.key] ?? {};
  }

  #draw() {
    const row = this.work.byKey.get(this.at.passage);
    const reading = this.root.querySelector(".reading");
    reading.classList.toggle("far", this.far);
    refill(reading, conversation(this.work, row, this.far ? FAR : NEAR, (other) => this.go(this.matters.find((one) => one.passage === other.key))));
    this.#drawPanel();
    this.#drawPlace();
    refill(this.root.querySelector(".steps"), [
      keyed("Back", this.keys.hint("up"), () => this.#step(-1), { "data-hold": "up" }),
      keyed("Next", this.keys.hint("next"), () => this.#step(1), { class: "primary", "data-hold": "next", "data-decides": true }),
    ]);
    document.title = `${this.at.code ? this.work.label(this.at.code) : "For discussion"} · Workshop`;
  }

  #drawPanel() {
    const view = { work: this.work, state: this.#state(), me: this.me, coders: this.coders, present: this.present, keys: this.keys, turn: this.turn, final: this.final, reason: this.reason };
    const on = {
      vote: (vote) => this.#vote(vote), turn: (name) => this.#lend(name), show: () => this.#show(), note: (words) => this.#note(this.at, words),
      final: (name) => this.#choose({ final: name }), reason: (name) => this.#choose({ reason: name }), reopen: () => this.#reopen(), settle: () => this.#choose({}), written: () => this.#written(), talked: () => this.#do("talked", "Talked over"),
      put: (code) => this.#put(code), back: () => this.#focus(), onTable: (passage, code) => this.matters.some((one) => one.passage === passage && one.code === code),
    };
    refill(this.root.querySelector(".deciding"), panel(view, this.at, on));
  }

  #bar() {
    const tools = [
      button("On the table", () => this.showOverview(), { class: "quiet" }),
      button("Codebook", () => openCodebook(this.work), { class: "quiet" }),
      keyed("Keys", this.keys.hint("help"), () => this.#help(), { class: "quiet" }),
    ];
    return el("header", { class: "bar" }, el(this.at ? "h1" : "p", { class: "place" }), el("nav", { "aria-label": "Tools" }, tools), el("p", { class: "kept", id: "kept" }));
  }

  #drawPlace() {
    const row = this.work.byKey.get(this.at.passage);
    refill(this.root.querySelector(".place"), [
      el("b", {}, row.transcript.name),
      el("span", {}, `${this.matters.indexOf(this.at) + 1} of ${this.matters.length}`),
      el("span", {}, status(this, this.at)),
    ]);
  }

  // ---- what is done

  async #do(what, words, more = {}) {
    const { at } = this;
    if (this.store.stopped) return;
    if (!(await this.store.keep(what, { key: at.key, ...more }))) return;
    if (this.at !== at) return;
    this.#settle();
    this.turn = this.#nextVoter();
    this.#drawPanel();
    this.#drawPlace();
    if (document.activeElement === document.body) this.#focus();
    if (what === "settle") this.root.querySelector(".outcome")?.scrollIntoView({ block: "nearest" });
    if (words) say(words);
  }

  #vote(vote) {
    const who = this.me || this.turn;
    if (!who) return say("Everybody has voted. Show the votes");
    const { key: at } = this.at;
    const voted = [...(this.#state().voted ?? []).filter((name) => name !== who), who];
    const sent = this.#do("vote", this.me ? `You voted ${WORDS[vote]}` : `${who} has voted`, { coder: who, vote });
    if (this.store.stopped) return sent;
    this.states[at] = { ...this.states[at], voted, mine: this.me ? vote : "" }; // the next key is the next one's vote already
    this.turn = this.#nextVoter();
    this.#drawPanel();
    return sent;
  }

  #lend(name) {
    if (!name) return;
    Object.assign(this, { turn: name, lent: true });
    this.#drawPanel();
    say(`${name} votes`);
  }

  // The first who is here and has not voted yet.
  #nextVoter() {
    this.lent = false;
    return this.present.find((name) => !this.#state().voted?.includes(name)) ?? "";
  }

  // A key shows the votes only when all who are here have voted: what was seen cannot be unseen. The button may leave somebody out.
  #show(byKey = false) {
    if (this.me || this.#state().shown) return undefined;
    const next = this.at.code ? this.#nextVoter() : "";
    if (this.at.code && (byKey ? next : !this.#state().voted?.length)) return say(`${next} has not voted yet`);
    return this.#do("show", "The votes are shown");
  }

  // A final vote needs its reason, the other way round, and a gap in the codebook a sentence on it; together they are kept.
  #choose(chosen) {
    Object.assign(this, chosen);
    this.#keepNotes();
    if (this.reason === GAP && !this.#state().note) {
      this.#drawPanel();
      document.getElementById("memo").focus();
      return say("A gap needs a sentence: what should the codebook say?");
    }
    if (this.final && this.reason) return this.#do("settle", `Settled: ${FINALS.find(([name]) => name === this.final)[1]}, ${this.reason}`, { final: this.final, reason: this.reason });
    this.#drawPanel();
    return say(this.final ? "Now say why" : "Now the final vote");
  }

  // The sentence that a gap had waited for settles it.
  #written() {
    this.#focus();
    const { note, final, reason } = this.#state();
    const waits = this.reason === GAP && this.final && (this.final !== final || this.reason !== reason);
    if (waits && note) this.#choose({});
    else this.#drawPanel();
  }

  async #reopen() {
    Object.assign(this, { final: "", reason: "" });
    await this.#do("reopen", "Open again");
  }

  #note(matter, words) {
    if ((this.states[matter.key]?.note ?? "") === words) return;
    this.states[matter.key] = { ...this.states[matter.key], note: words };
    this.store.keep("note", { key: matter.key, words });
  }

  async #put(code) {
    const found = await this.store.put(this.at.key, code);
    if (!found) return;
    this.take(found.told);
    this.go(this.matters.find((one) => one.key === found.key));
  }

  async #here(name, is) {
    const coders = this.coders.filter((one) => (one === name ? is : this.present.includes(one)));
    if (await this.store.keep("present", { coders: coders.join("\n") })) this.showOverview(false);
  }

  // ---- where to

  #open(from) {
    const wants = (one) => (this.me ? one.code && !this.states[one.key]?.mine && !this.states[one.key]?.shown : !settled(this.states[one.key]));
    return this.matters.slice(from).find(wants) ?? this.matters.slice(0, from).find(wants) ?? (from ? undefined : this.matters[0]);
  }

  #step(by) {
    const to = this.matters[this.matters.indexOf(this.at) + by];
    if (to) this.go(to);
    else this.showOverview();
  }

  #nextOpen() {
    const open = this.#open(this.matters.indexOf(this.at) + 1);
    if (open) this.go(open);
    else this.showOverview();
  }

  // ---- keys

  #pressed(event) {
    const meaning = this.keys.meaning(event);
    const run = meaning === "help" ? () => this.#help() : meaning && this.at ? this.#commands(meaning) : undefined;
    if (!run) return;
    event.preventDefault();
    run();
  }

  #commands(meaning) {
    const { shown } = this.#state();
    const settles = shown && this.at.code && !this.me;
    if (meaning.startsWith("pick ")) return () => this.#pick(Number(meaning.slice(5)) - 1, settles);
    if (["yes", "no", "unsure", "both"].includes(meaning)) return () => this.#say(meaning, shown, settles);
    return {
      show: () => this.#show(true), notes: () => document.getElementById("memo")?.focus(),
      next: () => this.#step(1), down: () => this.#step(1), up: () => this.#step(-1), open: () => this.#nextOpen(),
      definition: () => openCodebook(this.work, this.at.code), context: () => this.#more(),
    }[meaning];
  }

  #say(word, shown, settles) {
    if (settles && word !== "unsure") return this.#choose({ final: word });
    if (!shown && this.at.code && word !== "both") return this.#vote(word);
    if (shown && !this.at.code && !this.me && word === "yes" && !this.#state().done) return this.#do("talked", "Talked over");
    return undefined;
  }

  #pick(number, settles) {
    if (settles) return REASONS[number] && this.#choose({ reason: REASONS[number][0] });
    return !this.me && this.at.code && !this.#state().shown && this.#lend(this.present[number]);
  }

  #more() {
    this.far = !this.far;
    this.#draw();
    this.#focus();
    say(this.far ? "More of the conversation" : "The usual part of the conversation");
  }

  #focus() {
    const passage = document.getElementById("passage");
    passage?.focus({ preventScroll: true });
    passage?.scrollIntoView({ block: "center" });
  }

  #help() {
    dialog("Keys", (redraw) => keyList(this.keys, redraw, "1 to 9 say who votes, or why you had differed."), { closed: () => this.at && this.#draw() });
  }

  #keepNotes() {
    const field = document.activeElement;
    if (field?.matches?.("[data-note]")) field.dispatchEvent(new Event("change"));
  }

  #described() {
    return `${this.at.code ? this.work.label(this.at.code) : "For discussion"}, ${this.matters.indexOf(this.at) + 1} of ${this.matters.length}: ${status(this, this.at)}`;
  }
}
