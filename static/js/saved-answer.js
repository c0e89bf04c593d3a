// Saves an answer as it is given. The form inside works without this script; with it, a lost network loses no answer:
// what the server has not acknowledged waits in this browser, per person and attempt, and is sent again until it is.

const LONGEST_PAUSE = 30000;
const TYPING_PAUSE = 800;
const BOX = "[type=radio], [type=checkbox]";

class SavedAnswer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.n = this.form.elements.question.value;
    this.store = `answers:${this.dataset.store}`;
    this.seq = Number(this.dataset.seq);
    this.pause = 1000;
    this.restore();
    this.last = this.given();
    this.form.addEventListener("change", () => this.keep());
    this.form.addEventListener("input", (event) => this.wait(event.target));
    this.form.addEventListener("submit", () => this.leave());
    window.addEventListener("online", () => this.send());
    this.send();
  }

  given() {
    return new FormData(this.form).getAll("value");
  }

  queue() {
    try {
      return JSON.parse(localStorage.getItem(this.store)) || {};
    } catch {
      return this.memory || {};
    }
  }

  put(queue) {
    this.memory = queue;
    try {
      if (Object.keys(queue).length) localStorage.setItem(this.store, JSON.stringify(queue));
      else localStorage.removeItem(this.store);
    } catch {} // no room to store: it is still sent from memory
  }

  restore() {
    const kept = this.queue()[this.n];
    if (!kept) return;
    this.seq = Math.max(this.seq, kept.seq);
    this.form.querySelectorAll("[name=value]").forEach((field, i) => {
      if (field.matches(BOX)) field.checked = kept.value.includes(field.value);
      else field.value = kept.value[i] || "";
    });
  }

  wait(field) {
    if (field.matches(BOX)) return;
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.keep(), TYPING_PAUSE);
  }

  keep() {
    clearTimeout(this.typing);
    const value = this.given();
    if (JSON.stringify(value) === JSON.stringify(this.last)) return;
    this.last = value;
    this.seq += 1;
    this.put({ ...this.queue(), [this.n]: { value, seq: this.seq, key: newKey() } });
    this.say(this.dataset.saving, true);
    this.pause = 1000;
    this.send();
  }

  // A plain post of the same answer carries the same number and key, so that it cannot be counted twice.
  leave() {
    this.keep();
    const kept = this.queue()[this.n];
    for (const name of ["seq", "key"]) {
      this.form.querySelector(`[name=${name}]`)?.remove();
      if (kept) this.form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value: kept[name] }));
    }
  }

  async send() {
    if (this.sending) return this.sending;
    clearTimeout(this.timer);
    const isDone = await (this.sending = this.sendAll());
    this.sending = null;
    if (isDone) return;
    this.timer = setTimeout(() => this.send(), this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  async sendAll() {
    for (let [next] = Object.entries(this.queue()); next; [next] = Object.entries(this.queue())) {
      const [n, kept] = next;
      const answer = await this.post(n, kept);
      if (!answer) return this.hold(n);
      this.acknowledge(n, kept, answer);
    }
    return true;
  }

  hold(n) {
    this.say(this.dataset.kept, true);
    this.mark(n, "is-wait");
    return false;
  }

  // The server's word, or null if there is none to be had just now.
  async post(n, kept) {
    const body = new URLSearchParams([["question", n], ["seq", kept.seq], ["key", kept.key]]);
    kept.value.forEach((value) => body.append("value", value));
    const headers = { Accept: "application/json", "X-CSRFToken": this.form.elements.csrf_token.value };
    try {
      const response = await fetch(this.dataset.url, { method: "POST", body, headers, signal: AbortSignal.timeout(8000) });
      return [401, 403, 429].includes(response.status) || response.status >= 500 ? null : await response.json();
    } catch {
      return null;
    }
  }

  acknowledge(n, kept, answer) {
    const queue = this.queue();
    if (queue[n]?.key === kept.key) delete queue[n];
    this.put(queue);
    if (n === this.n) this.seq = Math.max(this.seq, answer.seq ?? -1);
    if (answer.saved) this.mark(n, "is-done");
    if (n === this.n || !answer.saved) this.say(answer.message || `${this.dataset.saved} ${answer.at || ""}`, !answer.saved);
  }

  mark(n, state) {
    const place = document.querySelector(`.palette [value="${n}"]`)?.classList;
    place?.remove("is-done", "is-wait");
    place?.add(state);
  }

  say(words, isWaiting) {
    const place = this.querySelector(".saved");
    place.classList.toggle("saved-wait", isWaiting);
    place.querySelector("span").textContent = words;
    place.querySelector("svg").toggleAttribute("hidden", isWaiting);
  }
}

function newKey() {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

customElements.define("saved-answer", SavedAnswer);
