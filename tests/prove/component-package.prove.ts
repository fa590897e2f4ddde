import assert from "node:assert/strict";

import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";

import { root } from "../support/program";

// What `pulumi package add` would read of this repository: it refuses unions, read-only lists and functions by name.
describe("the environment as a component of a Pulumi package", function () {
    this.timeout(120_000);

    it("has arguments and outputs that every language of Pulumi can be given", () => {
        const packageJson = { name: "fairlead", main: "stacks/environment.ts" };
        const { components } = new Analyzer(root, "fairlead", packageJson, new Set(["Environment"])).analyze();
        const { inputs = {}, outputs = {} } = components["Environment"] ?? {};
        assert.deepEqual(Object.keys(outputs), ["lines", "team", "nextSteps"]);
        assert.deepEqual(inputs["services"]?.additionalProperties, {
            $ref: "#/types/fairlead:index:ServiceArgs",
            plain: true,
        });
    });

    it("mutant: a component whose arguments are no interface is refused", () => {
        const packageJson = { name: "fairlead", main: "components/shared/artifact-store.ts" };
        const analyzer = new Analyzer(root, "fairlead", packageJson, new Set(["ArtifactStore"]));
        assert.throws(() => analyzer.analyze(), /must have an 'args' parameter/);
    });
});
