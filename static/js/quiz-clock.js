// Shows the time that is left. The server's clock decides: the browser only counts from what the server said, and its own
// clock may be wrong or be changed. At zero the form inside hands in what was saved.

const AGAIN = 5000;

class QuizClock extends HTMLElement {
  connectedCallback() {
    this.left = Date.parse(this.dataset.deadline) - Date.parse(this.dataset.now);
    this.start = performance.now();
    this.face = this.querySelector(".clock");
    this.words = this.face.querySelector("span");
    this.words.setAttribute("aria-hidden", "true");
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
    this.timer = setInterval(() => this.tick(), 500);
    this.tick();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tick() {
    const seconds = Math.max(0, Math.ceil((this.left - (performance.now() - this.start)) / 1000));
    if (seconds === this.shown) return;
    this.shown = seconds;
    const time = clockTime(seconds);
    this.words.textContent = time;
    this.face.setAttribute("aria-label", `${this.dataset.left} ${time}`);
    this.face.classList.toggle("is-soon", seconds <= 60);
    if (seconds === 0) this.handIn();
  }

  // An answer chosen in the last second is given two more to arrive; the server allows five. If the server cannot be reached,
  // the page stays and says so: the server hands in by itself, and what waits in the browser is sent when it can be.
  async handIn() {
    clearInterval(this.timer);
    document.dispatchEvent(new CustomEvent("quiz:over"));
    const outbox = document.querySelector("answer-outbox");
    await Promise.race([outbox?.send(), pause(2000)]);
    while (!(await this.post(outbox))) {
      this.querySelector("[data-over]").hidden = false;
      await Promise.race([pause(AGAIN), new Promise((done) => addEventListener("online", done, { once: true }))]);
    }
    await Promise.race([outbox?.send(), pause(2000)]);
    location.assign(this.dataset.after);
  }

  // Whether the server has heard; what it says of it is on the next page.
  async post(outbox) {
    const form = this.querySelector("form");
    const headers = { "X-CSRFToken": outbox?.token ?? form.elements.csrf_token.value };
    const how = { method: "POST", body: new URLSearchParams(new FormData(form)), headers, redirect: "manual" };
    const answer = await fetch(form.action, { ...how, signal: AbortSignal.timeout(8000) }).catch(() => null);
    return answer !== null && answer.status < 500;
  }
}

function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

function clockTime(seconds) {
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, "0"));
  return seconds >= 3600 ? [Math.floor(seconds / 3600), ...parts].join(":") : parts.join(":");
}

customElements.define("quiz-clock", QuizClock);
