// The page on a local server: comes in by its link, keeps every act there before anything else is done.

import { button, el } from "./dom.js";
import { Review } from "./review.js";
import { ask, enter, failed } from "./server.js";
import { whySuggested } from "./why.js";
import { Work } from "./work.js";

class Server {
  constructor(mine, work) {
    Object.assign(this, { left: mine.left, keys: mine.keys, undoable: mine.undoable, tellsWhy: mine.why, work });
    this.stopped = false;
    this.last = Promise.resolve();
    this.waiting = 0;
    this.place = 0;
  }

  // One after the other, in the order in which they were made.
  #send(what, words) {
    this.waiting += 1;
    this.#status();
    const sent = this.last.then(() => this.#insist(what, { ...words, export: this.work.export, token: crypto.getRandomValues(new Uint32Array(4)).join("-") }));
    this.last = sent.catch(() => {}).finally(() => {
      this.waiting -= 1;
      this.#status();
    });
    return sent;
  }

  // The same words again until the server answers; meanwhile nothing else can be decided.
  async #insist(what, words) {
    for (;;) {
      try {
        const told = await ask(what, words, { keepalive: true });
        if (this.stopped) this.#trouble("");
        return told;
      } catch (error) {
        if (error.status && error.status !== 503) throw error;
        this.#trouble(error.status ? `Not kept yet: ${error.message}. This page tries again by itself.` : "Not kept: coder review does not answer. If it was ended, start it again and open its new link. What you did before this is kept.");
        await new Promise((done) => window.setTimeout(done, 1500));
      }
    }
  }

  #trouble(words) {
    this.stopped = words !== "";
    document.getElementById("trouble")?.replaceChildren(words, ...(words ? [" ", button("Load the page again", () => location.reload())] : []));
  }

  #status() {
    document.getElementById("kept")?.replaceChildren(this.waiting ? "Keeping…" : "Kept");
  }

  act(key, act) {
    this.undoable = true;
    this.#send("act", { key, ...act }).then(
      (told) => this.waiting === 1 && this.work.set(key, told.state),
      (error) => this.#trouble(`Not kept: ${error.message}.`),
    );
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
    if (!this.work.wanted || this.work.done < this.work.wanted) return null;
    return button("See whether there is more", () => begin(this.work.coder, this.work.export), { class: "primary", "data-hold": "begin" });
  }

  foot() {
    return this.only ? null : el("p", { class: "foot" }, button("Somebody else codes", () => ask("away").then(chooser, failed), { class: "quiet" }));
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
    return error.status === 409 && !only ? chooser({ coders: people }, `${error.message}.`) : failed(error);
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

enter(come);
