import assert from "node:assert/strict";
import { join } from "node:path";

import { sourcesIn, UsageError } from "../../cli/command";
import { root } from "../support/program";

const [web, model] = ["blue-green-web", "code-suite-vm"].map((name) => join(root, "examples", name)) as [
    string,
    string,
];

describe("--source", () => {
    it("names one folder for all, and one for each repository that has its own", () => {
        assert.deepEqual(sourcesIn(), { source: undefined, sources: {} });
        assert.deepEqual(sourcesIn([web]), { source: web, sources: {} });
        assert.deepEqual(sourcesIn([`shop/api=${model}`, web, `digits=${web}`]), {
            source: web,
            sources: { "shop/api": model, digits: web },
        });
    });
    it("takes a path with an equals sign for a path", () => {
        assert.throws(() => sourcesIn(["./a=b"]), /--source \.\/a=b: there is no such folder/);
    });
    it("refuses two folders for all, and folders that are none", () => {
        assert.throws(() => sourcesIn([web, model]), UsageError);
        assert.throws(() => sourcesIn(["digits=/nowhere"]), /--source \/nowhere: there is no such folder/);
    });
});
