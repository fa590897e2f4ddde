// The facade of the component package; tests/prove/component-package runs it as Pulumi does for other languages.
import assert from "node:assert/strict";
import { join } from "node:path";

import { ReleaseLines } from "../../stacks/release-lines";
import { record } from "../support/recorder";
import { planOf } from "../support/program";

describe("release lines as one component", () => {
    const program = join("tests", "fixtures", "release-lines", "index.ts");

    it("are those of an environment, which stands below it", async () => {
        const { resources, outputs } = await planOf("staging", { program });
        const environment = resources.find(({ type }) => type === "fairlead:index:Environment");
        assert.match(environment?.parent ?? "", /::fairlead:index:ReleaseLines::lines$/);
        assert.deepEqual(Object.keys((outputs as { lines: object }).lines), ["web"]);
        const pipelines = resources.filter(({ type }) => type === "aws:codepipeline/pipeline:Pipeline");
        assert.deepEqual(pipelines.map(({ name }) => name).sort(), ["web-make", "web-ship"]);
    });

    it("refuses wrong settings in their own words, and names no command that could not help", async () => {
        const settings = { services: { web: { deploy: { kind: "ecs", port: 80808 } } } };
        const made = record(() => new ReleaseLines("lines", { account: "1", region: "eu-west-1", settings }));
        await assert.rejects(made, ({ message }: Error) => {
            assert.match(
                message,
                /^settings that the program gives, shown as a stack file would have them: 3 settings/,
            );
            assert.match(message, /services\.web\.deploy\.port is 80808/);
            assert.doesNotMatch(message, /pulumi config set/);
            return true;
        });
    });
});
