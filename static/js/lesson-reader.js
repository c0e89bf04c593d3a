// Keeps the reader's place: which heading is in view, how much is read, whether the end was reached.
// The page works without it: "I have read to the end" is a plain form.
const EVERY = 5000;

class LessonReader extends HTMLElement {
  connectedCallback() {
    this.percent = Number(this.dataset.percent);
    this.ended = this.dataset.ended === "1";
    this.place = "";
    this.sent = "";
    this.prose = this.querySelector(".prose");
    this.end = this.querySelector("[data-end]");
    this.headings = [...this.querySelectorAll(".block h2[id], .block h3[id]")];
    this.look = this.look.bind(this);
    this.leave = this.leave.bind(this);
    this.answered = this.answered.bind(this);
    addEventListener("scroll", this.look, { passive: true });
    addEventListener("resize", this.look, { passive: true });
    addEventListener("pagehide", this.leave);
    document.addEventListener("visibilitychange", this.leave);
    this.addEventListener("htmx:afterSwap", this.answered);
    for (const table of this.querySelectorAll(".prose table")) if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
    this.timer = setInterval(() => this.keep(), EVERY);
    this.look();
  }

  disconnectedCallback() {
    removeEventListener("scroll", this.look);
    removeEventListener("resize", this.look);
    removeEventListener("pagehide", this.leave);
    document.removeEventListener("visibilitychange", this.leave);
    clearInterval(this.timer);
  }

  look() {
    const top = this.prose.getBoundingClientRect().top;
    const whole = this.end.getBoundingClientRect().top - top;
    const seen = Math.min(100, Math.max(0, Math.round(((innerHeight - top) / whole) * 100)));
    const above = this.headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
    this.place = above.length ? above[above.length - 1].id : "";
    if (seen > this.percent) this.show(seen);
    for (const link of this.querySelectorAll(".toc a")) {
      if (link.hash === `#${this.place}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (this.percent >= 100 && !this.ended) {
      this.ended = true;
      this.keep(true);
    }
  }

  show(percent) {
    this.percent = percent;
    document.querySelector(".lesson-top .bar").value = percent;
    for (const words of document.querySelectorAll("[data-read]")) words.textContent = this.dataset.words.replace("#", percent);
    for (const nose of this.querySelectorAll("[data-nose]")) {
      nose.setAttribute("height", Math.min(100, Math.max(0, percent * 2 - 100 * Number(nose.dataset.nose))));
    }
  }

  get state() {
    return `${this.place} ${this.percent}`;
  }

  form(end) {
    const form = new FormData();
    form.set("csrf_token", this.querySelector("[name=csrf_token]").value);
    form.set("place", this.place);
    form.set("percent", this.percent);
    if (end) form.set("end", "1");
    return form;
  }

  async keep(end = false) {
    if (!end && this.state === this.sent) return;
    this.sent = this.state;
    try {
      const answer = await fetch(this.dataset.url, { method: "POST", headers: { Accept: "application/json" }, body: this.form(end) });
      if (!answer.ok) throw new Error(answer.status);
      if (end) await this.refresh();
    } catch {
      this.sent = "";
      if (end) this.ended = false;
    }
  }

  // The end is kept, or a question was answered: what comes next is another panel now.
  async refresh() {
    const answer = await fetch(location.pathname + location.search);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["next", "lesson-dock"]) document.getElementById(id)?.replaceWith(page.getElementById(id));
  }

  answered(event) {
    if (event.target.closest?.(".asked")) this.refresh();
  }

  leave() {
    if (document.visibilityState === "visible" || this.state === this.sent) return;
    this.sent = this.state;
    fetch(this.dataset.url, { method: "POST", headers: { Accept: "application/json" }, body: this.form(false), keepalive: true });
  }
}

customElements.define("lesson-reader", LessonReader);
