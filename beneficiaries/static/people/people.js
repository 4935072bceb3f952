// What makes the screens about people quicker. Every one of them works without it.

const later = (wait, act) => { let timer; return () => { clearTimeout(timer); timer = setTimeout(act, wait); }; };

// The search box answers while one types.
for (const form of document.querySelectorAll("[data-people-search]")) {
  const box = form.elements.q, results = document.querySelector("[data-people-results]");
  let asked = box.value, asking = null;
  const ask = later(150, async () => {
    const text = box.value.trim();
    if (text === asked) return;
    asked = text;
    asking?.abort();
    asking = new AbortController();
    const address = new URL(location.pathname, location.origin);
    if (text) address.searchParams.set("q", text);
    try {
      const seen = new URL(address);
      seen.searchParams.set("results", "");
      const answer = await fetch(seen, { signal: asking.signal, headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (!answer.ok) return;
      results.innerHTML = await answer.text();
      history.replaceState(null, "", address);
    } catch (error) { if (error.name !== "AbortError") throw error; }
  });
  // An input method is still composing: half a character is no question.
  box.addEventListener("input", (event) => { if (!event.isComposing) ask(); });
  box.addEventListener("compositionend", ask);
}

// The number tells sex and date of birth, and whoever is registered already is named before saving.
for (const form of document.querySelectorAll("[data-people-add]")) {
  const place = form.querySelector("[data-people-likely]");
  const hint = document.createElement("p");
  hint.className = "help-block help-critical";
  hint.hidden = true;
  form.elements.id_number.after(hint);
  const check = later(300, async () => {
    const typed = new FormData();
    for (const name of ["csrfmiddlewaretoken", "name", "id_number", "phone", "area", "birth_date"])
      typed.set(name, form.elements[name].value);
    const answer = await fetch(form.dataset.check, { method: "POST", body: typed });
    if (!answer.ok) return;
    const said = await answer.json();
    if (said.sex) form.elements.sex.value = said.sex;
    if (said.birth_date) form.elements.birth_date.value = said.birth_date;
    const unfinished = form.elements.id_number.value.trim().length < 15;
    hint.textContent = said.refusal ?? "";
    hint.hidden = !said.refusal || unfinished;
    place.innerHTML = said.html;
  });
  for (const name of ["name", "id_number", "phone", "area", "birth_date"])
    form.elements[name].addEventListener("input", check);
  const reason = form.querySelector(".people-field--no_id_reason"), number = form.querySelector(".people-field--id_number");
  const papers = () => {
    const none = form.elements.id_type.value === "none";
    reason.hidden = !none && !form.elements.no_id_reason.value;
    number.hidden = none && !form.elements.id_number.value;
  };
  form.elements.id_type.addEventListener("change", papers);
  papers();
}

// One long list of places becomes two short ones: the township, then its villages.
for (const list of document.querySelectorAll("select[data-area]")) {
  const groups = [...list.querySelectorAll("optgroup")];
  if (groups.length < 2) continue;
  const townships = document.createElement("select");
  townships.setAttribute("aria-label", list.closest(".people-field")?.querySelector("label")?.textContent.trim() ?? "");
  townships.append(new Option(list.options[0].textContent, ""));
  groups.forEach((group, number) => townships.append(new Option(group.label, number)));
  const empty = list.options[0];
  const show = (chosen) => {
    list.replaceChildren(empty, ...(chosen === "" ? [] : groups[chosen].children.length ? [...groups[chosen].cloneNode(true).children] : []));
    list.hidden = chosen === "";
  };
  const present = groups.findIndex((group) => [...group.children].some((option) => option.selected));
  const value = list.value;
  townships.value = present < 0 ? "" : present;
  show(townships.value);
  list.value = value;
  townships.addEventListener("change", () => { show(townships.value); list.value = ""; list.dispatchEvent(new Event("input", { bubbles: true })); });
  list.before(townships);
}

// A number that was shown goes by itself.
for (const shown of document.querySelectorAll("[data-people-shown]"))
  setTimeout(() => { shown.textContent = "······"; }, 60000);
