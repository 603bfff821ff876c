// The viewer: zoom, turning, where one is, words over pages that are looked at, printing.
"use strict";
(() => {
  const viewer = document.querySelector("[data-viewer]");
  const scroll = viewer?.querySelector(".pages");
  if (!scroll) return;
  const pages = [...scroll.querySelectorAll(".page[data-page]")];

  // Zoom: 0 is the width of the window.
  const STEPS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];
  const shown = viewer.querySelector("output.zoom");
  const fitted = viewer.querySelector("[data-zoom=fit]");
  let zoom = 0;
  for (const page of pages) page.style.setProperty("--w", page.querySelector("img").getAttribute("width"));
  const middle = () => {
    const top = scroll.getBoundingClientRect().top + scroll.clientHeight / 3;
    return pages.find((page) => page.getBoundingClientRect().bottom > top) || pages[pages.length - 1];
  };
  // What was found on a page, when none of it is in sight any more.
  const marks = (page) => [...page.querySelectorAll(".hit")];
  const insight = (page) => marks(page).some((mark) => {
    const [box, all] = [mark.getBoundingClientRect(), scroll.getBoundingClientRect()];
    return box.bottom > all.top && box.top < all.bottom && box.right > all.left && box.left < all.right;
  });
  const reveal = (page) => { if (!insight(page)) marks(page)[0]?.scrollIntoView({ block: "center", inline: "center" }); };
  const apply = (next) => {
    const page = middle();
    const seen = page && insight(page);
    const box = page?.getBoundingClientRect();
    const within = box ? (scroll.getBoundingClientRect().top - box.top) / box.height : 0;
    zoom = next;
    scroll.classList.toggle("zoomed", zoom > 0);
    scroll.classList.toggle("fit", zoom === 0);
    scroll.style.setProperty("--zoom", zoom || 1);
    fitted?.setAttribute("aria-pressed", String(zoom === 0));
    if (page) scroll.scrollTop += page.getBoundingClientRect().top - scroll.getBoundingClientRect().top + within * page.getBoundingClientRect().height;
    if (seen) reveal(page);
    tell();
    sharpen();
    try { localStorage.setItem("sprava-zoom", zoom); } catch { /* not kept, no harm */ }
  };
  const now = () => zoom || (middle()?.getBoundingClientRect().width || 800) / (middle()?.style.getPropertyValue("--w") || 794);
  // The page that opens is asked for before its width is known.
  const early = scroll.querySelector('img[loading="eager"]');
  const sharpen = () => { if (early?.complete) early.sizes = `${Math.round(early.getBoundingClientRect().width)}px`; };
  early?.addEventListener("load", sharpen, { once: true });
  const tell = () => { if (shown) shown.textContent = `${Math.round(now() * 100)} %`; };
  window.addEventListener("resize", tell);
  const step = (to) => apply(to > 0 ? STEPS.find((one) => one > now() + 0.01) || STEPS[STEPS.length - 1] : STEPS.findLast((one) => one < now() - 0.01) || STEPS[0]);
  const zooms = { less: () => step(-1), more: () => step(1), fit: () => apply(0), true: () => apply(1) };
  for (const button of viewer.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => zooms[button.dataset.zoom]());

  // Turning, for the screen only.
  viewer.querySelector("[data-turn]")?.addEventListener("click", () => {
    const page = middle();
    if (!page) return;
    const seen = insight(page);
    const turn = (Number(page.dataset.turn || 0) + 90) % 360;
    const lying = turn % 180 === 90;
    const [width, height] = ["width", "height"].map((name) => Number(page.querySelector("img").getAttribute(name)));
    page.dataset.turn = turn;
    page.classList.toggle("turned", turn !== 0);
    page.classList.toggle("lying", lying);
    page.style.setProperty("--w", lying ? height : width);
    tell();
    page.querySelector(".frame").style.aspectRatio = turn ? (lying ? `${height} / ${width}` : `${width} / ${height}`) : "";
    if (seen) reveal(page);
  });

  // What was found: counted and gone through from the page one is at; other documents by address.
  const hits = viewer.querySelector("[data-hits]");
  const found = pages.filter((page) => page.classList.contains("found"));
  let stepped = null; // the last page may not reach the top
  let sought = null; // its words may come after it
  const seek = (page) => { sought = page; reveal(page); };
  const standing = () => (stepped && stepped.top === scroll.scrollTop ? stepped.page : middle());
  const beside = (by) => {
    const from = pages.indexOf(standing());
    return by > 0 ? found.find((page) => pages.indexOf(page) > from) : found.findLast((page) => pages.indexOf(page) < from);
  };
  const count = () => {
    if (!hits) return;
    const number = found.indexOf(standing());
    hits.querySelector("[data-on]").hidden = number < 0;
    hits.querySelector("[data-off]").hidden = number >= 0;
    hits.querySelector("[data-at]").textContent = Number(hits.dataset.ahead) + number + 1;
    for (const link of hits.querySelectorAll("[data-hit]")) link.hidden = !beside(Number(link.dataset.hit)) && !link.dataset.out;
  };
  for (const link of hits?.querySelectorAll("[data-hit]") || []) {
    link.addEventListener("click", (event) => {
      const page = beside(Number(link.dataset.hit));
      if (!page) { link.href = link.dataset.out; return; }
      event.preventDefault();
      page.scrollIntoView();
      seek(page);
      stepped = { page, top: scroll.scrollTop };
      history.replaceState(null, "", `#${page.id}`);
      count();
    });
  }
  const finding = viewer.querySelector("[data-find]");
  finding?.addEventListener("submit", (event) => {
    const field = finding.elements.q;
    const on = hits?.querySelector('[data-hit="1"]:not([hidden])');
    if (on && field.value.trim() === field.defaultValue.trim()) { event.preventDefault(); on.click(); return; }
    const from = document.createElement("input");
    Object.assign(from, { type: "hidden", name: "from", value: middle()?.dataset.page || "" });
    finding.append(from);
  });

  // Where one is.
  const thumbs = new Map([...viewer.querySelectorAll("[data-thumb]")].map((one) => [one.dataset.thumb, one]));
  const here = viewer.querySelector("[data-here], output.here");
  let at = null;
  const look = () => {
    const page = middle();
    if (!page || page === at) return;
    thumbs.get(at?.dataset.page)?.removeAttribute("aria-current");
    at = page;
    tell();
    const thumb = thumbs.get(page.dataset.page);
    if (thumb) {
      thumb.setAttribute("aria-current", "true");
      const strip = thumb.parentElement;
      if (thumb.offsetTop < strip.scrollTop || thumb.offsetTop + thumb.offsetHeight > strip.scrollTop + strip.clientHeight) strip.scrollTop = thumb.offsetTop - strip.clientHeight / 2;
    }
    if (here?.matches("input")) here.placeholder = page.dataset.sheet.replace(/^арк\. /, "");
    else if (here) here.textContent = page.dataset.sheet;
    count();
  };
  let waiting = false;
  scroll.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; look(); });
  }, { passive: true });

  // Words come when a page was looked at for a moment, not when it flew by.
  const timers = new Map();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(timers.get(target));
      if (!isIntersecting) continue;
      timers.set(target, setTimeout(async () => {
        observer.unobserve(target);
        const answer = await fetch(target.dataset.words, { credentials: "same-origin" });
        if (answer.ok && !answer.redirected) target.querySelector(".layer").innerHTML = await answer.text();
        if (target === sought && target === standing()) {
          reveal(target);
          stepped = { page: target, top: scroll.scrollTop };
        }
      }, 200));
    }
  }, { root: scroll, rootMargin: "100px" });
  for (const page of pages) observer.observe(page);

  // Keys: arrows for pages, j and k for documents; the others are data-key.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const key = keyOf(event);
    if (key === "=") { event.preventDefault(); zooms.more(); }
    const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (by && scroll.scrollWidth <= scroll.clientWidth) {
      event.preventDefault();
      pages[pages.indexOf(middle()) + by]?.scrollIntoView();
    }
    viewer.querySelector(`a[data-step="${CSS.escape(key)}"]`)?.click();
  });


  const aside = viewer.querySelector("[data-aside]");
  if (aside) {
    aside.hidden = false;
    aside.addEventListener("click", () => {
      aside.setAttribute("aria-expanded", String(!viewer.classList.toggle("alone")));
    });
  }

  try { apply(Number(localStorage.getItem("sprava-zoom")) || 0); } catch { apply(0); }
  const start = location.hash ? document.getElementById(location.hash.slice(1)) : scroll.querySelector(`#p${CSS.escape(viewer.dataset.start || "0")}`);
  if (start && start !== pages[0]) start.scrollIntoView();
  if (hits) sought = start || pages[0];
  scroll.focus({ preventScroll: true });
  look();
})();
