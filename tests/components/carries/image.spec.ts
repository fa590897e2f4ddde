import * as assert from "node:assert/strict";

import { image } from "../../../components/carries/image";
import { renderPolicy } from "../../../components/documents/policy";
import type { ScriptPart } from "../../../components/shell";
import { record, type Recording } from "../../support/recorder";
import { allow, makeContext, makeStore, ref, statements } from "../surroundings";

const ARN = "arn:aws:ecr:eu-west-1:111122223333:repository/project-stack/web";
const FROM = "444455556666.dkr.ecr.eu-west-1.amazonaws.com/project-before/web";
const FROM_ARN = "arn:aws:ecr:eu-west-1:444455556666:repository/project-before/web";
const env = {
    REPOSITORY_NAME: "project-stack/web",
    REPOSITORY_URI: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/project-stack/web",
};
const PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

describe("image", () => {
    let recording: Recording;

    before(async () => {
        const shown = ({ allow: granted, ...part }: ScriptPart): object => ({ ...part, allow: renderPolicy(granted) });
        recording = await record(() => {
            const { publish, keep, copy } = makeStore(makeContext());
            const from = { ...ref, environment: "before", account: "444455556666" };
            return { publish: shown(publish), keep: shown(keep), copy: shown(copy(from)) };
        });
    });

    function part(name: string): Record<string, unknown> {
        const { allow: granted, ...rest } = recording.outputs[name] as Record<string, unknown>;
        return { ...rest, allow: statements(granted) };
    }

    it("stands for an application, before there is one, by digest", () => {
        const { what, digest } = image.placeholder;
        assert.match(what, /^public\.ecr\.aws\/[a-z/]+@sha256:[0-9a-f]{64}$/);
        assert.equal(what.split("@")[1], digest);
    });

    it("is published and kept under the line's own registry, which may only get more names for what it has", () => {
        const tags = allow(["ecr:BatchGetImage", "ecr:PutImage"], [ARN]);
        assert.deepEqual(part("publish"), {
            allow: [
                tags,
                allow(["ecr:DescribeImageScanFindings"], [ARN]),
                allow(["inspector2:ListCoverage", "inspector2:ListFindings"], ["*"]),
            ],
            env,
            scripts: ["image", "image-ecr", "image-publish"],
        });
        assert.deepEqual(part("keep"), { allow: [tags], env, scripts: ["image", "image-ecr", "image-keep"] });
    });

    it("is copied from the one registry that the other environment's name means", () => {
        const [pull, login, push, ...more] = part("copy")["allow"] as [unknown, unknown, { Resource: unknown }];
        assert.deepEqual(
            [pull, login, push.Resource, more],
            [
                allow(PULL, [FROM_ARN]),
                allow(["ecr:GetAuthorizationToken"], ["*"]),
                [ARN],
                [
                    allow(["ecr:DescribeImageScanFindings"], [ARN]),
                    allow(["inspector2:ListCoverage", "inspector2:ListFindings"], ["*"]),
                ],
            ],
        );
        const { allow: _allow, ...copy } = part("copy");
        assert.deepEqual(copy, {
            docker: true,
            env: { ...env, FROM_REPOSITORY_ARN: FROM_ARN, FROM_REPOSITORY_URI: FROM },
            scripts: ["image", "image-ecr", "image-copy"],
        });
    });
});
