// The page on a local server: comes in by its link, keeps every act there before anything else is done.

import { button, counted, el } from "./dom.js";
import { Review } from "./review.js";
import { ask, enter, failed, insist } from "./server.js";
import { whySuggested } from "./why.js";
import { Work } from "./work.js";

const PROGRAM = "coder review";

class Server {
  constructor(mine, work) {
    Object.assign(this, { left: mine.left, keys: mine.keys, undoable: mine.undoable, tellsWhy: mine.why, work });
    this.stopped = false;
    this.last = Promise.resolve();
    this.waiting = 0;
    this.place = 0;
    this.unkept = [];
  }

  // One after the other, in the order in which they were made.
  #send(what, words) {
    this.waiting += 1;
    this.#status();
    const sent = this.last.then(() => insist(what, { ...words, export: this.work.export, token: crypto.getRandomValues(new Uint32Array(4)).join("-") }, PROGRAM, (why) => this.#away(why)));
    this.last = sent.catch(() => {}).finally(() => {
      this.waiting -= 1;
      this.#status();
    });
    return sent;
  }

  // The server cannot keep anything now: until it can, nothing more is taken, and the page shows as decided only what is kept.
  #away(why) {
    if (!why) return this.#trouble("");
    const what = this.unkept.length ? `your last ${this.unkept.length === 1 ? "answer" : counted(this.unkept.length, "answer")}` : "what you did last";
    return this.#trouble(`Not kept: ${what}, as ${why}. This page tries again by itself and goes on then; until then it takes nothing more. If ${PROGRAM} was ended, start it again and open its new link. What you did before this is kept.`);
  }

  #refused(error) {
    if (error.status === 401) return this.#trouble(`Not kept: ${PROGRAM} was started anew. Open the new link that its window shows.`);
    return this.#trouble(`Not kept: ${error.message}. `, button("Load the page again", () => location.reload()));
  }

  #trouble(...words) {
    const stopped = words[0] !== "";
    document.getElementById("trouble").replaceChildren(...words);
    if (stopped === this.stopped) return;
    this.stopped = stopped;
    if (stopped) review.takeOff(this.unkept);
    else review.goOn(`${PROGRAM} answers again`);
  }

  get kept() {
    return this.waiting ? "Keeping…" : "Kept";
  }

  #status() {
    document.getElementById("kept")?.replaceChildren(this.kept);
  }

  act(key, act, before) {
    this.undoable = true;
    const one = { key, before, off: false };
    this.unkept.push(one);
    this.#send("act", { key, ...act }).then(
      (told) => {
        if (this.waiting === 1 || one.off) this.work.set(key, told.state);
        if (one.off) review.redraw();
      },
      (error) => this.#refused(error),
    ).finally(() => {
      this.unkept = this.unkept.filter((other) => other !== one);
    });
  }

  async undo() {
    try {
      const told = await this.#send("undo", {});
      return told.key ? told : undefined;
    } catch (error) {
      return { fault: `Not undone: ${error.message}.` };
    }
  }

  // Asked once everything decided so far is kept.
  why(key, code) {
    return this.tellsWhy ? whySuggested(() => this.last.then(() => ask("why", { export: this.work.export, key, code }))) : null;
  }

  leave(key) {
    this.left = key;
    window.clearTimeout(this.place);
    this.place = window.setTimeout(() => ask("leave", { export: this.work.export, key }).catch(() => {}), 400);
  }

  setKeys(keys) {
    this.keys = keys;
    ask("keys", { keys }).catch(() => {});
  }

  // Whether there is a further part: what is shown may be another thing by now.
  more() {
    const { work } = this;
    if (!work.finished) return null;
    const words = work.then ? `Go on with part 2: ${counted(work.then, "passage")}` : "See whether there is more";
    return button(words, () => this.last.then(() => begin(work.coder, work.export)), { class: work.then ? "primary" : "quiet", "data-hold": "begin" });
  }

  after() {
    if (!this.work.finished || this.work.then) return "";
    return `Everything is kept: you may close this window. ${this.work.part ? "Whoever leads the study sees with coder round status that you are done." : ""}`;
  }

  foot() {
    return this.only ? null : el("p", { class: "foot" }, button("Somebody else codes", () => ask("away").then(chooser, (error) => failed(error, PROGRAM)), { class: "quiet" }));
  }
}

let review = null;
let people = [];
let only = false;

async function begin(coder, before = "") {
  try {
    const { work: told, mine } = await ask("work", { coder });
    if (told.export === before) {
      review.remark = "There is nothing more for now.";
      return review.showOverview();
    }
    if (review) return location.reload();
    const work = new Work(told, mine.states);
    const store = new Server(mine, work);
    store.only = only;
    review = new Review(work, store);
    document.addEventListener("visibilitychange", () => document.hidden || hear(store));
    return review.showOverview();
  } catch (error) {
    return error.status === 409 && !only ? chooser({ coders: people }, `${error.message}.`) : failed(error, PROGRAM);
  }
}

// Whoever comes back to a window sees what was done in another one meanwhile.
async function hear(store) {
  if (store.waiting) return;
  try {
    const { states } = await ask("said", { export: store.work.export });
    if (!store.waiting) review.heard(states);
  } catch {
    // whoever does something next is told
  }
}

function chooser(told, remark = "") {
  if (review) return location.reload();
  people = told.coders;
  const field = el("input", { id: "name", type: "text", autocomplete: "off", maxlength: "40", required: true });
  const form = el("form", { class: "newcomer", onsubmit: (event) => (event.preventDefault(), field.value.trim() && begin(field.value)) },
    el("div", { class: "field" }, el("label", { for: "name" }, told.coders.length ? "Another name" : "Your name"), field), el("button", { class: "primary" }, "Begin"));
  document.getElementById("page").replaceChildren(
    el("main", { class: "chooser" }, el("h1", {}, "Who are you?"), el("p", { class: "lead" }, "Nobody sees your answers before the workshop."),
      remark ? el("p", { class: "notice", role: "alert" }, remark) : null,
      el("ul", { class: "people" }, told.coders.map((name) => el("li", {}, button(name, () => begin(name))))), form),
  );
  (document.querySelector(".people button") ?? field).focus();
  return undefined;
}

async function come() {
  const told = await ask("who");
  only = told.only;
  return told.coder ? begin(told.coder) : chooser(told);
}

enter(come, PROGRAM);
