// What every page does by itself: keys, live changes, confirmation before what cannot be undone.
"use strict";
(() => {
  const token = document.querySelector("meta[name=csrf]").content;
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRF-Token"] = token;
  });

  // What was refused is no news any more once somebody's next request went through.
  document.addEventListener("htmx:afterRequest", (event) => {
    const { xhr, requestConfig } = event.detail;
    const through = xhr.status < 400 && requestConfig.triggeringEvent;
    if (through) document.querySelector("#said > .said.bad")?.remove();
  });

  // Keys are found where the Latin layout has them, whichever layout is on; keys of one character are
  // off where somebody has switched them off (WCAG 2.1.4).
  const SIGNS = { Slash: "/", BracketLeft: "[", BracketRight: "]" };
  let single = true;
  try { single = localStorage.getItem("sprava-keys") !== "off"; } catch { /* not kept, so on */ }
  window.keyOf = (event) => {
    if (event.key.length > 1) return event.key;
    if (!single) return "";
    if (/[a-z0-9/+=[\]-]/.test(event.key)) return event.key;
    const latin = /^Key[A-Z]$/.test(event.code) ? event.code[3].toLowerCase() : SIGNS[event.code];
    return event.shiftKey ? event.key : latin ?? event.key;
  };
  const chosen = document.querySelector("[data-keys]");
  if (chosen) {
    const box = chosen.querySelector("input");
    chosen.hidden = false;
    box.checked = single;
    box.addEventListener("change", () => {
      single = box.checked;
      try { localStorage.setItem("sprava-keys", single ? "on" : "off"); } catch { /* till the page goes */ }
    });
  }

  const back = document.querySelector("[data-back]");
  if (back) {
    back.hidden = false;
    back.addEventListener("click", (event) => { event.preventDefault(); window.history.back(); });
  }

  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
    const rows = [...document.querySelectorAll("[data-rows] a[data-open]")];
    if (event.key === "ArrowDown" && rows.length && event.target.matches("[role=search] input[type=search]")) {
      event.preventDefault();
      rows[0].focus();
      return;
    }
    if (typing(event.target)) return;
    const key = keyOf(event);
    for (const one of document.querySelectorAll("[data-key]")) {
      if (one.dataset.key === key && one.offsetParent !== null) {
        event.preventDefault();
        one.focus();
        if (one.matches("a, button")) one.click();
        if (one.select) one.select();
        return;
      }
    }
    if (rows.length && (key === "j" || key === "k")) {
      const now = rows.indexOf(document.activeElement.closest("a[data-open]"));
      const next = rows[Math.min(Math.max(now + (key === "j" ? 1 : -1), 0), rows.length - 1)];
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  });

  document.addEventListener("submit", (event) => {
    const asked = event.submitter?.dataset.confirm;
    if (asked && !window.confirm(asked)) event.preventDefault();
  });
  document.addEventListener("htmx:confirm", (event) => {
    const asked = event.detail.elt.dataset.confirm;
    if (!asked) return;
    event.preventDefault();
    if (window.confirm(asked)) event.detail.issueRequest(true);
  });

  // Elements with data-live="/path" are asked for anew when the server says that something changed.
  // Those with data-reading="/path", when recognition went on.
  const live = document.querySelectorAll("[data-live], [data-reading]");
  if (live.length && window.EventSource) {
    const source = new EventSource(`/events?since=${live[0].dataset.since}`);
    const renew = (what) => {
      for (const one of document.querySelectorAll(`[data-${what}]`)) {
        htmx.ajax("GET", one.dataset[what], { target: one, swap: "innerHTML" });
      }
    };
    source.addEventListener("changed", () => renew("live"));
    source.addEventListener("reading", () => renew("reading"));
    // What changed while nobody told us is asked for as soon as somebody does again.
    let lost = null;
    source.addEventListener("error", () => {
      lost ??= document.getElementById("said").appendChild(document.createElement("div"));
      lost.className = "said warn";
      lost.id = "lost";
      lost.textContent = "Зв'язок із сервером перервано: показане може бути вже не таким. "
        + (source.readyState === EventSource.CLOSED
          ? "Оновіть сторінку; якщо сеанс закінчився, увійдіть знову."
          : "Сторінка оновиться сама, щойно зв'язок відновиться.");
    });
    source.addEventListener("open", () => {
      if (!lost) return;
      lost.remove();
      lost = null;
      renew("live");
    });
    window.addEventListener("pagehide", () => source.close());
  }
})();
