/* After a family member was added the cursor goes to the new one's given name. */
"use strict";
(() => {
  document.addEventListener("htmx:afterSwap", (event) => {
    const marked = event.detail.target.querySelector("[data-focus]");
    if (marked) document.getElementById(marked.dataset.focus)?.focus();
  });
})();
