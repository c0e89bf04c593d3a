// Turns the pages of an attempt in the browser. All its questions (never a key) are fetched once and kept in this page's
// memory, so that somebody cut off in mid-quiz goes on answering; what is not here yet is asked of the server as a plain form.

class QuizPaper extends HTMLElement {
  connectedCallback() {
    this.n = Number(this.dataset.n);
    this.count = Number(this.dataset.count);
    this.outbox = document.querySelector("answer-outbox");
    this.palette = this.querySelector(".palette");
    this.done = new Set([...this.palette.querySelectorAll(".is-done")].map((button) => button.value));
    this.parts = new Map([[this.n, { count: this.querySelector(".q-count"), answer: this.querySelector(".answering") }]]);
    this.addEventListener("submit", (event) => this.go(event));
    addEventListener("popstate", () => this.show(Number(location.pathname.split("/").pop())) || location.reload());
    document.addEventListener("quiz:over", () => this.shut());
    document.addEventListener("answer:outbox", () => this.paint());
    document.addEventListener("answer:saved", ({ detail }) => this.saved(detail));
    document.addEventListener("answer:waiting", () => this.paint());
    addEventListener("online", () => this.fetchPaper());
    this.paint();
    this.fetchPaper();
  }

  async fetchPaper() {
    if (this.parts.size >= this.count) return;
    try {
      const answer = await fetch(`${this.dataset.base}paper`);
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of page.querySelectorAll("section[data-n]")) this.keep(part);
    } catch {} // without it the server turns the pages
  }

  keep(part) {
    const n = Number(part.dataset.n);
    const known = this.parts.get(n) ?? { count: part.querySelector(".q-count"), answer: part.querySelector(".answering") };
    this.parts.set(n, { ...known, label: part.dataset.label, title: part.dataset.title });
  }

  go(event) {
    const { name, value } = event.submitter ?? {};
    if (name === "marked") return this.mark(event, event.submitter);
    if (name !== "go") return;
    const n = value === "next" ? this.n + 1 : value === "prev" ? Math.max(1, this.n - 1) : Number(value);
    if (value === "hand-in" || n > this.count) this.handIn(event);
    else if (this.show(n)) {
      event.preventDefault();
      history.pushState(null, "", `${this.dataset.base}${n}`);
    }
  }

  show(n) {
    const part = this.parts.get(n);
    if (!part?.title) return false;
    const [count, answer] = [document.getElementById("q-count"), this.querySelector(".answering")];
    this.n = n;
    if (answer !== part.answer) {
      count.replaceWith(part.count);
      answer.replaceWith(part.answer);
    }
    document.title = part.title;
    const bar = document.querySelector(".lesson-top progress");
    bar.value = n;
    bar.setAttribute("aria-label", part.label);
    this.querySelector("[data-held]").hidden = true;
    this.paint();
    scrollTo(0, 0);
    part.count.focus({ preventScroll: true });
    return true;
  }

  // Handing in waits for the outbox, and for a server that answers: the page with the answers is not left for an error.
  // Once all has arrived it goes on by itself, unless one has turned to another question meanwhile.
  async handIn(event) {
    event?.preventDefault();
    await this.outbox.send();
    const url = `${this.dataset.base}hand-in`;
    const isReached = await fetch(url).then((answer) => answer.status < 500, () => false);
    if (isReached && !this.outbox.waiting(this.dataset.attempt).length) location.assign(url);
    else this.querySelector("[data-held]").hidden = false;
  }

  async mark(event, button) {
    event.preventDefault();
    const [n, wanted] = [this.n, button.value === "1"];
    const body = new URLSearchParams([["question", n], ["marked", button.value]]);
    const headers = { "X-CSRFToken": this.outbox.token };
    const answer = await fetch(button.formAction, { method: "POST", body, headers, redirect: "manual" }).catch(() => null);
    if (!answer || (answer.type !== "opaqueredirect" && !answer.ok)) return;
    button.value = wanted ? "" : "1";
    button.querySelector("span").textContent = wanted ? button.dataset.unmark : button.dataset.mark;
    this.buttonOf(n).classList.toggle("is-mark", wanted);
    this.paint();
  }

  buttonOf(n) {
    return this.palette.querySelector(`[value="${n}"]`);
  }

  saved({ entry, answer }) {
    if (entry.attempt === this.dataset.attempt && answer.saved) {
      if (entry.value.some((text) => text.trim())) this.done.add(entry.n);
      else this.done.delete(entry.n);
    }
    this.paint();
    const isHeld = !this.querySelector("[data-held]").hidden;
    if (isHeld && !this.outbox.waiting(this.dataset.attempt).length) this.handIn();
  }

  // Which are answered, which wait, where one is: as colours, and in words for those who listen.
  paint() {
    const words = this.palette.dataset;
    const waiting = new Set(this.outbox.waiting(this.dataset.attempt).map((entry) => entry.n));
    for (const button of this.palette.children) {
      const n = button.value;
      button.classList.toggle("is-wait", waiting.has(n));
      button.classList.toggle("is-done", this.done.has(n) && !waiting.has(n));
      if (Number(n) === this.n) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
      const state = waiting.has(n) ? words.wait : this.done.has(n) ? words.done : words.open;
      const marked = button.classList.contains("is-mark") ? `, ${words.marked}` : "";
      button.setAttribute("aria-label", `${words.question.replace("#", n)}, ${state}${marked}`);
    }
    const left = this.count - new Set([...this.done, ...waiting]).size;
    const hint = this.querySelector("[data-still]");
    hint.textContent = left ? hint.dataset.still.replace("#", left) : hint.dataset.all;
  }

  shut() {
    for (const part of this.querySelectorAll(".answering, .paper-side")) part.inert = true;
  }
}

customElements.define("quiz-paper", QuizPaper);
