// Case files: «o» opens the row in focus, documents are dragged to another place, slow work says so.
"use strict";
(() => {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const key = keyOf(event);
    if (key === "o") document.activeElement.closest("a[data-open]")?.click();
    if (key === "m") document.activeElement.closest("[data-place]")?.querySelector("select")?.focus();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-busy]");
    if (form) form.querySelector("[data-busy-here]").textContent = form.dataset.busy;
  });

  // A document is dragged by its grip onto the row behind which it should stand; the same form that
  // the keyboard uses then asks what the law says.
  const fill = (select) => {
    const places = document.getElementById("places");
    if (!places || select.options.length > 1) return;
    select.append(places.content.cloneNode(true));
    select.querySelector(`[value="${select.form.elements.document.value}"]`)?.remove();
  };
  for (const begun of ["focusin", "pointerdown"]) {
    document.addEventListener(begun, (event) => {
      if (event.target.matches("[data-place] select")) fill(event.target);
    });
  }

  let dragged = null;
  let target = null;
  const aim = (row) => {
    target?.classList.remove("target");
    target = row;
    target?.classList.add("target");
  };
  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".grip");
    if (!grip || event.button) return;
    event.preventDefault();
    dragged = grip.closest("[data-place]");
    dragged.classList.add("dragged");
    grip.setPointerCapture(event.pointerId);
  });
  document.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const below = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-after]");
    aim(below && below !== dragged ? below : null);
  });
  const drop = (event) => {
    if (!dragged) return;
    const form = dragged.querySelector("form");
    const place = target?.dataset.after;
    const select = form.elements.after;
    fill(select);
    dragged.classList.remove("dragged");
    aim(null);
    dragged = null;
    if (event.type !== "pointerup" || place === undefined) return;
    if ([...select.options].some((one) => one.value === place)) {
      select.value = place;
      form.requestSubmit();
    }
  };
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
})();
