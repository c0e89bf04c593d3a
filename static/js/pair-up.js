// Rows that each get one of the options: a row is dragged onto an option, or an option onto a row. The selects stay the
// answer and can be used as they are: dragging only sets one and fires `change`; `answer-restored` on the form draws anew.

const EDGE = 56;

class PairUp extends HTMLElement {
  connectedCallback() {
    this.rows = [...this.querySelectorAll(".pair")];
    this.options = [...this.querySelectorAll(".option")];
    this.listen = new AbortController();
    const { signal } = this.listen;
    this.addEventListener("pointerdown", (event) => this.lift(event), { signal });
    this.addEventListener("change", (event) => this.chosen(event.target), { signal });
    this.closest("form").addEventListener("answer-restored", () => this.draw(), { signal });
    this.draw();
  }

  disconnectedCallback() {
    this.listen.abort();
  }

  select(row) {
    return row.querySelector("select");
  }

  // Where an option fits one row only, the row that had it gets what this one had.
  chosen(select) {
    if ("once" in this.dataset && select.value) {
      const other = this.rows.map(this.select).find((one) => one !== select && one.value === select.value);
      if (other) other.value = this.had.get(select);
    }
    this.draw();
  }

  draw() {
    this.had = new Map(this.rows.map((row) => [this.select(row), this.select(row).value]));
    for (const option of this.options) {
      const mine = this.rows.filter((row) => this.select(row).value === option.dataset.letter);
      option.classList.toggle("is-taken", mine.length > 0);
      const place = option.querySelector(".option-rows");
      place?.replaceChildren(...mine.map((row) => named(row.querySelector("label").textContent.trim())));
    }
    for (const row of this.rows) row.classList.toggle("is-set", this.select(row).value !== "");
  }

  lift(event) {
    const grip = event.target.closest(".grip");
    if (!grip || event.button) return;
    const from = { thing: grip.closest(".pair, .option"), x: event.pageX, y: event.pageY };
    const stop = new AbortController();
    const { signal } = stop;
    const drop = (up) => {
      stop.abort();
      this.carry(from, up);
      from.thing.classList.remove("is-dragged");
      from.thing.style.transform = "";
      if (this.over && up.type === "pointerup") this.pair(from.thing, this.over);
      this.light(null);
    };
    from.thing.classList.add("is-dragged");
    grip.setPointerCapture(event.pointerId);
    grip.addEventListener("pointermove", (move) => this.carry(from, move), { signal });
    grip.addEventListener("pointerup", drop, { signal });
    grip.addEventListener("pointercancel", drop, { signal });
  }

  carry(from, move) {
    if (move.clientY < EDGE) window.scrollBy(0, -8);
    if (move.clientY > window.innerHeight - EDGE) window.scrollBy(0, 8);
    from.thing.style.transform = `translate(${move.pageX - from.x}px, ${move.pageY - from.y}px)`;
    const wanted = from.thing.matches(".pair") ? ".option" : ".pair";
    this.light(document.elementFromPoint(move.clientX, move.clientY)?.closest(wanted) ?? null);
  }

  light(thing) {
    if (thing && !this.contains(thing)) thing = null;
    this.over?.classList.remove("is-over");
    thing?.classList.add("is-over");
    this.over = thing;
  }

  pair(one, other) {
    const [row, option] = one.matches(".pair") ? [one, other] : [other, one];
    const select = this.select(row);
    select.value = option.dataset.letter;
    for (const type of ["input", "change"]) select.dispatchEvent(new Event(type, { bubbles: true }));
  }
}

function named(text) {
  const tag = document.createElement("span");
  tag.textContent = text;
  return tag;
}

customElements.define("pair-up", PairUp);
