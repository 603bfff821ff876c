// Sending files with their progress, and a card that is confirmed with Enter.
"use strict";
(() => {
  const token = document.querySelector("meta[name=csrf]").content;
  const form = document.getElementById("upload");
  const list = document.getElementById("sending");
  const waiting = [];
  let busy = false;

  const row = (file) => {
    const line = document.createElement("li");
    const name = line.appendChild(document.createElement("span"));
    const bar = line.appendChild(document.createElement("progress"));
    const state = line.appendChild(document.createElement("span"));
    name.textContent = file.name;
    bar.max = 1; bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    state.textContent = "у черзі";
    list.append(line);
    return { bar, state };
  };

  const ended = (shown, good, said) => {
    shown.state.textContent = said;
    shown.state.className = good ? "good" : "bad";
    if (good) shown.bar.value = 1;
    busy = false;
    next();
  };

  const next = () => {
    if (busy || !waiting.length) return;
    busy = true;
    const { file, where, shown } = waiting.shift();
    if (file.size > Number(form.dataset.max)) { ended(shown, false, "Завеликий."); return; }
    const request = new XMLHttpRequest();
    const address = new URLSearchParams({ case: where, name: file.name });
    request.open("PUT", `/arrivals/upload?${address}`);
    request.setRequestHeader("X-CSRF-Token", token);
    request.upload.addEventListener("progress", (event) => {
      shown.bar.value = event.loaded / Math.max(event.total, 1);
      shown.state.textContent = `${Math.floor(100 * shown.bar.value)} %`;
    });
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* told below */ }
      const good = request.status === 201;
      ended(shown, good, good ? "надіслано" : answer.said || "Не вдалося надіслати.");
    });
    request.addEventListener("error", () => ended(shown, false, "Зв'язок обірвався: надішліть ще раз."));
    request.send(file);
  };

  const send = (files) => {
    const where = form.elements.case.value.trim();
    // A signature goes before its document, so that they lie together when they are looked at.
    const order = [...files].sort((a, b) => b.name.endsWith(".p7s") - a.name.endsWith(".p7s"));
    for (const file of order) waiting.push({ file, where, shown: row(file) });
    next();
  };

  if (form) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!form.elements.files.files.length) { form.elements.files.focus(); return; }
      send(form.elements.files.files);
      form.elements.files.value = "";
    });
    const place = document.getElementById("drop");
    let depth = 0;
    const over = (step) => { depth += step; place.classList.toggle("over", depth > 0); };
    document.addEventListener("dragenter", (event) => { event.preventDefault(); over(1); });
    document.addEventListener("dragleave", () => over(-1));
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      depth = 0; over(0);
      if (event.dataTransfer.files.length) send(event.dataTransfer.files);
    });
    window.addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });
  }

  const card = document.querySelector("form[data-enter]");
  if (!card) return;
  const fields = () => [...card.querySelectorAll("input:not([type=hidden]), select, button.main")];
  const onward = (from) => {
    const all = fields();
    const to = all[all.indexOf(from) + 1];
    if (to) to.focus();
  };
  const filled = (input, value) => {
    input.value = value;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  card.addEventListener("click", (event) => {
    const hint = event.target.closest("[data-fill]");
    if (!hint) return;
    const input = card.elements[hint.dataset.fill];
    filled(input, hint.dataset.value);
    onward(input);
  });
  card.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.matches("button")) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) { card.requestSubmit(); return; }
    const hint = document.querySelector(`[data-fill="${event.target.name}"]`);
    if (hint && !event.target.value) filled(event.target, hint.dataset.value);
    onward(event.target);
  });
  document.getElementById("problem")?.focus();
})();
