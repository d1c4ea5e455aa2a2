// A link -> the server's answers: what the pages on a local server have in common.

import { el } from "./dom.js";

const KEPT = "coder-session";

// `error.status` is missing where nobody answers.
export async function ask(what, words = {}, more = {}) {
  const headers = { "Content-Type": "application/json", "X-Coder-Session": sessionStorage.getItem(KEPT) ?? "" };
  const answer = await fetch(`/api/${what}`, { method: "POST", headers, body: JSON.stringify(words), ...more });
  const told = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(told.fault), { status: answer.status });
  return told;
}

export function failed(error) {
  const words = error.status === 409 ? `${error.message}.` : error.status
    ? "This link was used already, or the program was started anew. Its window shows a link that is good: open that one."
    : "The program that opened this page does not answer. Start it again, and open the link that it shows.";
  document.getElementById("page").replaceChildren(el("main", { class: "chooser" }, el("h1", {}, "Not open"), el("p", { class: "lead", role: "alert" }, words)));
}

// Come in by the link's token, or by what an earlier visit has left in this tab; then do what is to be done inside.
export async function enter(inside) {
  const token = location.hash.slice(1);
  if (token) {
    history.replaceState(null, "", "/");
    try {
      const { secret } = await ask("enter", { token });
      sessionStorage.setItem(KEPT, secret);
    } catch (error) {
      if (!sessionStorage.getItem(KEPT)) return failed(error);
    }
  }
  return inside().catch(failed);
}
