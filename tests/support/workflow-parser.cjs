// The package is a module of the newer kind, which only a real `import()` loads; and it names a file of JSON without saying so,
// which node refuses: https://nodejs.org/api/esm.html#json-modules
const { register } = require("node:module");

const SAYS_JSON = `export function load(url, context, next) {
    return next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context);
}`;

exports.load = () => {
    register(`data:text/javascript,${encodeURIComponent(SAYS_JSON)}`);
    exports.load = () => import("@actions/workflow-parser");
    return exports.load();
};
