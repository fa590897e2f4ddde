// A component under Pulumi's mocks: yours to copy for components that you write.
import * as assert from "node:assert/strict";

import { ImageRegistry } from "../../components/carries/image-registry";
import { mocked, valueOf, type Made } from "./mocks";

describe("an image registry, under Pulumi's mocks", () => {
    const ref = { project: "shop", environment: "qa", account: "444455556666", region: "eu-north-1", partition: "aws" };
    const retention = { destroyWithData: false, logRetentionDays: 90 };
    let made: readonly Made[];
    before(async () => (made = await mocked()));

    it("is one repository, whose name and ARN it publishes", async () => {
        const registry = new ImageRegistry("web", { ref, retention });
        assert.equal(await valueOf(registry.repositoryName), "shop-qa/web");
        assert.equal(await valueOf(registry.repositoryArn), "arn:of:aws:ecr/repository:Repository:web");
        const repositories = made.filter(({ type }) => type === "aws:ecr/repository:Repository");
        assert.deepEqual(
            repositories.map(({ name, inputs }) => [name, (inputs as Record<string, unknown>)["forceDelete"]]),
            [["web", false]],
        );
    });
});
