import assert from "node:assert/strict";

import { hurry } from "../deployments/line";
import { ARN, FIXED, fixedPlan, role, starting } from "./site";

describe("a machine with an address of its own", () => {
    hurry();
    const start = starting();

    it("is raised as the plan says", async () => {
        const { hosts } = await start({ plan: fixedPlan() });
        const [{ order }] = hosts as [(typeof hosts)[0]];
        assert.deepEqual([order.id, order.instanceType, order.userData], [FIXED, "t3.micro", "#!/bin/bash"]);
        assert.equal(order.image, "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64");
        assert.deepEqual([order.role, order.tags], [role("host"), { "fairlead:line": "site" }]);
        assert.deepEqual([order.privateAddress, order.publicAddress], ["10.0.0.7", "203.0.113.9"]);
        assert.deepEqual(order.metadata, { tokensRequired: true, tagsShown: false });
    });

    it("gets a revision, event by event, and answers at the port that its security group opens", async () => {
        const site = await start({ plan: fixedPlan() });
        const id = await site.deploy({ release: "one" });
        assert.equal((await site.ended(id))["status"], "Succeeded");
        assert.deepEqual(site.eventsOf(id, FIXED), [
            "ApplicationStop",
            "DownloadBundle",
            "BeforeInstall",
            "Install",
            "AfterInstall",
            "ApplicationStart",
            "ValidateService",
        ]);
        assert.equal(await site.answer(site.publicPort(FIXED)), "one");
    });

    it("answers what it is asked through Systems Manager", async () => {
        const site = await start({ plan: fixedPlan() });
        await site.ended(await site.deploy({ release: "one" }));
        const input = { DocumentName: "site-ask", InstanceIds: [FIXED] };
        const { Command } = (await site.call("ssm:SendCommand", ARN.document, input)) as {
            readonly Command: { readonly CommandId: string };
        };
        await site.until(() => site.of("command").some(({ data }) => data["status"] === "Success"));
        const listed = (await site.call("ssm:ListCommandInvocations", "*", {
            CommandId: Command.CommandId,
            Details: true,
        })) as {
            readonly CommandInvocations: readonly { readonly CommandPlugins: readonly { readonly Output: string }[] }[];
        };
        const output = listed.CommandInvocations[0]?.CommandPlugins[0]?.Output ?? "";
        assert.deepEqual(JSON.parse(output), { release: "one", asked: ["cat release.json"] });
    });

    it("is no managed node where its role may not say that it is there", async () => {
        const denied = [`ssm:UpdateInstanceInformation ${role("host")}`];
        const site = await start({ plan: fixedPlan(), denied });
        const input = { DocumentName: "site-ask", InstanceIds: [FIXED] };
        await assert.rejects(site.call("ssm:SendCommand", ARN.document, input), /not in a valid state/);
    });

    it("has no credentials where its role does not trust EC2, and runs all the same", async () => {
        const site = await start({ plan: fixedPlan(), denied: ["sts:AssumeRole ec2.amazonaws.com"] });
        assert.deepEqual(
            site.hosts.map(({ order }) => order.role),
            [undefined],
        );
        assert.equal(site.of("denied")[0]?.about, "sts:AssumeRole");
    });

    for (const action of ["s3:GetObject", "s3:GetObjectVersion"])
        it(`cannot fetch a revision where its role may not ${action}`, async () => {
            const site = await start({ plan: fixedPlan(), denied: [`${action} ${role("host")}`] });
            const { status, why } = await site.ended(await site.deploy({ release: "one" }));
            assert.equal(status, "Failed");
            assert.match(String(why), new RegExp(`host may not ${action} on arn:aws:s3:::artifacts/site/Prepared/one`));
        });

    it("fails a deployment where no agent runs, and says what became of its user data", async () => {
        const site = await start({ plan: fixedPlan({ userData: "exit 1" }) });
        const { status, why } = await site.ended(await site.deploy({ release: "one" }));
        assert.equal(status, "Failed");
        assert.match(String(why), /agent was not able to receive the lifecycle event.*user data ended with 1/);
    });

    it("is found by its tags, and a group that finds none says so", async () => {
        const site = await start({ plan: fixedPlan({ tags: { "fairlead:line": "other" } }) });
        const { status, why, code } = await site.ended(await site.deploy({ release: "one" }));
        assert.deepEqual([status, code], ["Failed", "NO_INSTANCES"]);
        assert.match(String(why), /no instances were found for your deployment group/);
    });
});
