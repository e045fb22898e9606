/* Sends documents one by one, and shows how far each is. The form works without it.

   POST the form with one file -> 201 {ok: true} or 422 {ok: false, message}; whatever else comes
   means that the vault is locked or the server away: the file stays chosen, to be sent again. */
"use strict";

const LARGEST = 100 * 1024 * 1024;

for (const form of document.querySelectorAll("form[data-upload]")) {
  const input = form.querySelector("[name=documents]");
  const place = form.querySelector("[data-drop]");
  const camera = form.querySelector("#id_camera");
  const list = form.querySelector("[data-files]");
  const words = form.dataset;
  const waiting = [];
  let busy = false;
  let failed = 0;

  /** One line: the file's name, how far it is, and what to do where it failed. */
  function line(file) {
    const row = document.createElement("li");
    const name = document.createElement("span");
    name.className = "task-list__name";
    name.append(Object.assign(document.createElement("bdi"), { textContent: file.name }));
    const bar = Object.assign(document.createElement("progress"), { max: file.size || 1, value: 0 });
    bar.setAttribute("aria-label", file.name);
    const state = Object.assign(document.createElement("span"), { className: "hint", textContent: words.waiting });
    name.append(bar, state);
    row.append(name);
    list.append(row);
    return { file, row, bar, state };
  }

  function add(files) {
    input.setCustomValidity("");
    for (const file of files) {
      const one = line(file);
      if (file.size > LARGEST) fail(one, words.large, false);
      else waiting.push(one);
    }
  }

  function fail(one, why, again = true) {
    failed += 1;
    one.state.textContent = why;
    one.bar.value = 0;
    if (!again) return;
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: words.again });
    button.addEventListener("click", () => {
      button.remove();
      failed -= 1;
      one.state.textContent = words.waiting;
      waiting.push(one);
      next();
    });
    one.row.append(button);
  }

  /** The form as it stands now (a new token may have come meanwhile), with this one file. */
  function values(file) {
    const all = new FormData(form);
    all.delete("documents");
    all.append("documents", file, file.name);
    return all;
  }

  function answered(one, request) {
    let said = null;
    try { said = JSON.parse(request.responseText); } catch { /* a page: the vault is locked */ }
    if (said?.csrf) form.querySelector("[name=csrfmiddlewaretoken]").value = said.csrf;
    if (request.status === 201) {
      one.bar.value = one.bar.max;
      one.state.textContent = words.done;
    } else if (said?.message && request.status === 422) fail(one, said.message);
    else fail(one, request.status === 503 ? words.away : words.locked);
  }

  function send(one) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", (event) => {
        one.bar.value = Math.min(event.loaded, one.bar.max);
        one.state.textContent = event.loaded < event.total
          ? new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(event.loaded / event.total)
          : words.sealing;
        form.dispatchEvent(new Event("input", { bubbles: true })); // work in progress keeps the vault open
      });
      request.addEventListener("load", () => { answered(one, request); resolve(); });
      request.addEventListener("error", () => { fail(one, words.away); resolve(); });
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.send(values(one.file));
    });
  }

  async function next() {
    if (busy) return;
    busy = true;
    while (waiting.length) await send(waiting.shift());
    busy = false;
    if (!failed) window.location.assign(words.after);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    add(Array.from(input.files));
    input.value = "";
    if (waiting.length || busy) next();
    else if (!failed) {
      input.setCustomValidity(words.none);
      input.reportValidity();
    }
  });
  input.addEventListener("change", () => input.setCustomValidity(""));
  input.required = false;

  // Dropped or photographed files wait in the list until the button sends them with the others.
  place.addEventListener("dragover", (event) => {
    event.preventDefault();
    place.classList.add("drop--over");
  });
  place.addEventListener("dragleave", () => place.classList.remove("drop--over"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("drop--over");
    add(input.multiple ? Array.from(event.dataTransfer.files) : Array.from(event.dataTransfer.files).slice(0, 1));
  });
  // A finger takes pictures, a mouse drops files.
  const finger = window.matchMedia("(pointer: coarse)").matches;
  place.querySelector(finger ? "[data-camera]" : "[data-dropping]").hidden = false;
  camera.addEventListener("change", () => {
    add(Array.from(camera.files));
    camera.value = "";
  });
}
// A file that is dropped beside the place must not open in the page's stead.
for (const kind of ["dragover", "drop"]) {
  window.addEventListener(kind, (event) => { if (!event.defaultPrevented) event.preventDefault(); });
}
