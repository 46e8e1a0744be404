"use strict";

const assert = require("node:assert");
const { test } = require("node:test");
const { pathOf } = require("../index.js");

test("a path has no query", () => assert.strictEqual(pathOf("/users?page=2"), "/users"));
