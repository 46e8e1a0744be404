"use strict";

/** The path of a request without its query. */
module.exports.pathOf = (url) => url.split("?", 1)[0];
