// Says, large and plain, what waits in this browser and why; and once it is over, that all of it is saved.

class OutboxNotice extends HTMLElement {
  connectedCallback() {
    this.outbox = document.querySelector("answer-outbox");
    document.addEventListener("answer:outbox", () => this.show());
    document.addEventListener("answer:saved", ({ detail }) => this.pass(detail));
    this.show();
  }

  show() {
    const waiting = this.outbox.waiting?.().length ?? 0;
    const state = waiting ? this.outbox.state : "saved";
    const count = waiting || this.outbox.caughtUp || 0;
    for (const notice of this.querySelectorAll("[data-when]")) {
      notice.hidden = !count || notice.dataset.when !== state;
      notice.querySelector("[data-n]").textContent = count;
    }
    this.hidden = ![...this.children].some((notice) => !notice.hidden);
  }

  // What the server says of an answer that it did not simply save, wherever one is by then; the question itself says it, too.
  pass({ entry, answer }) {
    const open = document.querySelector("saved-answer");
    if (answer.message && !(open?.n === entry.n && open.attempt === entry.attempt)) this.tell(answer.message);
  }

  tell(words) {
    const place = document.getElementById("notices");
    if (!place || [...place.children].some((notice) => notice.textContent === words)) return;
    place.append(Object.assign(document.createElement("p"), { className: "notice", textContent: words }));
  }
}

customElements.define("outbox-notice", OutboxNotice);
