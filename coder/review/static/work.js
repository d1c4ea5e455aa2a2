// What a coder is shown -> passages in reading order, their states, and how many are decided.

import { after, same, unsaid } from "./rules.js";

export class Work {
  constructor(told, states = {}) {
    Object.assign(this, { study: told.study, export: told.export, coder: told.coder, notice: told.notice, part: told.part, then: told.then, codebook: told.codebook });
    this.codes = new Map(told.codebook.codes.map((code) => [code.id, code]));
    this.rows = [];
    this.items = [];
    this.byKey = new Map();
    this.transcripts = told.transcripts.map((one, number) => this.#take(one, number));
    this.states = new Map();
    for (const [key, state] of Object.entries(states)) this.set(key, state);
  }

  #take(told, number) {
    const transcript = { name: told.name, number, first: this.items.length, start: this.rows.length, size: 0, wanted: 0, done: 0 };
    for (const row of told.rows) {
      const placed = { ...row, transcript, at: this.rows.length };
      this.rows.push(placed);
      if (!row.key) continue;
      placed.item = this.items.length;
      this.items.push(placed);
      this.byKey.set(row.key, placed);
      transcript.size += 1;
      if (!row.optional) transcript.wanted += 1;
    }
    transcript.end = this.rows.length;
    return transcript;
  }

  state(key) {
    return this.states.get(key) ?? unsaid();
  }

  set(key, state) {
    const item = this.byKey.get(key);
    if (!item) return;
    if (!item.optional) item.transcript.done += Number(state.looked) - Number(this.state(key).looked);
    this.states.set(key, state);
  }

  // Do an act; undefined where it changes nothing.
  does(key, act) {
    const before = this.state(key);
    const state = after(act, before, this.byKey.get(key).shown);
    if (same(before, state)) return undefined;
    this.set(key, state);
    return before;
  }

  get wanted() {
    return this.transcripts.reduce((sum, one) => sum + one.wanted, 0);
  }

  get done() {
    return this.transcripts.reduce((sum, one) => sum + one.done, 0);
  }

  get finished() {
    return this.wanted > 0 && this.done === this.wanted;
  }

  // The part of a round in which nothing is suggested to anybody.
  get blind() {
    return this.part === 1;
  }

  // The next passage that wants an answer and has none, from a place on and then from the beginning.
  undecided(from) {
    const open = (item) => !item.optional && !this.state(item.key).looked;
    return this.items.slice(from).find(open) ?? this.items.slice(0, from).find(open);
  }

  // Where to go on: the passage that was left, or the one after it when it is decided, or a short reply in a transcript that is finished.
  resume(left) {
    const item = this.byKey.get(left);
    if (!item) return this.undecided(0) ?? this.items[0];
    const { optional, transcript } = item;
    const settled = this.state(left).looked || (optional && transcript.done === transcript.wanted);
    return settled ? (this.undecided(item.item) ?? item) : item;
  }

  path(code) {
    const names = [];
    for (let at = this.codes.get(code)?.parent; at; at = this.codes.get(at)?.parent) names.unshift(this.codes.get(at).label);
    const family = this.codebook.families.find((one) => one.id === this.codes.get(code)?.family);
    return [family?.label, ...names].filter(Boolean).join(" › ");
  }

  label(code) {
    return this.codes.get(code)?.label ?? code;
  }

  // Words of the codebook, with the labels of the codes that they name.
  named(words) {
    return words.replace(/[a-z0-9]+(?:[-/][a-z0-9]+)+/g, (id) => {
      const found = this.codes.get(id) ?? this.#ending(id);
      return found ? `“${found.label}”` : id;
    });
  }

  #ending(id) {
    const found = this.codebook.codes.filter((code) => code.id.endsWith(`/${id}`));
    return found.length === 1 ? found[0] : undefined;
  }
}
