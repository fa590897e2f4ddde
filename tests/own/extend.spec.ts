// What extend.ts adds, under Pulumi's mocks: change both together. A queue, say, is then one more line in each list.
import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { extend } from "../../extend";
import type { Environment } from "../../stacks/environment";
import { mocked, valueOf, type Made } from "./mocks";

describe("extend.ts, under Pulumi's mocks", () => {
    /** As much of an environment as extend.ts asks for. */
    const environment = { lines: { web: { taskRoleName: pulumi.output("web-task") } } } as unknown as Environment;
    let made: readonly Made[];
    before(async () => (made = await mocked()));

    it("adds these resources and gives these outputs", async () => {
        assert.deepEqual(await valueOf(pulumi.output(extend(environment))), {});
        // A resource is asked for a moment after its constructor has returned.
        await pulumi.runtime.disconnect();
        assert.deepEqual(
            made.map(({ type, name }) => `${type} ${name}`),
            [],
        );
    });
});
