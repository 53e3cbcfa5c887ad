/* The button of a sheet prints it. The page was recorded when it was made. */
"use strict";
document.getElementById("print").addEventListener("click", () => window.print());
