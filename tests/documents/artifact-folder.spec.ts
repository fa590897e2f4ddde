import * as assert from "node:assert/strict";

import { artifactFolder } from "../../components/documents/artifact-folder";
import { kinds } from "../../stacks/kinds";
import { schemaFor } from "../../stacks/settings/schema";

const accepts = (line: string): boolean =>
    schemaFor(kinds).shape.services.safeParse({ [line]: { deploy: { kind: "ecs", port: 8080 } } }).success;

const halvesAreApart = (line: string): boolean => artifactFolder(`${line}-make`) !== artifactFolder(`${line}-ship`);

describe("the folder of a pipeline's artifacts", () => {
    it("is cut where CodePipeline cuts it, and never takes a neighbour's with it", () => {
        assert.equal(artifactFolder("a-line-of-20-letters-ship"), "a-line-of-20-letters");
        assert.equal(artifactFolder("web-ship"), "web-ship-");
        assert.equal("website-ship-prod".startsWith(artifactFolder("web-ship")), false);
    });

    it("is another one for each half of every line whose name the settings accept", () => {
        const names = Array.from({ length: 30 }, (_, index) => "l".repeat(index + 1)).filter(accepts);
        assert.equal(names.length, 18);
        assert.deepEqual(names.filter(halvesAreApart), names);
    });

    it("mutant: one letter more would leave both halves one folder", () => {
        assert.equal(halvesAreApart("l".repeat(18)), true);
        assert.equal(halvesAreApart("l".repeat(19)), false);
    });
});
