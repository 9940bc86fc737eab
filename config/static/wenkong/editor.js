// The draft's editor: a toolbar that writes Markdown, paste, and keeping what is typed.
// Without it the fields, the preview and the save button work as they are.
(function () {
  "use strict";

  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const find = (selector) => form.querySelector(selector);
  const state = find("[data-draft-state]");
  const EVERY = 20000;

  // --- Toolbar: it writes where the cursor was last -------------------------------------------
  const fields = () => [...form.querySelectorAll("[data-write-in]")];
  let field = fields()[0];
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-write-in]")) field = event.target;
  });

  /** Put text in place of what is selected, so that Ctrl-Z takes it back. */
  function put(text, into = field) {
    into.focus();
    if (document.execCommand("insertText", false, text)) return;
    into.setRangeText(text, into.selectionStart, into.selectionEnd, "end");
    into.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const chosen = () => field.value.slice(field.selectionStart, field.selectionEnd);

  /** Widen the selection to whole lines and begin each with a mark. */
  function begin(mark) {
    const { value, selectionStart, selectionEnd } = field;
    const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
    let to = value.indexOf("\n", selectionEnd);
    if (to < 0) to = value.length;
    field.setSelectionRange(from, to);
    const lines = value.slice(from, to).split("\n");
    put(lines.map((line, n) => mark(n) + line.replace(/^(#+|-|\d+\.)\s+/, "")).join("\n"));
  }

  /** Write a block with an empty line before it. */
  function block(text, into = field) {
    const before = into.value.slice(0, into.selectionStart);
    const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    put(gap + text, into);
  }

  /** Write round what is selected, and leave the cursor inside. */
  function around(left, right) {
    const text = chosen();
    put(left + text + right);
    if (!text) field.setSelectionRange(field.selectionEnd - right.length, field.selectionEnd - right.length);
  }

  const level = find("[name=markdown_level]");
  const below = () => "#".repeat(Math.min(Number(level.value) + 1, 6));
  const tools = {
    heading: () => begin(() => `${below()} `),
    bold: () => around("**", "**"),
    bullets: () => begin(() => "- "),
    numbers: () => begin((n) => `${n + 1}. `),
    table: () => block("|   |   |   |\n| --- | --- | --- |\n|   |   |   |\n|   |   |   |\n"),
    link: () => around("[", "](https://)"),
    reference: () => around("《", "》"),
  };
  const bar = find("[data-write-tools]");
  if (bar && field && !field.matches(":disabled")) bar.hidden = false;
  form.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-write]")) event.preventDefault(); // the selection stays
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-write]");
    if (button && field) tools[button.dataset.write]();
  });

  // --- Paste: the server makes Markdown of what Word or WPS puts on the clipboard --------------
  form.addEventListener("paste", (event) => {
    const into = event.target;
    const clipboard = event.clipboardData;
    if (!clipboard || !into.matches("[data-write-in]")) return;
    const html = clipboard.getData("text/html");
    const plain = clipboard.getData("text/plain");
    const at = [into.selectionStart, into.selectionEnd];
    const picture = !plain && [...clipboard.files].find((file) => file.type.startsWith("image/"));
    if (picture) return void show(event, picture, into, at);
    if (!html) return;
    event.preventDefault();
    const body = new FormData();
    body.append("html", html);
    send(form.dataset.paste, body)
      .then((text) => {
        into.setSelectionRange(...at);
        if (/\n|^(#|-|\||\d+\.) /.test(text)) block(text, into);
        else put(text || plain, into);
      })
      .catch(() => { into.setSelectionRange(...at); put(plain, into); });
  });

  /** Upload a picture that was pasted, and write where it stands. */
  function show(event, picture, into, at) {
    event.preventDefault();
    const body = new FormData();
    // Browsers call each one image.png, and a name shows the newest picture of that name.
    body.append("picture", picture, `picture-${Date.now().toString(36)}.${picture.type.split("/")[1]}`);
    send(form.dataset.pictures, body, "application/json")
      .then((answer) => {
        const told = JSON.parse(answer);
        if (told.error) return say(told.error, "bad");
        into.setSelectionRange(...at);
        put(told.markdown, into);
      })
      .catch((error) => say(error.message === "ended" ? form.dataset.ended : form.dataset.unpasted, "bad"));
  }

  /** Post, and give the answer's text; a way to the door counts as an ended session. */
  function send(address, body, accept = "*/*") {
    body.set("csrfmiddlewaretoken", find("[name=csrfmiddlewaretoken]").value);
    const wanted = { method: "POST", body, redirect: "manual", headers: { Accept: accept } };
    return fetch(address, wanted).then((answer) => {
      if (answer.type === "opaqueredirect" || answer.status === 403) throw new Error("ended");
      if (answer.status === 422 && accept === "application/json") return answer.text();
      if (!answer.ok) throw new Error("failed");
      return answer.text();
    });
  }

  // --- Keep what is typed: on the server every 20 seconds, in this browser at once -------------
  const place = `draft:${location.pathname}`;
  const store = {
    get: () => { try { return JSON.parse(localStorage.getItem(place)); } catch (error) { return null; } },
    set: (kept) => { try { localStorage.setItem(place, JSON.stringify(kept)); } catch (error) { /* full */ } },
    drop: () => { try { localStorage.removeItem(place); } catch (error) { /* none */ } },
  };
  const typed = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  let changed = false;
  let busy = false;
  let timer;

  function say(text, tone) {
    state.textContent = text;
    state.className = `dc-push dc-small ${tone ? `dc-tone is-${tone}` : "dc-muted"}`;
  }

  function keep() {
    clearTimeout(timer);
    timer = undefined;
    if (!changed || busy) return;
    changed = false;
    busy = true;
    const now = new FormData(form);
    send(form.dataset.draft, now).then((answer) => {
      const told = new DOMParser().parseFromString(answer, "text/html").querySelector("[data-kept]");
      say(told.textContent, told.dataset.kept === "kept" ? "" : "warn");
      if (!changed) store.drop();
    }).catch((error) => {
      changed = true;
      say(error.message === "ended" ? form.dataset.ended : form.dataset.retrying, "bad");
    }).finally(() => {
      busy = false;
      if (changed) later(EVERY);
    });
  }

  function later(wait) {
    timer = timer || setTimeout(keep, wait);
  }

  form.addEventListener("input", () => {
    const first = !changed && !timer;
    changed = true;
    store.set({ at: Date.now(), typed: typed() });
    later(first && !state.textContent ? 1000 : EVERY); // the first sign of life holds the draft
  });
  form.addEventListener("focusout", () => { if (changed) keep(); });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!event.submitter || event.submitter.name !== "preview") changed = false;
  });

  // --- What this browser kept and the server never got is offered back ------------------------
  const left = store.get();
  const offer = find("[data-draft-offer]");
  if (left && JSON.stringify(left.typed) === JSON.stringify(typed())) store.drop();
  else if (left && !find("fieldset:disabled")) {
    find("[data-draft-offer-time]").textContent = new Date(left.at).toLocaleString(document.documentElement.lang);
    offer.hidden = false;
  }
  find("[data-draft-forget]").addEventListener("click", () => { store.drop(); offer.hidden = true; });
  find("[data-draft-take]").addEventListener("click", () => {
    const seen = {};
    left.typed.forEach(([name, value]) => {
      if (name === "saves") return;
      const nth = seen[name] = (seen[name] || 0) + 1;
      const all = form.querySelectorAll(`[name="${name}"]`);
      if (all[nth - 1]) all[nth - 1].value = value;
      else if (name === "markdown_body") all[all.length - 1].value += `\n\n${value}`;
    });
    offer.hidden = true;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
