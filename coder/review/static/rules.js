// An act on a passage -> what is said of it then: the rules of acts.py, for the screen.

const REFUTED = "refute";
const OF_A_CODE = ["confirm", "refute", "unsure", "add", "withdraw"];

export const STATE_WORDS = { confirm: "Confirmed", add: "Confirmed", refute: "Refuted", unsure: "Unsure" };

export function unsaid() {
  return { answers: {}, looked: false, memo: "", emergent: "", discuss: false };
}

export function applied(state) {
  return Object.keys(state.answers).filter((code) => ["confirm", "add"].includes(state.answers[code]));
}

export function settled(state, shown) {
  return shown.length ? shown.every((code) => code in state.answers) : applied(state).length > 0;
}

function noCode(state) {
  return Object.values(state.answers).every((kind) => kind === REFUTED);
}

export function saysNone(state) {
  return state.looked && noCode(state);
}

export function after(act, present, shown) {
  const state = { ...present, answers: { ...present.answers } };
  if (act.kind === "none") {
    for (const code of Object.keys(state.answers)) if (state.answers[code] !== REFUTED) delete state.answers[code];
    state.looked = true;
  } else if (act.kind === "emergent" || act.kind === "memo") state[act.kind] = act.note;
  else if (act.kind === "discuss") state.discuss = act.note !== "";
  else if (act.kind === "withdraw") delete state.answers[act.code];
  else state.answers[act.code] = act.kind;
  if (OF_A_CODE.includes(act.kind)) {
    const saidNone = !settled(present, shown) && noCode(present);
    const reopens = act.kind === "withdraw" || (saidNone && act.kind !== REFUTED);
    state.looked = settled(state, shown) || (present.looked && !reopens);
  }
  return state;
}

export function same(one, other) {
  const codes = Object.keys(one.answers);
  const answers = codes.length === Object.keys(other.answers).length && codes.every((c) => one.answers[c] === other.answers[c]);
  return answers && ["looked", "memo", "emergent", "discuss"].every((part) => one[part] === other[part]);
}

export function begun(state) {
  return !state.looked && Object.keys(state.answers).length > 0;
}
