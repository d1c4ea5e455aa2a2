// The workshop's page on a local server: keeps every vote and note there, and hears what others do.

import { ask, enter, insist } from "./server.js";
import { Table } from "./table.js";
import { Work } from "./work.js";

const OFTEN = 2000;
const PROGRAM = "coder workshop";

class Store {
  constructor() {
    this.stopped = false;
    this.waiting = 0;
    this.last = Promise.resolve();
  }

  // One after the other; undefined where it was not kept.
  keep(what, words) {
    this.waiting += 1;
    this.#status();
    const sent = this.last.then(() => insist(what, words, PROGRAM, (why) => this.#trouble(why && `Not kept: what was done last, as ${why}. ${AGAIN}`)));
    const done = sent.then(
      (told) => (told.states && this.waiting === 1 && table.know(told), told),
      (error) => this.#refused(error),
    ).finally(() => {
      this.waiting -= 1;
      this.#status();
    });
    this.last = done.catch(() => {});
    return done;
  }

  // A further code on the table, and the table with it.
  async put(key, code) {
    const found = await this.keep("put", { key, code });
    return found && { key: found.put, told: await ask("meeting") };
  }

  #refused(error) {
    if (error.status === 401) this.#trouble(`Not kept: ${PROGRAM} was started anew. Open the new link that its window shows.`);
    else document.getElementById("trouble").replaceChildren(`Not kept: ${error.message}.`);
    return undefined;
  }

  #trouble(words) {
    this.stopped = words !== "";
    document.getElementById("trouble").replaceChildren(words);
  }

  #status() {
    document.getElementById("kept")?.replaceChildren(this.waiting ? "Keeping…" : "Kept");
  }
}

const AGAIN = "This page tries again by itself and goes on then. If coder workshop was ended, start it again and open its new link. What was done before this is kept.";

let table = null;

async function listen(store) {
  for (;;) {
    await new Promise((done) => window.setTimeout(done, OFTEN));
    if (document.hidden || store.waiting || store.stopped) continue;
    try {
      const told = await ask("states");
      if (!store.waiting) table.heard(told);
    } catch {
      // whoever does something next is told
    }
  }
}

async function come() {
  const told = await ask("meeting");
  const store = new Store();
  table = new Table(told, new Work(told), store);
  table.showOverview();
  listen(store);
}

enter(come, PROGRAM);
