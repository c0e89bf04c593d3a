// Steps to put in order, as cards to drag or to move with buttons. The selects before them stay the answer: a card that
// moves sets them and fires `change`, and `answer-restored` on the form lays the cards as the selects say.

const EDGE = 56;

class PutInOrder extends HTMLElement {
  connectedCallback() {
    this.selects = [...this.querySelectorAll("select")];
    this.list = this.querySelector(".cards");
    this.listen = new AbortController();
    const { signal } = this.listen;
    this.list.addEventListener("click", (event) => this.press(event), { signal });
    this.list.addEventListener("pointerdown", (event) => this.lift(event), { signal });
    this.querySelector("[data-keep-order]").addEventListener("click", () => this.commit(), { signal });
    this.closest("form").addEventListener("answer-restored", () => this.draw(), { signal });
    this.querySelector(".places").hidden = true;
    this.list.hidden = false;
    this.draw();
  }

  disconnectedCallback() {
    this.listen.abort();
  }

  get cards() {
    return [...this.list.children];
  }

  place(card) {
    return Number(this.selects[card.dataset.row].value) || Infinity;
  }

  draw() {
    this.list.append(...this.cards.sort((one, other) => this.place(one) - this.place(other)));
    this.number();
  }

  number() {
    const open = this.selects.some((select) => !select.value);
    this.cards.forEach((card, i) => (card.querySelector(".key").textContent = open ? "" : i + 1));
    this.list.classList.toggle("cards--open", open);
    this.querySelector(".cards-open").hidden = !open;
    this.cards.forEach((card, i) => {
      card.querySelector('[data-move="-1"]').disabled = i === 0;
      card.querySelector('[data-move="1"]').disabled = i === this.cards.length - 1;
    });
  }

  commit() {
    this.cards.forEach((card, i) => (this.selects[card.dataset.row].value = i + 1));
    this.number();
    for (const type of ["input", "change"]) this.selects[0].dispatchEvent(new Event(type, { bubbles: true }));
  }

  press(event) {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const card = button.closest(".card");
    if (button.dataset.move === "1") card.nextElementSibling?.after(card);
    else card.previousElementSibling?.before(card);
    this.commit();
    this.say(card);
    const other = card.querySelector(`[data-move="${-button.dataset.move}"]`);
    (button.disabled ? other : button).focus();
  }

  say(card) {
    const gaps = { what: card.querySelector(".card-text").textContent.trim(), n: this.cards.indexOf(card) + 1, all: this.cards.length };
    this.querySelector("[role=status]").textContent = this.dataset.said.replace(/\{(\w+)\}/g, (_, name) => gaps[name]);
  }

  lift(event) {
    const grip = event.target.closest(".grip");
    if (!grip || event.button) return;
    const card = grip.closest(".card");
    const stop = new AbortController();
    const { signal } = stop;
    const drop = () => {
      stop.abort();
      card.classList.remove("is-dragged");
      this.commit();
      this.say(card);
    };
    card.classList.add("is-dragged");
    grip.setPointerCapture(event.pointerId);
    grip.addEventListener("pointermove", (move) => this.carry(card, move.clientY), { signal });
    grip.addEventListener("pointerup", drop, { signal });
    grip.addEventListener("pointercancel", drop, { signal });
  }

  // The card goes where the pointer is: before the first one whose middle lies below it. A moved element loses the pointer,
  // so it is the others that move round it.
  carry(card, y) {
    if (y < EDGE) window.scrollBy(0, -8);
    if (y > window.innerHeight - EDGE) window.scrollBy(0, 8);
    for (let next = card.nextElementSibling; next && y > middle(next); next = card.nextElementSibling) card.before(next);
    for (let last = card.previousElementSibling; last && y < middle(last); last = card.previousElementSibling) card.after(last);
  }
}

function middle(card) {
  const { top, height } = card.getBoundingClientRect();
  return top + height / 2;
}

customElements.define("put-in-order", PutInOrder);
