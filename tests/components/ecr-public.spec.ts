import * as assert from "node:assert/strict";

import { renderPolicy } from "../../components/documents/policy";
import type { Statement } from "../../components/shell";
import { imagesInEcr } from "../../components/registries/ecr";
import { ecrPublic } from "../../components/registries/ecr-public";
import { record, type Recording } from "../support/recorder";
import { allow, makeContext, out, ref, statements } from "./surroundings";

const REPOSITORY = "aws:ecrpublic/repository:Repository";
type Part = Readonly<Record<string, unknown>>;

async function made(): Promise<Recording> {
    return record(() => {
        const registry = ecrPublic.make("web", {}, {}, makeContext(), {});
        const shown = ({ allow: granted, ...part }: { allow: readonly Statement[] }): object => ({
            ...part,
            allow: renderPolicy(granted),
        });
        return {
            ...{ url: registry.repositoryUrl, outputs: registry.outputs },
            ...{ push: shown(registry.push), publish: shown(registry.publish), keep: shown(registry.keep) },
            ...{ copy: shown(registry.copy({ ...ref, environment: "before" })) },
            ...{ tasks: shown(registry.pullsInTasks()), host: shown(registry.pullsOnHost) },
        };
    });
}

describe("ecr-public", () => {
    it("is one repository, made where AWS makes such, protected while its data is", async () => {
        const { inputs, options } = (await made()).one(REPOSITORY);
        assert.deepEqual(inputs, {
            region: "us-east-1",
            repositoryName: `${ref.project}-${ref.environment}/web`,
            forceDestroy: false,
        });
        assert.equal(options.protect, true);
    });

    it("has who pushes log in, and push there as AWS publishes it", async () => {
        const recording = await made();
        const arn = out(recording, REPOSITORY, "web", "arn");
        const pushes = [
            allow(["ecr-public:GetAuthorizationToken"], ["*"]),
            allow(["sts:GetServiceBearerToken"], ["*"]),
            allow(
                [
                    "ecr-public:BatchCheckLayerAvailability",
                    "ecr-public:CompleteLayerUpload",
                    "ecr-public:InitiateLayerUpload",
                    "ecr-public:PutImage",
                    "ecr-public:UploadLayerPart",
                ],
                [arn],
            ),
        ];
        for (const part of ["push", "publish", "copy"])
            assert.deepEqual(statements((recording.outputs[part] as Part)["allow"]), pushes, part);
    });

    it("gives who pulls or keeps no right and no login", async () => {
        const { outputs } = await made();
        for (const part of ["tasks", "host", "keep"])
            assert.deepEqual(statements((outputs[part] as Part)["allow"]), [], part);
        const { login, env } = outputs["host"] as Part;
        assert.deepEqual([login, env], ["none", {}]);
    });

    it("copies from the line's repository of the environment before, under the account's own alias", async () => {
        const { outputs } = await made();
        const { env, scripts } = outputs["copy"] as Part;
        const { REPOSITORY_URI, FROM_REPOSITORY_URI } = env as Record<string, string>;
        assert.equal(REPOSITORY_URI, outputs["url"]);
        assert.equal(
            FROM_REPOSITORY_URI,
            REPOSITORY_URI?.replace(`${ref.project}-${ref.environment}/`, `${ref.project}-before/`),
        );
        assert.deepEqual(scripts, ["image-ecr-public", "image-by-docker", "image-public-copy"]);
    });

    it("is no registry that builds by `up` or others push to", async () => {
        await record(() => {
            const registry = ecrPublic.make("web", {}, {}, makeContext(), {});
            assert.throws(() => imagesInEcr(registry), /lie in no registry of ECR/);
        });
    });
});
