// Colours the text of a file by its language. Without this, the text is the same, in one colour.
(() => {
  "use strict";

  const largest = 300_000;

  // a comment or a text may span lines: what is open at the end of a line is closed there, and opened again on the next
  const linesOf = (html) => {
    const open = [];
    return html.split("\n").map((line) => {
      const begin = open.join("");
      for (const tag of line.match(/<span[^>]*>|<\/span>/g) || []) {
        if (tag === "</span>") {
          open.pop();
        } else {
          open.push(tag);
        }
      }
      return begin + line + "</span>".repeat(open.length);
    });
  };

  for (const code of document.querySelectorAll("[data-language]")) {
    const lines = [...code.querySelectorAll("li > span")];
    const text = lines.map((line) => line.textContent).join("\n");
    const language = code.dataset.language;
    if (language && text.length <= largest && hljs.getLanguage(language)) {
      const coloured = linesOf(hljs.highlight(text, { language, ignoreIllegals: true }).value);
      lines.forEach((line, index) => { line.innerHTML = coloured[index]; });
    }
  }
})();
