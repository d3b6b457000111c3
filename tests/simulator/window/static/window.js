/* Copyright: (c) 2026, Motadata
   GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
   SPDX-License-Identifier: GPL-3.0-or-later */

// Keeps a page up to date: asks for it again and again, and changes only what differs. Every page works without this.

"use strict";

(() => {
  const PERIOD = 1500;
  const PATIENCE = 10000;
  const TYPING = 250;
  const FLASH = 2500;
  const NEWS = 3;
  const SHOWN = 4000;

  const root = document.documentElement;
  const gone = document.getElementById("gone");
  const news = document.getElementById("news");
  const pause = document.getElementById("pause");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let timer = 0;
  let asked = 0;
  let shown = "";

  const isPaused = () => pause.getAttribute("aria-pressed") === "true";

  // Trees: the page takes over what differs, so that focus, selection, scrolling and what was typed stay.

  function matchAttributes(old, fresh) {
    // Whether details are open, and what is filled in, is the reader's.
    const own = old.localName === "details" ? ["open"] : [];
    for (const { name } of [...old.attributes]) {
      if (!fresh.hasAttribute(name) && !own.includes(name)) old.removeAttribute(name);
    }
    for (const { name, value } of fresh.attributes) {
      if (old.getAttribute(name) !== value && !own.includes(name)) old.setAttribute(name, value);
    }
  }

  function isAlike(old, fresh) {
    if (old.nodeType !== fresh.nodeType) return false;
    if (old.nodeType !== Node.ELEMENT_NODE) return true;
    return old.localName === fresh.localName && old.dataset.key === fresh.dataset.key;
  }

  function match(old, fresh, noted) {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType !== Node.ELEMENT_NODE) {
      old.nodeValue = fresh.nodeValue;
      return;
    }
    if (old.dataset.version !== fresh.dataset.version) noted.push(old);
    matchAttributes(old, fresh);
    matchChildren(old, fresh, noted);
  }

  function byKey(parent) {
    return new Map([...parent.children].filter((each) => each.dataset.key).map((each) => [each.dataset.key, each]));
  }

  function matchChildren(old, fresh, noted) {
    const keyed = byKey(old);
    const kept = byKey(fresh);
    for (const [key, each] of keyed) if (!kept.has(key)) each.remove();
    let place = old.firstChild;
    for (const child of [...fresh.childNodes]) {
      const key = child.nodeType === Node.ELEMENT_NODE ? child.dataset.key : undefined;
      const known = key ? keyed.get(key) : place && isAlike(place, child) ? place : null;
      if (known) {
        if (known === place) place = place.nextSibling;
        else old.insertBefore(known, place);
        match(known, child, noted);
      } else {
        const added = document.importNode(child, true);
        old.insertBefore(added, place);
        if (key) noted.push(added);
      }
    }
    while (place) {
      const next = place.nextSibling;
      place.remove();
      place = next;
    }
  }

  // News: what came or changed is shown for a moment, and read out.

  function announce(noted) {
    const color = getComputedStyle(root).getPropertyValue("--flash");
    for (const each of noted) {
      if (!still.matches) each.animate([{ backgroundColor: color }, { backgroundColor: "transparent" }], FLASH);
    }
    const words = noted.map((each) => each.dataset.news).filter(Boolean);
    if (words.length && news.className === "unseen") news.textContent = words.slice(0, NEWS).join(". ");
  }

  function take(text, isAskedFor) {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const focused = document.activeElement;
    const noted = [];
    for (const old of document.querySelectorAll("[data-live]")) {
      const now = fresh.getElementById(old.id);
      if (now) match(old, now, noted);
    }
    // A row that moved has lost the focus.
    if (focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
    if (!isAskedFor) announce(noted);
  }

  // Asking: one question at a time, none while nobody looks.

  async function refresh(isAskedFor = false) {
    clearTimeout(timer);
    const turn = ++asked;
    let problem = "";
    try {
      const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      const text = await answer.text();
      if (turn !== asked) return;
      if (!answer.ok) problem = "This page is no longer there. What you see is how it was last.";
      else if (text !== shown) take(text, isAskedFor);
      shown = text;
    } catch {
      if (turn !== asked) return;
      problem = "The simulator does not answer. What you see is how it was last; this page tries again.";
    }
    if (gone.textContent !== problem) gone.textContent = problem;
    schedule();
  }

  function schedule() {
    clearTimeout(timer);
    if (!document.hidden && !isPaused()) timer = setTimeout(refresh, PERIOD, false);
  }

  function look() {
    if (document.hidden || isPaused()) clearTimeout(timer);
    else refresh();
  }

  // The reader's doings

  function filter(form) {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
    history.replaceState(null, "", `${form.action}?${query}`.replace(/\?$/, ""));
    refresh(true);
  }

  let telling = 0;
  function tell(words, isWrong = false) {
    clearTimeout(telling);
    news.textContent = words;
    news.className = isWrong ? "toast wrong" : "toast";
    telling = setTimeout(() => { news.className = "unseen"; }, isWrong ? 2 * SHOWN : SHOWN);
  }

  async function send(form, button) {
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form, button) });
      const text = await answer.text();
      if (answer.ok) tell((button && button.dataset.done) || "Done.");
      else tell(new DOMParser().parseFromString(text, "text/html").getElementById("problem").textContent, true);
      refresh();
    } catch {
      tell("The simulator does not answer: nothing was changed.", true);
    }
  }

  async function copy(button) {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      news.textContent = button.textContent = "Copied";
    } catch {
      // Only pages of this machine, or under TLS, may write there: mark the text instead.
      getSelection().selectAllChildren(source);
      news.textContent = button.textContent = "Marked: copy it";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  }

  let typing = 0;
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-filter]");
    if (!form) return;
    clearTimeout(typing);
    typing = setTimeout(filter, event.target.type === "search" ? TYPING : 0, form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-filter]")) {
      event.preventDefault();
      clearTimeout(typing);
      filter(form);
    } else if (form.matches("[data-send]")) {
      event.preventDefault();
      send(form, event.submitter);
    }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-copy]");
    if (button) copy(button);
  });
  document.addEventListener("visibilitychange", look);
  pause.addEventListener("click", () => {
    pause.setAttribute("aria-pressed", String(!isPaused()));
    document.getElementById("live").textContent = isPaused() ? "Paused" : "Live";
    look();
  });

  root.classList.add("scripted");
  if (document.querySelector("main [data-live]")) {
    document.getElementById("pace").hidden = false;
    schedule();
  }
})();
