import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

import { renderAsk } from "../../components/targets/ec2/documents/ask";
import { mutated } from "../support/mutant";
import { needTools, programOnPath } from "./fixture";
import { play } from "./on-host";

const IMAGE = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:${"0a".repeat(32)}`;
const ASKED = { groupId: "group-1", carries: "image", port: 80, healthPath: "/health" };
const STATE = "/opt/codedeploy-agent/deployment-root";

describe("the question to machines", () => {
    const question = (of: { renderAsk: typeof renderAsk }, more: Partial<typeof ASKED> = {}): string => {
        const { mainSteps } = JSON.parse(of.renderAsk({ ...ASKED, ...more })) as {
            mainSteps: { inputs: { runCommand: string[] } }[];
        };
        return mainSteps[0]?.inputs.runCommand.join("\n") ?? "";
    };
    const installed = {
        [`${STATE}/deployment-instructions/group-1_last_successful_install`]: `${STATE}/group-1/d-1`,
        [`${STATE}/group-1/d-1/deployment-archive/deployment.json`]:
            '{\n  "release": "web-1",\n  "blueprint": "b2"\n}\n',
    };
    const programs = {
        curl: "printf 200",
        docker: `printf '        "Image": "sha256:0123",\\n            "Image": "${IMAGE}",\\n'`,
    };

    it("is clean to shellcheck, as the shell that it is sent to", function () {
        needTools(this, "shellcheck");
        const { stdout, status } = spawnSync(programOnPath("shellcheck") ?? "", ["-s", "sh", "-"], {
            input: `${question({ renderAsk })}\n`,
            encoding: "utf8",
        });
        assert.equal(status, 0, stdout);
    });

    it("is answered in one line: what was installed last, whether it answers, and which image runs", () => {
        const { code, said } = play(question({ renderAsk }), { files: installed, programs });
        assert.equal(code, 0, said);
        assert.deepEqual(JSON.parse(said), {
            deployed: { release: "web-1", blueprint: "b2" },
            answer: "200",
            image: IMAGE,
        });
        assert.equal(said.split("\n").length, 2);
    });

    it("is answered where nothing was ever installed, and nothing answers", () => {
        const nothing = { curl: "printf 000; exit 7", docker: "exit 1" };
        const { code, said } = play(question({ renderAsk }), { programs: nothing });
        assert.equal(code, 0, said);
        assert.deepEqual(JSON.parse(said), { deployed: null, answer: "000", image: "" });
    });

    it("asks no docker where there is none", () => {
        const { calls } = play(question({ renderAsk }, { carries: "bundle" }), { files: installed, programs });
        assert.ok(!calls.some((call) => call.startsWith("docker")));
    });

    it("has no parameters, and nothing that Systems Manager takes for one", () => {
        const document = JSON.parse(renderAsk(ASKED)) as Record<string, unknown>;
        assert.equal(document["parameters"], undefined);
        assert.doesNotMatch(JSON.stringify(document), /\{\{/);
    });

    it("mutant: it asks another group's machine", () => {
        const wrong = mutated<{ renderAsk: typeof renderAsk }>(
            "components/targets/ec2/documents/ask",
            "components/targets/ec2/documents/ask",
            ["GROUP_ID: groupId", "GROUP_ID: carries"],
        );
        const { said } = play(question(wrong), { files: installed, programs });
        assert.equal((JSON.parse(said) as { deployed: unknown }).deployed, null);
    });
});
