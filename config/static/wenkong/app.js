// The whole client script. Every page works without it.
(function () {
  "use strict";

  const find = (selector, root = document) => root.querySelector(selector);
  const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];
  const clamp = (number, top) => Math.max(0, Math.min(top, number));

  /** Tell screen readers what just happened. */
  function say(text) {
    const live = find("#live");
    live.textContent = "";
    setTimeout(() => { live.textContent = text; }, 50);
  }

  // Theme: switch at once; the cookie tells the server next time.
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-theme-switch]");
    if (!form) return;
    event.preventDefault();
    const page = document.documentElement;
    const button = find("button", form);
    page.dataset.theme = button.value;
    button.value = page.dataset.theme === "dark" ? "light" : "dark";
    document.cookie = `theme=${page.dataset.theme};path=/;max-age=31536000;samesite=lax`;
    darkSheet(form.dataset.dark).media = page.dataset.theme === "dark" ? "screen" : "not all";
  });

  function darkSheet(address) {
    let sheet = find("#dark");
    if (!sheet) {
      sheet = document.createElement("link");
      Object.assign(sheet, { id: "dark", rel: "stylesheet", href: address });
      document.head.append(sheet);
    }
    return sheet;
  }

  // Print: a button where there is a script to press it.
  findAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // Menus are <details>: shut them from outside and with Escape.
  const openMenus = () => findAll("details.dc-menu[open]");
  document.addEventListener("click", (event) => {
    openMenus().forEach((menu) => { menu.open = menu.contains(event.target); });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    openMenus().forEach((menu) => { menu.open = false; find("summary", menu).focus(); });
  });

  // Live search waits until the input method commits, so half-typed pinyin never leaves the page.
  let pause;
  function searchSoon(event) {
    const box = event.target;
    if (!box.matches("[data-live-search]") || event.isComposing) return;
    clearTimeout(pause);
    pause = setTimeout(() => box.dispatchEvent(change()), 250);
  }
  document.addEventListener("input", searchSoon);
  document.addEventListener("compositionend", searchSoon);

  // After a swap: say what was found, mark the task that is open.
  document.addEventListener("htmx:after:swap", () => {
    const summary = find("[data-summary]");
    if (summary) say(summary.textContent.trim());
    const pane = find("#pane[data-task]");
    findAll("a[data-task]").forEach((task) => {
      task.ariaCurrent = pane && task.dataset.task === pane.dataset.task ? "true" : null;
    });
  });

  // A chosen filter looks chosen.
  document.addEventListener("change", (event) => {
    const filter = event.target.closest("select.dc-pill");
    if (filter) filter.classList.toggle("is-on", filter.value !== "");
  });

  // What is typed and not saved is not lost by a slip.
  let typed = false;
  document.addEventListener("input", (event) => {
    typed = typed || Boolean(event.target.closest("form[data-keep]"));
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-keep]")) typed = false;
  });
  document.addEventListener("kept", () => { typed = false; });
  addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });

  // Redline: go from change to change; tick the one on which one stands as viewed.
  function goToChange(step) {
    const changes = findAll(".dc-change[id]");
    if (!changes.length) return;
    const now = changes.findIndex((change) => change.classList.contains("is-current"));
    const next = clamp(now + step, changes.length - 1);
    if (changes[now]) changes[now].classList.remove("is-current");
    changes[next].classList.add("is-current");
    changes[next].scrollIntoView({ block: "center" });
    findAll("[data-change-position]").forEach((place) => { place.textContent = next + 1; });
    say(`${next + 1} / ${changes.length}`);
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-change-step]");
    if (button) goToChange(Number(button.dataset.changeStep));
  });
  function tickChange() {
    const change = find(".dc-change.is-current") || find(".dc-change:target");
    const tick = change && find(`[data-change="${change.id.slice(1)}"] .dc-tick`);
    if (tick) tick.click();
  }

  // The sign card says how many changes are left to look at.
  document.addEventListener("htmx:after:request", () => setTimeout(() => {
    const left = find("#unviewed b");
    const done = find("#viewed-count");
    if (!left || !done) return;
    left.textContent = findAll(".dc-changes .dc-tick:not(.is-on)").length;
    find("#unviewed").hidden = left.textContent === "0";
  }, 50));

  // To the card by which one signs, or returns, by key or by the bar of a phone; Escape leads back.
  let cameFrom;
  document.addEventListener("click", (event) => {
    if (event.target.closest('a[href="#sign"]')) setTimeout(() => goToCard("sign"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest("#sign, #return")) (cameFrom || find("#main")).focus();
  });

  // Single keys, outside fields only (WCAG 2.1.4). No key signs anything.
  const keys = {
    "/": () => { const box = find("main [data-live-search]") || find("#find"); if (box) box.focus(); },
    n: () => goToChange(1),
    p: () => goToChange(-1),
    v: tickChange,
    j: () => goToRow(1),
    k: () => goToRow(-1),
    a: () => goToCard("sign"),
    r: () => goToCard("return"),
    "?": listKeys,
  };
  /** Go to the card in which one signs or returns, here or on the page of the task one stands on. */
  function goToCard(name) {
    const card = document.getElementById(name);
    const pane = find("#pane");
    if (card) { openCard(card); return; }
    const row = document.activeElement.closest("[data-task]");
    const wanted = row ? row.dataset.task : pane && pane.dataset.task;
    const task = findAll("a[data-task]").find((link) => link.dataset.task === wanted);
    if (task && wanted.includes(".decide.")) location.assign(`${task.href}#${name}`);
  }
  function openCard(card) {
    if (card.tagName === "DETAILS") card.open = true;
    const was = document.activeElement;
    if (!was.closest("#sign, #return")) cameFrom = was === document.body ? find("#main") : was;
    const field = find("textarea", card) || find("select, input:not([type=hidden]), button", card);
    card.scrollIntoView({ block: "center" });
    if (field) field.focus({ preventScroll: true });
  }
  const asked = /^#(sign|return)$/.test(location.hash) && find(location.hash);
  // After the browser has gone there itself, which takes the focus away.
  if (asked) addEventListener("load", () => setTimeout(() => openCard(asked), 0));

  // A task that went to somebody else leaves the list when the pane has said so.
  document.addEventListener("htmx:after:swap", () => {
    const gone = find("#pane [data-gone]");
    const row = gone && findAll("a[data-task]").find((each) => each.dataset.task === gone.dataset.gone);
    if (!row) return;
    say(gone.textContent.trim());
    row.closest("li").remove();
  });

  // The list of keys, in which single ones can be switched off (WCAG 2.1.4).
  const areKeysOff = () => localStorage.getItem("keys") === "off";
  function listKeys() {
    const dialog = find("#keys");
    if (dialog && !dialog.open && dialog.showModal) dialog.showModal();
  }
  const keySwitch = find("[data-key-switch]");
  if (keySwitch) keySwitch.checked = !areKeysOff();
  document.addEventListener("change", (event) => {
    if (event.target === keySwitch) localStorage.setItem("keys", keySwitch.checked ? "on" : "off");
    const form = event.target.form;
    if (form && "auto" in form.dataset && event.target.matches("select")) form.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-key-list]")) listKeys();
    if (event.target.id === "keys") event.target.close(); // beside the list
  });
  /** Move among what a list offers: places to go, tasks, the lines of a register. */
  function goToRow(step) {
    const dialog = find("#go[open]");
    const rows = dialog ? findAll("input, a", dialog) : findAll(".dc-task, tr[data-number] .dc-table-title");
    const next = clamp(rows.indexOf(document.activeElement) + step, rows.length - 1);
    if (rows[next]) rows[next].focus();
  }

  // Ctrl K: go to a document, a clause, a person or a page from anywhere.
  const change = () => new CustomEvent("search:change", { bubbles: true });
  function goTo() {
    const dialog = find("#go");
    if (!dialog || dialog.open || !dialog.showModal) return false;
    dialog.showModal();
    find("input", dialog).select();
    find("input", dialog).dispatchEvent(change());
    return true;
  }
  // Opened before htmx listened: ask again, now that it does.
  document.addEventListener("htmx:after:init", (event) => {
    if (event.target.matches("#go[open] form")) find("#go-to").dispatchEvent(change());
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-go]") && goTo()) event.preventDefault();
    if (event.target.id === "go") event.target.close(); // beside the list
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && find("#go")) {
      event.preventDefault();
      goTo();
    }
    if (!event.target.closest("#go")) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); goToRow(step); }
    if (event.key === "Enter" && event.target.matches("input")) {
      const first = find("#go-found a");
      if (first) { event.preventDefault(); location.assign(first.href); }
    }
  });
  // What was found for fewer letters is not where Enter shall lead.
  document.addEventListener("input", (event) => {
    if (event.target.id === "go-to") find("#go-found").textContent = "";
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select, [contenteditable]");
    if (typing || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!keys[event.key] || areKeysOff() || find("dialog[open]:not(#go)")) return;
    event.preventDefault();
    keys[event.key]();
  });

  // On a phone the tab one is on may stand beside the screen.
  const tab = find(".dc-tabs [aria-current]");
  if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 16;

  const errors = find("[data-focus]");
  if (errors) errors.focus();
})();

// News reaches an open page within seconds: it asks whether there is any, and counts only then.
(function () {
  "use strict";
  const EVERY = 4000;
  const page = document.body;
  if (!page.dataset.live) return;
  const address = new URL(page.dataset.live, location.href);

  function mark(link, count) {
    let badge = link.querySelector(".dc-badge");
    if (!badge && count) {
      badge = document.createElement("span");
      badge.className = "dc-badge";
      link.append(badge);
    }
    if (badge) { badge.textContent = count; badge.hidden = !count; }
    return badge;
  }
  function show(news) {
    const had = document.querySelector("[data-waiting] .dc-badge");
    const isMore = news.waiting > Number(had ? had.textContent : 0);
    document.querySelectorAll("[data-waiting]").forEach((link) => mark(link, news.waiting));
    const bell = document.querySelector("[data-unread]");
    const own = bell && news.unread[bell.dataset.unread];
    if (own) { mark(bell, own[0]); bell.setAttribute("aria-label", own[1]); }
    if (!isMore) return;
    document.querySelector("#live").textContent = news.said;
    document.querySelectorAll("[data-fresh]").forEach((note) => { note.hidden = false; });
  }
  async function ask() {
    if (document.hidden) return;
    let answer;
    try { answer = await fetch(address); } catch (error) { return; /* asked again soon */ }
    if (answer.status === 205) clearInterval(asking);
    if (answer.status !== 200) return;
    const news = await answer.json();
    address.searchParams.set("since", news.at);
    show(news);
  }
  const asking = setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
})();

// Uploads in pieces, which go on after a broken line. Without this script the form sends it whole.
(function () {
  "use strict";
  const PIECE = 1 << 20;
  const megabytes = (bytes) => (bytes / PIECE).toFixed(1);

  let typed = false; // and not saved, on a page that the upload leads away from
  document.addEventListener("input", (event) => {
    typed = typed || Boolean(event.target.closest("form[data-keep]"));
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-upload]") || event.defaultPrevented) return;
    const input = form.querySelector("input[type=file]");
    if (input.disabled || !input.files[0]) return;
    event.preventDefault();
    if (!typed || confirm(form.dataset.unsaved)) send(form, input);
  });

  async function send(form, input) {
    const file = input.files[0];
    const words = form.dataset;
    const [bar, status, button, stop, whole, token] = ["progress", "[data-status]",
      "[type=submit]", "[data-stop]", "[name=upload]", "[name=csrfmiddlewaretoken]",
    ].map((selector) => form.querySelector(selector));
    let isStopped = false;
    const say = (text, look = "dc-small") => {
      status.textContent = text;
      status.className = look;
    };
    const show = (isAtWork) => {
      button.disabled = isAtWork;
      bar.hidden = stop.hidden = !isAtWork;
    };
    const post = (address, body, headers) => fetch(address, {
      method: "POST", body, headers: { "X-CSRFToken": token.value, ...headers },
    });

    // A broken line is tried again, and so is a server that is being started anew.
    async function ask(address, body, headers) {
      for (let wait = 1000; !isStopped; wait = Math.min(wait * 2, 30000)) {
        try {
          const answer = await post(address, body, headers);
          const isJson = (answer.headers.get("Content-Type") || "").includes("json");
          if (answer.status < 500) return isJson ? await answer.json() : { error: words.failed };
        } catch (error) { /* said below */ }
        say(words.broken);
        await new Promise((done) => { setTimeout(done, wait); });
      }
      return {};
    }

    show(true);
    const facts = new FormData();
    Object.entries({
      name: file.name, size: file.size, stamp: file.lastModified,
      place: new URL(form.action).pathname,
    }).forEach(([name, value]) => facts.set(name, value));
    let state = await ask(words.upload, facts);
    const address = `${words.upload}${state.id}/`;
    stop.onclick = () => {
      isStopped = true;
      post(`${address}stop/`);
      say("");
      show(false);
    };
    whole.value = state.id || "";
    while (!isStopped && !state.error && state.received < file.size) {
      bar.value = Math.floor((100 * state.received) / file.size);
      say(`${megabytes(state.received)} / ${megabytes(file.size)} MB · ${bar.value}%`);
      const piece = file.slice(state.received, state.received + PIECE);
      state = await ask(`${address}?offset=${state.received}`, piece,
        { "Content-Type": "application/octet-stream" });
    }
    if (isStopped) return;
    if (!state.error) {
      bar.value = 100;
      say(words.lookedAt);
      input.disabled = stop.hidden = true; // its bytes are there
      if (!("inPlace" in words)) { form.submit(); return; }
      state = await ask(form.action, new FormData(form), { Accept: "application/json" });
    }
    if (state.url) {
      document.dispatchEvent(new Event("kept"));
      location.assign(state.url);
      return;
    }
    whole.value = "";
    input.disabled = false;
    show(false);
    say(state.error || words.failed, "dc-error");
  }
})();
