// The page as one file: keeps every act in this browser, and in a file that is saved and sent back.

import { dialog } from "./dialogs.js";
import { button, counted, el, say } from "./dom.js";
import { Review } from "./review.js";
import { after, unsaid } from "./rules.js";
import { Work } from "./work.js";

const PARTS = ["key", "at", "kind", "code", "note"];
const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

// The words in short, as page.py has it.
function fingerprint(text) {
  const bytes = new TextEncoder().encode(text);
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return `${((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0")}-${bytes.length}`;
}

class Answers {
  constructor(told) {
    this.told = told;
    this.work = new Work(told);
    this.events = [...told.before];
    this.stopped = false;
    this.full = false;
    this.prefix = `coder/${told.export}/`;
    this.keys = this.#read("coder/keys");
    this.left = this.#read(`${this.prefix}left`);
    for (let n = this.events.length, line; (line = this.#read(`${this.prefix}${n}`)); n += 1) this.events.push(JSON.parse(line));
    this.saved = Number(this.#read(`${this.prefix}saved`) || this.told.before.length);
    this.#replay();
  }

  #read(name) {
    try {
      return localStorage.getItem(name) ?? "";
    } catch {
      return "";
    }
  }

  #write(name, words) {
    try {
      localStorage.setItem(name, words);
    } catch {
      this.full = true;
    }
  }

  // What all acts come to, from nothing; the past of each passage is kept for undoing, but of what was said before this page.
  #replay() {
    this.past = [];
    this.events.forEach((event, n) => {
      this.#happen(event);
      if (n < this.told.before.length) this.past = [];
    });
  }

  #happen(event) {
    if (event.kind === "undo") {
      const { key, before } = this.past.pop();
      this.work.set(key, before);
    } else {
      const before = this.work.state(event.key);
      this.past.push({ key: event.key, act: { kind: event.kind, code: event.code, note: event.note }, before });
      this.work.set(event.key, after(event, before, this.work.byKey.get(event.key).shown));
    }
  }

  #add(key, kind, code, note) {
    const event = { key, at: new Date().toISOString(), kind, code, note };
    this.#write(`${this.prefix}${this.events.length}`, JSON.stringify(event));
    this.events.push(event);
    this.status();
  }

  act(key, act, before) {
    this.past.push({ key, act, before });
    this.#add(key, act.kind, act.code, act.note);
  }

  undo() {
    const last = this.past.pop();
    if (!last) return undefined;
    this.#add(last.key, "undo", "", "");
    return { key: last.key, act: last.act, state: last.before };
  }

  leave(key) {
    this.left = key;
    this.#write(`${this.prefix}left`, key);
  }

  setKeys(keys) {
    this.keys = keys;
    this.#write("coder/keys", keys);
  }

  get name() {
    return `${this.told.coder.replaceAll(" ", "_")}-answers.json`;
  }

  get unsaved() {
    return this.events.length - this.saved;
  }

  get kept() {
    const words = this.unsaved ? `${counted(this.unsaved, "answer")} not yet saved to the file` : this.events.length ? "Saved to the file" : "";
    return this.full ? `This browser keeps no more: save now. ${words}` : words;
  }

  status() {
    document.getElementById("kept")?.replaceChildren(this.kept);
  }

  // ---- the file of answers

  answers() {
    const { study, export: name, coder } = this.told;
    const by = new Map();
    for (const event of this.events) by.set(event.key, [...(by.get(event.key) ?? []), event]);
    const items = this.work.items.map(({ key, text, shown }) => {
      const words = fingerprint(text);
      const events = (by.get(key) ?? []).flatMap((event) => PARTS.map((part) => event[part]));
      const check = fingerprint([shown.length, study, name, coder, key, words, ...shown, ...events].join("\0"));
      return { key, text: words, shown, check };
    });
    return JSON.stringify({ study, export: name, coder, saved: new Date().toISOString(), items, events: this.events });
  }

  save() {
    const address = URL.createObjectURL(new Blob([this.answers()], { type: "application/json" }));
    const link = el("a", { href: address, download: this.told.answers });
    document.body.append(link);
    link.click();
    link.remove();
    window.setTimeout(() => URL.revokeObjectURL(address), 10000);
    this.saved = this.events.length;
    this.#write(`${this.prefix}saved`, String(this.saved));
    this.status();
    if (!review.item) review.showOverview();
    say("Your answers were saved to a file");
  }

  // Go on from a saved file: its acts take the place of those that this browser knows.
  async open(chosen, review) {
    try {
      const read = JSON.parse(await chosen.text());
      const { study, export: name, coder } = this.told;
      if (read.study !== study || read.export !== name || read.coder !== coder) throw new Error("it belongs to another page");
      if (!read.events.every((event) => PARTS.every((part) => typeof event[part] === "string") && this.work.byKey.has(event.key))) throw new Error("it came to harm");
      const known = this.events.length;
      if (known > read.events.length && !window.confirm(`This browser knows ${counted(known, "answer")}, the file ${read.events.length}. Take the file?`)) return;
      read.events.forEach((event, n) => this.#write(`${this.prefix}${n}`, JSON.stringify(event)));
      for (let n = read.events.length; n < known; n += 1) localStorage.removeItem(`${this.prefix}${n}`);
      this.events = read.events;
      this.saved = this.events.length;
      this.#write(`${this.prefix}saved`, String(this.saved));
      for (const item of this.work.items) this.work.set(item.key, unsaid());
      this.#replay();
      this.left = this.events.at(-1)?.key ?? "";
      review.remark = `Your ${counted(this.events.length, "answer")} ${this.events.length === 1 ? "is" : "are"} back.`;
    } catch (error) {
      review.remark = `${chosen.name} cannot be used: ${error.message}.`;
    }
    review.showOverview();
  }

  tools() {
    return button("Save my answers", () => this.save(), { class: "primary" });
  }

  foot() {
    const field = el("input", { type: "file", id: "open-answers", accept: ".json", class: "unseen", tabindex: "-1", "aria-hidden": "true", onchange: () => field.files[0] && this.open(field.files[0], review) });
    return el("p", { class: "foot" }, button("Go on from a saved file", () => field.click(), { class: "quiet" }), field);
  }

  // What becomes of the answers: said from the start, and once more at the end.
  after() {
    const next = this.work.then ? " Part 2 comes when the file is back." : "";
    if (!this.work.finished) return "Your answers stay in this browser. At the end, save them to a file and send it to whoever gave you this page.";
    return this.unsaved ? `Now save your answers to a file and send it to whoever gave you this page.${next}` : `Saved: send ${this.told.answers} from your downloads to whoever gave you this page.${next}`;
  }

  more() {
    if (!this.work.finished) return null;
    return button("Save my answers", () => this.save(), { class: this.unsaved ? "primary" : "quiet", "data-hold": "begin" });
  }

  finished() {
    this.offer("Every passage is decided");
  }

  offer(title) {
    dialog(title, (_, close) => [
      el("p", {}, `Save your answers to a file and send it to whoever gave you this page. It is called ${this.told.answers} and lands with your downloads.`),
      button("Save my answers", () => (this.save(), close()), { class: "primary" }),
    ]);
  }
}

const store = new Answers(JSON.parse(document.getElementById("work").textContent));
const review = new Review(store.work, store);
review.showOverview();

window.addEventListener("beforeunload", (event) => {
  if (!store.unsaved) return;
  event.preventDefault();
  window.setTimeout(() => store.offer("Save before you leave"), 100);
});
