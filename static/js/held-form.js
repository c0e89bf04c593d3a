// A form that waits while answers are on their way: handing in (`data-attempt`: that attempt's answers), signing out (all of
// this person's). The first try sends them; if they cannot be sent, the form says so and offers to go on without.
// Signing out tells the server when nobody's answers wait in this browser: only then may its storage be cleared.

class HeldForm extends HTMLElement {
  connectedCallback() {
    this.outbox = document.querySelector("answer-outbox");
    this.form = this.querySelector("form");
    this.held = this.querySelector("[data-held]");
    this.form.addEventListener("submit", (event) => this.hold(event));
    document.addEventListener("answer:saved", () => { this.held.hidden ||= !this.waiting.length; });
  }

  get waiting() {
    return this.outbox.waiting(this.dataset.attempt);
  }

  async hold(event) {
    this.form.querySelector("[name=outbox]")?.remove();
    if (this.outbox.isEmpty) this.form.append(this.emptiness());
    if (!this.waiting.length || event.submitter?.name === "anyway") return;
    event.preventDefault();
    await this.outbox.send();
    if (this.waiting.length) this.held.hidden = false;
    else this.form.requestSubmit(event.submitter);
  }

  emptiness() {
    return Object.assign(document.createElement("input"), { type: "hidden", name: "outbox", value: "empty" });
  }
}

customElements.define("held-form", HeldForm);
