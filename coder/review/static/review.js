// Work, a place that keeps it -> the page: one passage at a time, decided by key or by hand.

import { openCodebook } from "./codebook.js";
import { BLIND, panel } from "./deciding.js";
import { dialog } from "./dialogs.js";
import { button, counted, el, keyed, refill, say } from "./dom.js";
import { Keys, keyList } from "./keys.js";
import { overview } from "./overview.js";
import { FAR, NEAR, conversation } from "./reading.js";
import { STATE_WORDS, begun, same, saysNone } from "./rules.js";

// `store` keeps what is done: act(key, act), undo() -> {key, act, state}, leave(key), and says what it can do beside that.
const STOPPED = "Nothing is taken while it cannot be kept";

export class Review {
  constructor(work, store) {
    this.work = work;
    this.store = store;
    this.keys = new Keys(store.keys, (settings) => store.setKeys(settings));
    this.far = false;
    this.item = null;
    this.open = -1;
    this.remark = "";
    this.last = null;
    this.root = document.getElementById("page");
    document.addEventListener("keydown", (event) => this.#pressed(event));
    for (const going of ["pagehide", "visibilitychange"]) window.addEventListener(going, () => this.#keepNotes());
  }

  // ---- the two views

  showOverview() {
    this.#keepNotes();
    this.item = null;
    const resume = this.work.resume(this.store.left);
    const on = { left: this.store.left, remark: this.remark, go: (item) => this.go(item), lead: this.store.after?.() ?? "", more: () => this.store.more?.(this) ?? null, foot: () => this.store.foot?.(this) ?? null };
    this.root.replaceChildren(this.#bar(), overview(this.work, resume, on));
    document.title = `${this.work.coder} · Review`;
    this.root.querySelector("[data-hold=begin]")?.focus();
  }

  go(item) {
    this.#keepNotes();
    this.item = item;
    this.open = this.#firstOpen();
    if (!this.root.querySelector(".reading")) {
      this.root.replaceChildren(
        this.#bar(),
        el("main", { class: "coding" }, el("section", { class: "reading", "aria-label": "Transcript" }), el("section", { class: "deciding", "aria-label": "Your decision" }), el("nav", { class: "steps", "aria-label": "Passages" })),
      );
    }
    this.#draw();
    this.root.querySelector(".deciding").scrollTop = 0;
    this.#focus();
    say(this.#described());
    this.store.leave(item.key);
  }

  #draw() {
    const { item, work } = this;
    this.root.querySelector(".reading").classList.toggle("far", this.far);
    refill(this.root.querySelector(".reading"), conversation(work, item, this.far ? FAR : NEAR, (row) => this.go(row)));
    this.#drawPanel();
    this.#drawPlace();
    const nav = this.root.querySelector(".steps");
    refill(nav, [
      el("p", { class: "last" }),
      keyed("Undo", this.keys.hint("undo"), () => this.undo(), { "data-hold": "undo" }),
      keyed("Back", this.keys.hint("up"), () => this.#step(-1), { "data-hold": "up" }),
      keyed("Next", this.keys.hint("next"), () => this.next(), { class: "primary", "data-hold": "next", "data-decides": true }),
    ]);
    this.#drawLast();
    document.title = `${item.transcript.name}, passage ${item.item - item.transcript.first + 1} · Review`;
  }

  #drawPanel() {
    const { item } = this;
    const on = {
      act: (act) => this.act(item, act),
      note: (kind, words) => this.#note(item, kind, words),
      why: (code) => this.store.why?.(item.key, code) ?? null,
      open: (number) => this.#open(number, true),
      back: () => this.#focus(),
    };
    const deciding = this.root.querySelector(".deciding");
    deciding.inert = this.store.stopped;
    refill(deciding, panel(this.work, this.keys, item, this.open, on));
    this.root.querySelector(".passage")?.classList.toggle("is-decided", this.work.state(item.key).looked);
  }

  #bar() {
    const tools = [
      button("Transcripts", () => this.showOverview(), { class: "quiet" }),
      button("Codebook", () => openCodebook(this.work), { class: "quiet" }),
      button("Search", () => this.#search(), { class: "quiet" }),
      keyed("Keys", this.keys.hint("help"), () => this.#help(), { class: "quiet" }),
      this.store.tools?.(this) ?? null,
    ];
    return el("header", { class: "bar" }, el(this.item ? "h1" : "p", { class: "place" }), el("nav", { "aria-label": "Tools" }, tools), el("p", { class: "kept", id: "kept" }, this.store.kept));
  }

  #drawPlace() {
    const { item } = this;
    const { transcript } = item;
    refill(this.root.querySelector(".place"), [
      el("b", {}, transcript.name),
      el("span", {}, `Passage ${item.item - transcript.first + 1} of ${transcript.size}`),
      el("span", {}, `${transcript.done} of ${transcript.wanted} decided`),
      el("progress", { max: Math.max(transcript.wanted, 1), value: transcript.done, "aria-hidden": "true" }),
    ]);
  }

  // What was done last, for the eye, beside the buttons: it stays there when one goes on.
  #drawLast() {
    const { item, words = "", undoable } = this.last ?? {};
    const where = !item || item === this.item ? "" : `Passage ${item.item - item.transcript.first + 1}: `;
    this.root.querySelector(".last")?.replaceChildren(`${where}${words}`, ...(undoable ? [` ${this.keys.hint("undo").toUpperCase() || "Undo"} takes it back.`] : []));
  }

  // Words about what was just done, for eye and ear.
  tell(words, undoable = false) {
    this.last = { item: undoable ? this.item : null, words: `${words}.`, undoable };
    this.#drawLast();
    say(words);
  }

  // ---- what the store may ask for

  // Nothing can be kept now: what is not is no longer shown, but for words that somebody typed.
  takeOff(unkept) {
    this.#keepNotes();
    for (const one of [...unkept].reverse().filter((each) => !each.off)) {
      const { memo, emergent } = this.work.state(one.key);
      this.work.set(one.key, { ...one.before, memo, emergent });
      one.off = true;
    }
    this.last = null;
    this.redraw();
  }

  goOn(words) {
    this.redraw();
    if (this.item && document.activeElement === document.body) this.#focus();
    this.tell(words);
  }

  redraw() {
    if (!this.item) return this.showOverview();
    this.#keepNotes();
    this.#drawPanel();
    this.#drawPlace();
    return this.#drawLast();
  }

  // What was said meanwhile in another window.
  heard(states) {
    const news = Object.keys(states).filter((key) => this.work.byKey.has(key) && !same(this.work.state(key), states[key]));
    for (const key of news) this.work.set(key, states[key]);
    if (!news.length || document.querySelector("dialog[open], [data-note]:focus, #add-code:focus")) return;
    if (this.item) this.go(this.item);
    else this.showOverview();
  }

  // ---- what a coder does

  act(item, act) {
    if (this.store.stopped) return this.tell(STOPPED);
    const before = this.work.does(item.key, act);
    if (!before) return this.tell(this.#told(act));
    this.store.act(item.key, act, before);
    if (item !== this.item) return undefined;
    if (["confirm", "refute", "unsure"].includes(act.kind)) this.#openNext();
    if (act.kind === "none") this.open = -1;
    this.#drawPanel();
    this.#drawPlace();
    this.root.querySelector(".suggestions .open")?.scrollIntoView({ block: "nearest" });
    if (document.activeElement === document.body || act.kind === "add") this.#focus();
    const { answers, looked } = this.work.state(item.key);
    const gone = act.kind === "none" ? Object.keys(before.answers).filter((code) => !(code in answers)) : [];
    const also = gone.length ? `, ${gone.map((code) => this.work.label(code)).join(" and ")} taken back` : "";
    return this.tell(`${this.#told(act)}${also}${looked && !before.looked ? ". Passage decided" : ""}`, true);
  }

  #note(item, kind, words) {
    if (this.work.state(item.key)[kind] === words) return;
    const act = { kind, code: "", note: words };
    const before = this.work.does(item.key, act);
    this.store.act(item.key, act, before);
    this.last = { item, words: `${this.#told(act)} kept.`, undoable: true };
    this.#drawLast();
  }

  async undo() {
    this.#keepNotes();
    if (this.store.stopped) return this.tell(STOPPED);
    const undone = await this.store.undo();
    if (!undone) return this.tell("There is nothing to undo");
    if (undone.fault) return this.tell(undone.fault);
    this.work.set(undone.key, undone.state);
    this.go(this.work.byKey.get(undone.key));
    this.tell(`Undone: ${this.#told(undone.act)}`);
    return say(`Undone: ${this.#told(undone.act)}. ${this.#described()}`);
  }

  next() {
    const following = this.work.items.slice(this.item.item + 1).find((item) => !item.optional);
    if (following) return this.go(following);
    return this.#nextOpen();
  }

  #nextOpen() {
    const open = this.work.undecided(this.item.item + 1);
    if (open) return this.go(open);
    this.store.finished?.(this);
    return this.showOverview();
  }

  #step(by) {
    const to = this.work.items[this.item.item + by];
    if (to) this.go(to);
    else this.tell(by > 0 ? "This is the last passage" : "This is the first passage");
  }

  // ---- keys

  #pressed(event) {
    const meaning = this.keys.meaning(event);
    if (!meaning) return;
    const run = this.#commands(meaning);
    if (!run) return;
    event.preventDefault();
    run();
  }

  #commands(meaning) {
    if (meaning === "help") return () => this.#help();
    if (!this.item) return undefined;
    if (meaning.startsWith("pick ")) return () => this.#open(Number(meaning.slice(5)) - 1);
    const one = (kind, note = "") => () => this.act(this.item, { kind, code: "", note });
    return {
      confirm: () => this.#answer("confirm"), refute: () => this.#answer("refute"), unsure: () => this.#answer("unsure"),
      none: one("none"),
      discuss: () => one("discuss", this.work.state(this.item.key).discuss ? "" : "yes")(),
      add: () => this.#field("add-code"), memo: () => this.#field("memo"), idea: () => this.#field("emergent"),
      next: () => this.next(), open: () => this.#nextOpen(), down: () => this.#step(1), up: () => this.#step(-1),
      undo: () => this.undo(),
      definition: () => openCodebook(this.work, this.item.shown[this.open] ?? ""),
      context: () => this.#more(),
    }[meaning];
  }

  #answer(kind) {
    const code = this.item.shown[this.open];
    if (code) this.act(this.item, { kind, code, note: "" });
    else this.tell(this.item.shown.length ? "All suggestions are answered. A number opens one again" : this.work.blind ? BLIND : "Nothing is suggested here");
  }

  #open(number, closes = false) {
    if (number >= this.item.shown.length) return this.work.blind ? undefined : this.tell(`There is no suggestion ${number + 1}`);
    this.open = closes && this.open === number ? -1 : number;
    this.#drawPanel();
    this.root.querySelector(".suggestions .open")?.scrollIntoView({ block: "nearest" });
    return say(this.open < 0 ? "Closed" : this.#suggestion(number));
  }

  #openNext() {
    const { shown } = this.item;
    const { answers } = this.work.state(this.item.key);
    const later = shown.findIndex((code, number) => number > this.open && !(code in answers));
    this.open = later >= 0 ? later : this.#firstOpen();
  }

  #firstOpen() {
    const { answers } = this.work.state(this.item.key);
    return this.item.shown.findIndex((code) => !(code in answers));
  }

  #more() {
    this.far = !this.far;
    this.#draw();
    this.#focus();
    say(this.far ? "More of the conversation" : "The usual part of the conversation");
  }

  #field(id) {
    const field = document.getElementById(id);
    field?.focus();
    field?.scrollIntoView({ block: "nearest" });
  }

  #focus() {
    const passage = document.getElementById("passage");
    passage?.focus({ preventScroll: true });
    passage?.scrollIntoView({ block: "center" });
  }

  // ---- windows

  #help() {
    dialog("Keys", (redraw) => keyList(this.keys, redraw), { closed: () => this.item && this.#draw() });
  }

  #search() {
    const transcript = this.item?.transcript;
    const within = transcript ? this.work.rows.slice(transcript.start, transcript.end) : this.work.rows;
    const field = el("input", { type: "search", id: "search", autocomplete: "off", oninput: () => look() });
    const list = el("ul", { class: "hits" });
    const count = el("p", { role: "status" });
    const home = dialog(transcript ? `Search in ${transcript.name}` : "Search in all transcripts", () => [el("p", { class: "field" }, el("label", { for: "search" }, "Words"), field), count, list], { wide: true });
    const look = () => {
      const words = field.value.trim().toLowerCase();
      const rows = words.length < 2 ? [] : within.filter((row) => row.text.toLowerCase().includes(words));
      count.replaceChildren(words.length < 2 ? "" : counted(rows.length, "place"));
      list.replaceChildren(...rows.slice(0, 200).map((row) => el("li", {}, button([transcript ? null : el("small", {}, `${row.transcript.name}: `), snippet(row, words)], () => (home.close(), this.go(this.#near(row))), { class: "hit" }))));
    };
    field.focus();
  }

  // A passage, or the one after a turn that is only there to be read.
  #near(row) {
    return row.key ? row : (this.work.items.find((item) => item.at > row.at && item.transcript === row.transcript) ?? this.work.items[row.transcript.first + row.transcript.size - 1]);
  }

  #keepNotes() {
    const field = document.activeElement;
    if (field?.matches?.("[data-note]")) field.dispatchEvent(new Event("change"));
  }

  // ---- words

  #told(act) {
    const word = { none: "No code fits", emergent: "New idea", memo: "Memo", discuss: act.note ? "For discussion" : "No longer for discussion", add: "Added", withdraw: "Removed" }[act.kind] ?? STATE_WORDS[act.kind];
    return act.code ? `${word}: ${this.work.label(act.code)}` : word;
  }

  #suggestion(number) {
    const code = this.item.shown[number];
    const found = this.work.state(this.item.key).answers[code];
    return `Suggestion ${number + 1}, ${this.work.label(code)}, ${found ? STATE_WORDS[found] : "not decided"}`;
  }

  #described() {
    const { item } = this;
    const state = this.work.state(item.key);
    const count = item.shown.length ? `${counted(item.shown.length, "suggestion")}, ` : this.work.blind ? "" : "nothing suggested, ";
    const how = saysNone(state) ? "no code fits" : state.looked ? "decided" : begun(state) ? "begun" : "not decided";
    return `Passage ${item.item - item.transcript.first + 1} of ${item.transcript.size}: ${count}${how}`;
  }
}

function snippet(row, words) {
  const at = row.text.toLowerCase().indexOf(words);
  const from = Math.max(0, at - 60);
  return [
    el("b", {}, row.speaker), ` ${from ? "…" : ""}${row.text.slice(from, at)}`,
    el("mark", {}, row.text.slice(at, at + words.length)), `${row.text.slice(at + words.length, at + words.length + 80)}…`,
  ];
}
