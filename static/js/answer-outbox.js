// Answers on their way to the bank. What the server has not acknowledged waits in localStorage, one entry for each person,
// attempt and question, and every page of that person sends it: after a lost network, a closed tab, an ended session.
// Nobody else's entries are read. Others on a page ask this element: put, waiting, send; they hear `answer:saved`,
// `answer:waiting` and `answer:outbox` on the document.

const PREFIX = "answer:";
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30000;
const PATIENCE = 8000;

class AnswerOutbox extends HTMLElement {
  connectedCallback() {
    if (this.mine) return;
    this.mine = `${PREFIX}${this.dataset.person}:`;
    this.token = this.dataset.token;
    this.memory = new Map(); // where the browser gives no room
    this.fresh = new Set(); // given on this very page
    this.pause = FIRST_PAUSE;
    this.state = ""; // why answers wait: "away" (network or server), "ended" (the session), "other" (somebody else's)
    this.caughtUp = 0; // how many that had waited were saved
    for (const name of ["online", "focus", "pageshow"]) addEventListener(name, () => this.hurry());
    addEventListener("storage", () => this.say("outbox"));
    addEventListener("beforeunload", (event) => this.memory.size && event.preventDefault());
    if (this.waiting().length) this.send();
  }

  // What waits of this person, of one attempt or of all; the oldest first.
  waiting(attempt = "") {
    const start = `${this.mine}${attempt}`;
    const kept = [...this.memory.entries(), ...Object.entries(localStorage)].filter(([key]) => key.startsWith(start));
    return kept.map(([, entry]) => JSON.parse(entry)).sort((one, other) => one.at - other.at);
  }

  // Whether answers of anybody at all wait in this browser.
  get isEmpty() {
    return !this.memory.size && !Object.keys(localStorage).some((key) => key.startsWith(PREFIX));
  }

  // `entry`: {attempt, n, url, value, seq}. An answer to the same question takes the place of the one before.
  put(entry) {
    const [place, key] = [this.placeOf(entry), newKey()];
    const whole = JSON.stringify({ ...entry, key, at: Date.now() });
    this.fresh.add(key);
    this.memory.delete(place);
    try {
      localStorage.setItem(place, whole);
    } catch {
      this.memory.set(place, whole);
    }
    this.say("outbox");
    this.hurry();
  }

  placeOf({ attempt, n }) {
    return `${this.mine}${attempt}:${n}`;
  }

  drop(entry) {
    const key = this.placeOf(entry);
    const kept = this.memory.get(key) ?? localStorage.getItem(key);
    if (!kept || JSON.parse(kept).key !== entry.key) return; // a newer one has taken its place
    this.memory.delete(key);
    localStorage.removeItem(key);
    this.say("outbox");
  }

  hurry() {
    this.pause = FIRST_PAUSE;
    return this.send();
  }

  // Send everything that waits; true when nothing waits any more. Pauses double and are shaken, so that a branch whose
  // network is back does not knock all at once.
  async send() {
    if (this.sending) return this.sending;
    clearTimeout(this.timer);
    this.sending = this.sendAll();
    const isDone = await this.sending;
    this.sending = null;
    this.say("outbox");
    if (!isDone) this.timer = setTimeout(() => this.send(), this.pause * (0.5 + Math.random()));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    return isDone;
  }

  // One after the other. A server that answers "not now" may still take the next one; without any answer, all wait.
  async sendAll() {
    const tried = new Set();
    const untried = () => this.waiting().find((entry) => !tried.has(entry.key));
    for (let next = untried(); next; next = untried()) {
      tried.add(next.key);
      const answer = await this.post(next);
      if (!answer && this.isCutOff) break;
      if (!answer) continue;
      if (answer.saved && (this.state !== "" || !this.fresh.has(next.key))) this.caughtUp += 1;
      this.drop(next);
      this.say("saved", { entry: next, answer });
    }
    const left = this.waiting();
    for (const entry of left) this.say("waiting", { entry });
    if (!left.length) this.state = "";
    return !left.length;
  }

  // The server's word on one answer, or null if there is none to be had just now; `this.state` then says why.
  async post(entry, isSecond = false) {
    const { n, seq, key, at, value, url } = entry;
    const body = new URLSearchParams([["question", n], ["seq", seq], ["key", key], ["given_at", at], ["sent_at", Date.now()]]);
    value.forEach((text) => body.append("value", text));
    const headers = { Accept: "application/json", "X-CSRFToken": this.token };
    const [status, told] = await ask(url, { method: "POST", body, headers });
    if (status === 403 || status === 404) return this.askAgain(entry, status, told, isSecond);
    if (status === 401) return this.stop("ended");
    const isWord = told && (told.saved === true || typeof told.message === "string");
    if (isWord && status < 500 && status !== 408 && status !== 429) return told;
    return this.stop("away", status === 0);
  }

  stop(state, isCutOff = true) {
    if (this.state === "") this.caughtUp = 0;
    this.state = state;
    this.isCutOff = isCutOff;
    return null;
  }

  // The form is too old, or the attempt is not found: perhaps the session is another one by now. Whose is it?
  async askAgain(entry, status, told, isSecond) {
    const [found, who] = await ask(this.dataset.session, { headers: { Accept: "application/json" } });
    if (found === 401) return this.stop("ended");
    if (found !== 200 || !who?.person) return this.stop("away");
    if (who.person !== this.dataset.person) return this.stop("other");
    this.renew(who.csrf);
    if (isSecond) return status === 404 && told ? told : this.stop("away");
    return this.post(entry, true);
  }

  renew(token) {
    this.token = token;
    document.querySelectorAll("[name=csrf_token]").forEach((field) => { field.value = token; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  }

  say(what, detail = {}) {
    document.dispatchEvent(new CustomEvent(`answer:${what}`, { detail }));
    if (detail.answer?.saved) document.dispatchEvent(new CustomEvent("zhili:saved")); // the session lives on
  }
}

// [status, JSON or null]; status 0: no answer. A captive portal answers, but not in JSON.
async function ask(url, how) {
  try {
    const response = await fetch(url, { ...how, signal: AbortSignal.timeout(PATIENCE) });
    return [response.status, await response.json().catch(() => null)];
  } catch {
    return [0, null];
  }
}

function newKey() {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

customElements.define("answer-outbox", AnswerOutbox);
