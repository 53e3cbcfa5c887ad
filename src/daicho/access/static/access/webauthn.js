/* Sign-in and enrolment with an authenticator. Forms carry their addresses in data attributes (no inline code). */
"use strict";

(() => {
  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const descriptors = (list) => (list || []).map((each) => ({ ...each, id: toBytes(each.id) }));

  const post = async (form, url, content) => {
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(content),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(document.documentElement.lang === "en" ? answer.text_en : answer.text);
    return answer;
  };

  const sign = async ({ publicKey }) => {
    const credential = await navigator.credentials.get({
      publicKey: {
        ...publicKey,
        challenge: toBytes(publicKey.challenge),
        allowCredentials: descriptors(publicKey.allowCredentials),
      },
    });
    const { response } = credential;
    return {
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      clientExtensionResults: {},
      response: {
        clientDataJSON: toText(response.clientDataJSON),
        authenticatorData: toText(response.authenticatorData),
        signature: toText(response.signature),
        userHandle: response.userHandle ? toText(response.userHandle) : null,
      },
    };
  };

  const create = async ({ publicKey }) => {
    const credential = await navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: toBytes(publicKey.challenge),
        user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
        excludeCredentials: descriptors(publicKey.excludeCredentials),
      },
    });
    return {
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      clientExtensionResults: {},
      response: {
        clientDataJSON: toText(credential.response.clientDataJSON),
        attestationObject: toText(credential.response.attestationObject),
      },
    };
  };

  const run = async (form) => {
    const field = (name) => form.elements[name]?.value || "";
    const ceremony = form.dataset.webauthn === "create" ? create : sign;
    const options = await post(form, form.dataset.options, { login: field("login") });
    const credential = await ceremony(options);
    const verify = `${form.dataset.verify}?next=${encodeURIComponent(field("next"))}`;
    const answer = await post(form, verify, { credential, label: field("label") });
    location.assign(answer.next);
  };

  for (const form of document.querySelectorAll("form[data-webauthn]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const message = form.querySelector("[data-message]");
      const button = form.querySelector("button");
      message.hidden = true;
      button.disabled = true;
      try {
        await run(form);
      } catch (error) {
        message.textContent = error.name === "NotAllowedError" ? message.dataset.cancelled : error.message;
        message.hidden = false;
      } finally {
        button.disabled = false;
      }
    });
    // until here a press would have sent the form itself, which no page takes
    form.querySelector("button").disabled = false;
  }
})();
