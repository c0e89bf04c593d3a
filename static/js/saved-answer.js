// Gives an answer to the outbox as it is given. The form inside works without this script.
// An answer is `new FormData(form).getAll("value")` from plain controls; when values are put back into them, the form says so
// with a bubbling `answer-restored`, so that whatever draws itself over the controls can draw itself anew.

const TYPING_PAUSE = 800;
const BOX = "[type=radio], [type=checkbox]";

class SavedAnswer extends HTMLElement {
  connectedCallback() {
    if (this.form) return; // shown again
    this.form = this.querySelector("form");
    this.outbox = document.querySelector("answer-outbox");
    this.attempt = this.dataset.attempt;
    this.n = this.form.elements.question.value;
    this.seq = Number(this.dataset.seq);
    this.restore();
    this.last = this.given();
    this.form.addEventListener("change", () => this.keep());
    this.form.addEventListener("input", (event) => this.wait(event.target));
    this.form.addEventListener("submit", () => this.leave());
    document.addEventListener("quiz:over", () => this.keep());
    document.addEventListener("answer:waiting", ({ detail }) => this.isMine(detail) && this.say(this.dataset.kept, true));
    document.addEventListener("answer:saved", ({ detail }) => this.isMine(detail) && this.acknowledged(detail.answer));
  }

  isMine({ entry }) {
    return entry.attempt === this.attempt && entry.n === this.n;
  }

  get kept() {
    return this.outbox.waiting(this.attempt).find((entry) => entry.n === this.n);
  }

  given() {
    return new FormData(this.form).getAll("value");
  }

  restore() {
    const kept = this.kept;
    if (!kept) return;
    this.seq = Math.max(this.seq, kept.seq);
    this.form.querySelectorAll("[name=value]").forEach((field, i) => {
      if (field.matches(BOX)) field.checked = kept.value.includes(field.value);
      else field.value = kept.value[i] ?? "";
    });
    this.say(this.dataset.kept, true);
    this.form.dispatchEvent(new CustomEvent("answer-restored", { bubbles: true }));
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
    this.say(this.dataset.saving, true);
    this.outbox.put({ attempt: this.attempt, n: this.n, url: this.form.getAttribute("action"), value, seq: this.seq });
  }

  // A plain post of the same answer carries the same number and key, so that it cannot be counted twice.
  leave() {
    this.keep();
    const kept = this.kept;
    for (const name of ["seq", "key"]) {
      this.form.querySelector(`[name=${name}]`)?.remove();
      if (kept) this.form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value: kept[name] }));
    }
  }

  acknowledged(answer) {
    this.seq = Math.max(this.seq, answer.seq ?? -1);
    if (this.kept) return; // a newer one is on its way
    this.say(answer.message ?? `${this.dataset.saved} ${answer.at ?? ""}`, !answer.saved);
  }

  say(words, isWaiting) {
    const place = this.querySelector(".saved");
    place.classList.toggle("saved-wait", isWaiting);
    place.querySelector("span").textContent = words;
    place.querySelector("svg").toggleAttribute("hidden", isWaiting);
  }
}

customElements.define("saved-answer", SavedAnswer);
