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
