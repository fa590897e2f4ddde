import * as assert from "node:assert/strict";

import { renderExpiry } from "../../../components/documents/expiry";
import { renderPolicy } from "../../../components/documents/policy";
import { ImageRegistry, imageRegistryOf } from "../../../components/carries/image-registry";
import { record, type Recording } from "../../support/recorder";
import { allow, below, loose, statements, strict, ref } from "../surroundings";

const REPOSITORY = "aws:ecr/repository:Repository";
const ARN = "arn:aws:ecr:eu-west-1:111122223333:repository/project-stack/web";
const PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
const PUSH = ["ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"];

describe("ImageRegistry", () => {
    let recording: Recording;

    before(async () => {
        recording = await record(() => {
            const registry = new ImageRegistry("web", { ref, retention: strict });
            return {
                pulls: renderPolicy(registry.pulls()),
                pushes: renderPolicy(registry.pushes()),
                tags: renderPolicy(registry.tags()),
            };
        });
    });

    it("is a repository whose tags stay, except those that say what is new and what is live", () => {
        assert.deepEqual(below(recording, "ImageRegistry", "web"), ["LifecyclePolicy web", "Repository web"]);
        assert.deepEqual(recording.one(REPOSITORY).inputs, {
            forceDelete: false,
            imageScanningConfiguration: { scanOnPush: true },
            imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
            imageTagMutabilityExclusionFilters: [
                { filter: "candidate", filterType: "WILDCARD" },
                { filter: "live-*", filterType: "WILDCARD" },
            ],
            name: "project-stack/web",
        });
    });

    it("has one tag more that moves where a build keeps something for the next one", async () => {
        const cached = await record(() => new ImageRegistry("web", { ref, retention: strict, cached: true }));
        const filters = cached.one(REPOSITORY).inputs["imageTagMutabilityExclusionFilters"] as { filter: string }[];
        assert.deepEqual(
            filters.map(({ filter }) => filter),
            ["candidate", "cache", "live-*"],
        );
    });

    it("expires what nobody can want back", () => {
        assert.deepEqual(recording.one("aws:ecr/lifecyclePolicy:LifecyclePolicy").inputs, {
            policy: renderExpiry(),
            repository: "project-stack/web",
        });
    });

    it("may be deleted with its images where that is loosened", async () => {
        const loosened = await record(() => new ImageRegistry("web", { ref, retention: loose }));
        assert.equal(loosened.one(REPOSITORY).inputs["forceDelete"], true);
    });

    it("publishes what images are called and where they are", () => {
        assert.deepEqual(recording.one("fairlead:index:ImageRegistry").outputs, {
            registryId: "111122223333",
            repositoryArn: ARN,
            repositoryName: "project-stack/web",
            repositoryUrl: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/project-stack/web",
        });
    });

    it("gives pulling, pushing and tagging apart", () => {
        const login = allow(["ecr:GetAuthorizationToken"], ["*"]);
        assert.deepEqual(statements(recording.outputs["pulls"]), [login, allow(PULL, [ARN])]);
        assert.deepEqual(statements(recording.outputs["pushes"]), [
            login,
            allow([...PULL, ...PUSH, "ecr:DescribeImages"], [ARN]),
        ]);
        assert.deepEqual(statements(recording.outputs["tags"]), [allow(["ecr:BatchGetImage", "ecr:PutImage"], [ARN])]);
    });

    it("knows the registry of another environment by its name alone, in the domain of its partition", () => {
        const before = { ...ref, environment: "before", account: "444455556666" };
        assert.deepEqual(imageRegistryOf(before, "web"), {
            arn: "arn:aws:ecr:eu-west-1:444455556666:repository/project-before/web",
            uri: "444455556666.dkr.ecr.eu-west-1.amazonaws.com/project-before/web",
        });
        const china = imageRegistryOf({ ...before, partition: "aws-cn", region: "cn-north-1" }, "web");
        assert.equal(china.uri, "444455556666.dkr.ecr.cn-north-1.amazonaws.com.cn/project-before/web");
    });
});
