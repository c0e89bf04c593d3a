// Shows the time that is left. The server's clock decides: the browser only counts from what the server said, and its own
// clock may be wrong or be changed. At zero the form inside hands in what was saved.

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

  // An answer chosen in the last second is given two more to arrive; the server allows five.
  async handIn() {
    clearInterval(this.timer);
    const answer = document.querySelector("saved-answer");
    await Promise.race([answer?.send?.(), new Promise((done) => setTimeout(done, 2000))]);
    this.querySelector("form").requestSubmit();
  }
}

function clockTime(seconds) {
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, "0"));
  return seconds >= 3600 ? [Math.floor(seconds / 3600), ...parts].join(":") : parts.join(":");
}

customElements.define("quiz-clock", QuizClock);
