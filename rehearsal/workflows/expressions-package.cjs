"use strict";
// GitHub's own evaluator is an ES module that only `import` finds by its name, and what strips our types would turn an
// `import()` of theirs into a `require`.
exports.load = () => import("@actions/expressions");
