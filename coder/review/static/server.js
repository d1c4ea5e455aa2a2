// A link -> the server's answers: what the pages on a local server have in common.

import { el } from "./dom.js";

const KEPT = "coder-session";
const SILENT = 3;
const LATER = 1200;
const LONGEST = 15000; // longer than the server waits for a ledger in use

// `error.status` is missing where nobody answers.
export async function ask(what, words = {}, more = {}) {
  const headers = { "Content-Type": "application/json", "X-Coder-Session": sessionStorage.getItem(KEPT) ?? "" };
  const answer = await fetch(`/api/${what}`, { method: "POST", headers, body: JSON.stringify(words), ...more });
  const told = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(told.fault), { status: answer.status });
  return told;
}

// The same words again until the server answers. After a few silent tries, and after each one then, `trouble` is told why; once it is over, "".
export async function insist(what, words, program, trouble) {
  for (let tries = 1; ; tries += 1) {
    try {
      const told = await ask(what, words, { keepalive: true, signal: AbortSignal.timeout(LONGEST) });
      if (tries > SILENT) trouble("");
      return told;
    } catch (error) {
      if (error.status && error.status !== 503) throw error;
      if (tries >= SILENT) trouble(error.status ? error.message : `${program} does not answer`);
      await new Promise((done) => window.setTimeout(done, LATER));
    }
  }
}

export function failed(error, program) {
  const words = error.status === 409 ? `${error.message}.` : error.status
    ? `This link was used already, or ${program} was started anew. The window of ${program} (the black text window where it was started) shows a link that is good: open that one. Where somebody else started it, ask them for a new link.`
    : `${program} does not answer. Start it again, and open the link that it shows.`;
  document.getElementById("page").replaceChildren(el("main", { class: "chooser" }, el("h1", {}, "Not open"), el("p", { class: "lead", role: "alert" }, words)));
}

// Come in by the link's token, or by what an earlier visit has left in this tab; then do what is to be done inside.
export async function enter(inside, program) {
  const token = location.hash.slice(1);
  if (token) {
    history.replaceState(null, "", "/");
    try {
      const { secret } = await ask("enter", { token });
      sessionStorage.setItem(KEPT, secret);
    } catch (error) {
      if (!sessionStorage.getItem(KEPT)) return failed(error, program);
    }
  }
  return inside().catch((error) => failed(error, program));
}
