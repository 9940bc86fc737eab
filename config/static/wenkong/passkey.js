// Passkeys: the browser answers the question of the form, which is then sent with the answer.
(function () {
  "use strict";

  const toBytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }));

  /** Turn a question into what the browser expects: bytes instead of text. */
  function asked(question) {
    const { publicKey } = JSON.parse(question);
    publicKey.challenge = toBytes(publicKey.challenge);
    if (publicKey.user) publicKey.user.id = toBytes(publicKey.user.id);
    publicKey.excludeCredentials = known(publicKey.excludeCredentials);
    publicKey.allowCredentials = known(publicKey.allowCredentials);
    return { publicKey };
  }

  /** Turn the browser's answer into text. */
  function said(credential) {
    const response = { clientDataJSON: toText(credential.response.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach((name) => {
      if (credential.response[name]) response[name] = toText(credential.response[name]);
    });
    const { id, type } = credential;
    return JSON.stringify({ id, type, rawId: toText(credential.rawId), response });
  }

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const credential = await navigator.credentials[form.dataset.passkey](asked(form.dataset.question));
        form.elements.answer.value = said(credential);
        form.submit();
      } catch (failure) {
        form.querySelector("[role=alert]").textContent = form.dataset.failed;
      }
    });
  });

  // A signature: the question is made for it when the button is pressed, so it is always fresh.
  document.querySelectorAll("[data-sign-passkey]").forEach((part) => {
    if (!navigator.credentials) return;
    part.hidden = false;
    part.querySelector("button").addEventListener("click", async () => {
      const { form } = part.querySelector("button");
      const body = new URLSearchParams({ bound_to: part.dataset.boundTo });
      body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      try {
        const reply = await fetch(part.dataset.signPasskey, { method: "POST", body });
        const { question } = await reply.json();
        form.elements.answer.value = said(await navigator.credentials.get(asked(question)));
        form.submit();
      } catch (failure) {
        part.querySelector("[role=alert]").textContent = part.dataset.failed;
      }
    });
  });
})();
