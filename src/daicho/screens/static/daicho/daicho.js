/* Keyboard, idle warning, small helps. No library but htmx; no inline code anywhere (CSP). */
"use strict";
(() => {
  /* Every element with data-key can be reached by that key; the key is shown in it, that of a field in its label. */
  const keyName = (event) => {
    const parts = [];
    if (event.ctrlKey) parts.push("Ctrl");
    if (event.altKey) parts.push("Alt");
    if (event.shiftKey && event.key.length > 1) parts.push("Shift");
    parts.push(event.key.length === 1 ? event.key.toUpperCase() : event.key);
    return parts.join("+");
  };
  const showKeys = (root) => {
    root.querySelectorAll("[data-key]:not([data-key-shown])").forEach((element) => {
      element.dataset.keyShown = "";
      element.setAttribute("aria-keyshortcuts", element.dataset.key.replace("Ctrl", "Control"));
      const bearer = element.matches("input, select, textarea") ? element.labels?.[0] : element;
      if (!bearer) return;
      const hint = document.createElement("kbd");
      hint.textContent = element.dataset.key;
      hint.setAttribute("aria-hidden", "true");
      bearer.append(hint);
    });
  };
  const press = (element) => {
    if (element.matches("input:not([type=submit]), select, textarea")) { element.focus(); element.select?.(); return; }
    element.focus();
    element.click();
  };
  /* Up and down walk a list; down leads from a field into its suggestions, up from the first of them back. */
  const beside = (element, step) => {
    const list = element.closest("[data-arrows]");
    if (!list) return step === 1 && element.matches("input") ? element.closest("[data-live]")?.querySelector(".suggestions button") : null;
    const items = [...list.querySelectorAll("a, button, [tabindex]")];
    return items[items.indexOf(element) + step] || (step === -1 && list.closest("[data-live]")?.querySelector("input")) || null;
  };
  /* Enter goes on to the next control: past what is folded, and past the other boxes or buttons of one question, which is
     entered at the button that is chosen. */
  const after = (control) => {
    const grouped = (one, other) => one.type === other.type && one.name === other.name && ["radio", "checkbox"].includes(one.type);
    const controls = [...control.form.querySelectorAll("input:not([type=hidden]), select, textarea, button")]
      .filter((each) => !each.disabled && each.offsetParent !== null && each.tabIndex >= 0 && !each.closest("details:not([open])"));
    const next = controls.slice(controls.indexOf(control) + 1).find((each) => !grouped(each, control));
    return next && (controls.find((each) => each.type === "radio" && grouped(each, next) && each.checked) || next);
  };
  /* The one town that is suggested for what stands in a field: Enter takes it. */
  const suggested = (field) => {
    const list = field.closest("[data-live]")?.querySelector(".suggestions[data-for]");
    const found = list?.dataset.for === field.value.trim() ? list.querySelectorAll("button") : [];
    return found.length === 1 ? found[0] : null;
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const open = document.querySelector("dialog[open]");
    const scope = open || document;
    const target = [...scope.querySelectorAll("[data-key]")].find(
      (element) => element.dataset.key === keyName(event) && !element.disabled && element.offsetParent !== null);
    if (target) { event.preventDefault(); press(target); return; }
    if (event.key === "Enter" && event.target.matches("form[data-enter-next] input:not([type=submit]), form[data-enter-next] select")) {
      event.preventDefault();
      const only = suggested(event.target);
      if (only) only.click(); else after(event.target)?.focus();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = beside(event.target, event.key === "ArrowDown" ? 1 : -1);
      if (next) { event.preventDefault(); next.focus(); }
    }
  });

  /* The character picker writes into the text field that was typed in last. */
  let typedIn = null;
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("main input[type=text], main input[type=search], main input:not([type]), main textarea")) typedIn = event.target;
  });

  /* Copy down: data-copies="other-id" puts this field's value into the other one. */
  document.addEventListener("click", (event) => {
    const copier = event.target.closest("[data-copy-from]");
    if (copier) {
      const source = document.getElementById(copier.dataset.copyFrom);
      const target = document.getElementById(copier.dataset.copyTo);
      if (source && target) { target.value = source.value; target.dispatchEvent(new Event("input", { bubbles: true })); target.focus(); }
    }
    const filler = event.target.closest("[data-fill]");
    if (filler) {
      Object.entries(JSON.parse(filler.dataset.fill)).forEach(([id, value]) => {
        const field = document.getElementById(id);
        if (field) { field.value = value; field.dispatchEvent(new Event("change", { bubbles: true })); }
      });
      const list = filler.closest(".suggestions");
      const next = list?.dataset.next ? document.getElementById(list.dataset.next) : null;
      if (list) list.replaceChildren();
      next?.focus();
    }
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens);
      dialog?.showModal();
      dialog?.querySelector("[data-autofocus]")?.focus();
    }
    const picked = event.target.closest("[data-character]");
    if (picked) {
      const field = typedIn;
      if (field?.isConnected) {
        picked.closest("dialog")?.close();
        field.setRangeText(picked.dataset.character, field.selectionStart, field.selectionEnd, "end");
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.focus();
      }
    }
    if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  });

  /* A form is sent once: the second press of a slow button does nothing. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent !== undefined) { event.preventDefault(); return; }
    /* A button whose answer is a file leaves the page where it is: it may be pressed again. */
    if (event.submitter?.dataset.resend !== undefined) return;
    if (form.method === "post" && !form.hasAttribute("hx-post")) form.dataset.sent = "";
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

  /* A minute before the idle logout the clerk is told (CTRL-049, 097); after it the page is emptied. */
  const idle = Number(document.body.dataset.idleSeconds || 0);
  if (idle) {
    let last = Date.now();
    ["keydown", "pointerdown"].forEach((kind) => document.addEventListener(kind, () => { last = Date.now(); }));
    document.addEventListener("htmx:afterRequest", (event) => {
      if (!event.detail.requestConfig?.headers?.["X-Daicho-Background"]) last = Date.now();
    });
    const warning = document.getElementById("idle-warning");
    setInterval(() => {
      const left = idle - (Date.now() - last) / 1000;
      if (left <= 0) { document.body.replaceChildren(); location.assign(document.body.dataset.idleUrl || "/"); return; }
      if (left <= 60 && warning && !warning.open) warning.showModal();
      if (left > 60 && warning?.open) warning.close();
    }, 1000);
  }

  document.addEventListener("htmx:load", (event) => showKeys(event.detail.elt));
  document.addEventListener("htmx:responseError", (event) => {
    const region = document.getElementById("live-region");
    if (region) region.textContent = `${event.detail.xhr.status}: ${region.dataset.failed || ""}`;
  });
  showKeys(document);
  /* On a narrow screen the menu starts folded, so that the work comes first. */
  if (matchMedia("(max-width: 47.99rem)").matches) document.querySelector(".app-nav details")?.removeAttribute("open");
  document.querySelector("main [data-autofocus]")?.focus();
})();
