// The page on which a text is read and acknowledged. Without this file its forms are plain forms.
(function () {
  "use strict";

  const find = (selector, root = document) => root.querySelector(selector);

  // How much of the text has passed the screen, and about how long the rest takes.
  const meter = find("[data-read-meter]");
  function measure() {
    const room = document.documentElement.scrollHeight - innerHeight;
    const percent = Math.min(100, Math.round(room > 0 ? (scrollY / room) * 100 : 100));
    if (percent < Number(meter.dataset.readMeter)) return;
    meter.dataset.readMeter = percent;
    find("rect + rect", meter).setAttribute("width", percent);
    find("[data-read-percent]", meter).textContent = percent;
    const left = Math.ceil(Number(meter.dataset.readMinutes) * (1 - percent / 100));
    find("[data-read-left]", meter).textContent = left;
  }
  if (meter) {
    meter.hidden = false;
    addEventListener("scroll", measure, { passive: true });
    measure();
  }

  // The sheet: the focus goes to its box, and back with Escape.
  function enter() {
    const box = location.hash === "#agree" && find("#agree input[type=checkbox]");
    if (box) setTimeout(() => box.focus());
  }
  addEventListener("hashchange", enter);
  enter();
  document.addEventListener("keydown", (event) => {
    const sheet = find(".dc-sheet:target");
    if (event.key !== "Escape" || !sheet) return;
    location.hash = "bar";
    find("#bar a[href='#agree']").focus();
  });

  // A dead line: what was ticked and answered stays, and is sent again with the same key. Nothing
  // is said to be done before the server has said so.
  function tell(form, isDead) {
    const note = find("[data-dead]", form);
    note.hidden = !isDead;
    if (isDead) note.scrollIntoView({ block: "nearest" });
  }
  async function send(form) {
    const said = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body: said });
    if (answer.status >= 500) throw new Error("no answer");
    if (answer.redirected) { location.assign(answer.url + (form.dataset.then || "")); return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    find("#main").replaceWith(find("#main", page));
    const wrong = find(
      "#main .dc-errors, #main .dc-error, #main .dc-note.is-bad, #main [data-wrong]"
    );
    if (wrong) wrong.scrollIntoView({ block: "center" });
    const again = find("#main [data-wrong] ~ div input");
    if (again) again.focus({ preventScroll: true });
  }
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-honest]");
    if (!form) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "1";
    send(form)
      .then(() => tell(form, false))
      .catch(() => tell(form, true))
      .finally(() => { delete form.dataset.sending; });
  });
  addEventListener("online", () => {
    document.querySelectorAll("[data-dead-off]").forEach((words) => { words.hidden = true; });
  });
  addEventListener("offline", () => {
    document.querySelectorAll("[data-dead-off]").forEach((words) => { words.hidden = false; });
  });
})();
