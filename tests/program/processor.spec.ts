import * as assert from "node:assert/strict";

import { planOf } from "../support/program";
import { invariants } from "./invariants";
import { at, ofType } from "./reading";

const deploy = { kind: "ecs", port: 8080, architecture: "arm64" };

// The target alone says what processor a line is for; whatever builds, follows.
describe("a line for another processor", () => {
    for (const [build, what] of [
        [{ kind: "codebuild" }, ["ARM_CONTAINER"]],
        [undefined, ["ARM_CONTAINER"]],
        [{ kind: "docker", context: "examples/blue-green-web" }, ["linux/arm64"]],
    ] as const) {
        it(`is built for it${build ? ` by ${build.kind}` : " without being told how"}`, async () => {
            const plan = await planOf("staging", { overrides: { "fairlead:services": { web: { deploy, build } } } });
            const projects = ofType(plan, "aws:codebuild/project:Project").filter(({ name }) =>
                name.endsWith("-build"),
            );
            const images = ofType(plan, "docker:index/image:Image");
            assert.deepEqual(
                [
                    ...projects.map(({ inputs }) => at(inputs, "environment", "type")),
                    ...images.map(({ inputs }) => at(inputs, "build", "platform")),
                ],
                what,
            );
            assert.deepEqual(invariants["images are built for the tasks processor"]?.(plan, plan), []);
        });
    }
});
