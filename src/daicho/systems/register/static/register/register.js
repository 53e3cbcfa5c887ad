/* The register's desk: where the cursor goes, digits below a heading, going on after the purpose was asked. */
"use strict";
(() => {
  /* After a family member was added the cursor goes to the new one's given name. */
  document.addEventListener("htmx:afterSwap", (event) => {
    const marked = event.detail.target.querySelector("[data-focus]");
    if (marked) document.getElementById(marked.dataset.focus)?.focus();
  });
  /* The key of a heading leads to it; a digit then presses the button that bears it. */
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
    if (event.target.matches("input, select, textarea")) return;
    const button = event.target.closest("[data-digits]")?.querySelector(`[data-digit="${event.key}"]`);
    if (button) { event.preventDefault(); button.focus(); button.click(); }
  });
  /* A page that answered a sent form has the address of the form: "back" loads that, and asks for nothing to be sent again. */
  const address = document.querySelector('meta[name="address"]')?.content;
  if (address) history.replaceState(null, "", address);
  /* The form that was chosen before purpose and case were asked for begins by itself, once: not on going back to it. */
  const [arrival] = performance.getEntriesByType("navigation");
  if (arrival?.type === "navigate") document.querySelector("form[data-continue]")?.requestSubmit();
})();
