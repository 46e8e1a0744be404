// What pages gain with JavaScript: nothing that they need.
(() => {
  "use strict";

  // Times are rendered relative to the server's clock, or as they are; the reader's own time zone is added.
  const localizeTimes = (root) => {
    for (const time of root.querySelectorAll("time[datetime]")) {
      const at = new Date(time.dateTime);
      if (!Number.isNaN(at.getTime())) {
        time.title = at.toLocaleString();
        if (time.textContent === time.dateTime) {
          time.textContent = at.toLocaleString();
        }
      }
    }
  };

  const showCopyButtons = (root) => {
    if (!navigator.clipboard) {
      return;
    }
    for (const button of root.querySelectorAll("[data-copy]")) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        const label = button.lastChild;
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
        label.textContent = "Copied";
        setTimeout(() => { label.textContent = "Copy"; }, 2000);
      });
    }
  };

  // An open menu closes when the focus or a click is elsewhere, and with Escape.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!except || !menu.contains(except)) {
        menu.open = false;
      }
    }
  };
  document.addEventListener("click", (event) => closeMenus(event.target));
  document.addEventListener("focusin", (event) => closeMenus(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = document.activeElement && document.activeElement.closest("details.menu[open]");
      closeMenus(null);
      if (menu) {
        menu.querySelector("summary").focus();
      }
    }
  });

  // On a narrow screen, what is chosen in a row that scrolls may be out of sight.
  for (const chosen of document.querySelectorAll(".nav [aria-current], .tabs [aria-current]")) {
    const row = chosen.closest("nav");
    row.scrollLeft = chosen.offsetLeft - (row.clientWidth - chosen.offsetWidth) / 2;
  }

  const enhance = (root) => {
    localizeTimes(root);
    showCopyButtons(root);
  };
  enhance(document);
  document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
})();
