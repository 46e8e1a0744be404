// Follows the log of a job that runs: appends what it prints, with the same look that the server gives the lines before.
(function () {
  "use strict";

  var MOST_LINES = 20000;
  var RETRY_MILLIS = 5000;
  var log = document.getElementById("log");
  var address = log && log.dataset.follow;
  if (!address) {
    return;
  }
  var status = document.getElementById("follow");
  var state = document.getElementById("state");
  var line = Number(log.dataset.line);
  var style = plain();
  var rest = "";
  var open = null;
  var last = null;

  function plain() {
    return { b: false, i: false, u: false, f: -1, g: -1 };
  }

  function classes(of) {
    var names = ["b", "i", "u"].filter(function (name) { return of[name]; });
    if (of.f >= 0) { names.push("f" + of.f); }
    if (of.g >= 0) { names.push("g" + of.g); }
    return names.join(" ");
  }

  function apply(to, parameters) {
    var codes = parameters.split(/[;:]/).map(function (text) {
      return text === "" ? 0 : /^[0-9]{1,3}$/.test(text) ? Number(text) : -1;
    });
    for (var i = 0; i < codes.length; i++) {
      var code = codes[i];
      if (code === 0) { Object.assign(to, plain()); }
      else if (code === 1) { to.b = true; }
      else if (code === 3) { to.i = true; }
      else if (code === 4) { to.u = true; }
      else if (code === 22) { to.b = false; }
      else if (code === 23) { to.i = false; }
      else if (code === 24) { to.u = false; }
      else if (code >= 30 && code <= 37) { to.f = code - 30; }
      else if (code === 39) { to.f = -1; }
      else if (code >= 40 && code <= 47) { to.g = code - 40; }
      else if (code === 49) { to.g = -1; }
      else if (code >= 90 && code <= 97) { to.f = code - 82; }
      else if (code >= 100 && code <= 107) { to.g = code - 92; }
      else if (code === 38 || code === 48) {
        var colour = codes[i + 1] === 5 && codes[i + 2] >= 0 && codes[i + 2] < 16 ? codes[i + 2] : -1;
        if (codes[i + 1] === 5) { to[code === 38 ? "f" : "g"] = colour; }
        i += codes[i + 1] === 5 ? 2 : codes[i + 1] === 2 ? 4 : 1;
      }
    }
  }

  var SEQUENCE = /\x1b(?:\[([^@-~]*)([@-~]|$)|[\]PX^_](?:[^\x07\x1b]*)(?:\x07|\x1b.?|$)|[()*+# ].?|.?)/;

  // characters that are invisible, or that change how the text around them looks
  function visible(text) {
    return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "")
      .replace(/[\u0080-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, function (hidden) {
        return "\\u{" + hidden.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0") + "}";
      });
  }

  function show(text, into, from) {
    var now = Object.assign({}, from);
    into.textContent = "";
    text = text.replace(/\r$/, "");
    var begin = text.lastIndexOf("\r") + 1;
    var at = 0;
    while (at < text.length) {
      var found = SEQUENCE.exec(text.slice(at));
      var end = found ? at + found.index : text.length;
      var part = text.slice(Math.max(at, begin), end);
      if (end > begin && part) {
        var span = document.createElement("span");
        span.className = classes(now);
        span.textContent = visible(part);
        into.appendChild(span);
      }
      if (!found) { break; }
      if (found[2] === "m") { apply(now, found[1]); }
      at = end + Math.max(1, found[0].length);
    }
    return now;
  }

  function row() {
    var item = document.createElement("li");
    item.id = "L" + line;
    var number = document.createElement("a");
    number.className = "n";
    number.href = "#L" + line;
    number.textContent = String(line);
    var text = document.createElement("span");
    text.className = "t";
    item.append(number, text);
    log.appendChild(item);
    while (log.children.length > MOST_LINES) { log.removeChild(log.firstChild); }
    return text;
  }

  function append(text) {
    var atEnd = window.innerHeight + window.scrollY >= document.body.scrollHeight - 80;
    var lines = (rest + text).split("\n");
    rest = lines.pop();
    lines.forEach(function (each) {
      style = show(each, open || row(), style);
      open = null;
      line++;
    });
    if (rest) {
      open = open || row();
      show(rest, open, style);
    }
    if (atEnd) { window.scrollTo(0, document.body.scrollHeight); }
  }

  function connect() {
    var from = last === null ? address : address.replace(/([?&]from=)[0-9]+/, "$1" + last);
    var source = new EventSource(from);
    source.addEventListener("open", function () { status.textContent = "Following the job."; });
    source.addEventListener("output", function (event) {
      last = event.lastEventId;
      append(JSON.parse(event.data).text);
    });
    source.addEventListener("end", function (event) {
      source.close();
      var name = JSON.parse(event.data).state;
      state.textContent = name.replace("_", " ");
      state.className = "state " + name;
      status.textContent = "The job has ended.";
    });
    source.addEventListener("error", function () {
      status.textContent = "Not connected; trying again.";
      if (source.readyState === EventSource.CLOSED) { window.setTimeout(connect, RETRY_MILLIS); }
    });
  }

  connect();
})();
