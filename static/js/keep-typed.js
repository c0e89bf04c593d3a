// What was typed into a form survives a new sign-in, in this tab only and for the same person only.
//   <keep-typed data-person="E0001" data-restored="…">   on pages of somebody signed in: keeps, and gives back
//   <keep-typed>                                         at the gate and on error pages: marks what is kept as still wanted
// Kept: what people type into forms that post. Never kept: passwords, files, hidden fields, forms with data-keep="no".

const PREFIX = "typed:";
const UNKEPT = ["password", "file", "hidden", "submit", "button"];

function entries() {
  const keys = Array.from({ length: sessionStorage.length }, (_, place) => sessionStorage.key(place));
  return keys.filter((key) => key.startsWith(PREFIX)).map((key) => [key, JSON.parse(sessionStorage.getItem(key))]);
}

function fieldsOf(form) {
  return Array.from(form.elements).filter((field) => field.name && field.type && !UNKEPT.includes(field.type));
}

class KeepTyped extends HTMLElement {
  connectedCallback() {
    this.listen = new AbortController();
    if (this.dataset.person) this.attend();
    else for (const [key, entry] of entries()) sessionStorage.setItem(key, JSON.stringify({ ...entry, wanted: true }));
  }

  disconnectedCallback() {
    this.listen.abort();
  }

  attend() {
    for (const [key, entry] of entries()) {
      if (entry.person !== this.dataset.person || !entry.wanted) sessionStorage.removeItem(key);
    }
    this.giveBack();
    const { signal } = this.listen;
    document.addEventListener("input", (event) => this.keep(event.target.form), { signal });
    document.addEventListener("htmx:afterRequest", (event) => {
      const form = event.target.closest?.("form");
      if (form && event.detail.successful) sessionStorage.removeItem(this.keyOf(form));
    }, { signal });
  }

  keyOf(form) {
    const alike = Array.from(document.forms).filter((other) => other.action === form.action);
    return `${PREFIX}${location.pathname}|${form.getAttribute("action") ?? ""}|${alike.indexOf(form)}`;
  }

  keep(form) {
    if (!form || form.method !== "post" || form.dataset.keep === "no") return;
    const values = fieldsOf(form).map((field) => [field.name, field.value, field.checked ?? null]);
    sessionStorage.setItem(this.keyOf(form), JSON.stringify({ person: this.dataset.person, values, wanted: false }));
  }

  giveBack() {
    let restored = false;
    for (const form of document.forms) {
      const kept = JSON.parse(sessionStorage.getItem(this.keyOf(form)) ?? "null");
      if (!kept) continue;
      restored = this.fill(form, kept.values) || restored;
      sessionStorage.removeItem(this.keyOf(form));
      if (restored) this.keep(form);
    }
    if (restored) this.tell();
  }

  fill(form, values) {
    let changed = false;
    fieldsOf(form).forEach((field, place) => {
      const [name, value, checked] = values[place] ?? [];
      if (name !== field.name) return;
      const isBox = field.type === "checkbox" || field.type === "radio";
      if (isBox ? field.checked === checked : field.value === value) return;
      if (isBox) field.checked = checked;
      else field.value = value;
      changed = true;
    });
    return changed;
  }

  tell() {
    const sentence = document.createElement("p");
    sentence.className = "notice";
    sentence.textContent = this.dataset.restored;
    document.getElementById("notices")?.append(sentence);
  }
}

customElements.define("keep-typed", KeepTyped);
