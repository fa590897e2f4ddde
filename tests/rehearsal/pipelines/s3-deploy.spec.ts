import assert from "node:assert/strict";

import { strToU8, zipSync } from "fflate";

import { actions } from "../../../iam/calls/codepipeline";
import { actionsOf, type ActionAt } from "../../../plan/pipelines";
import { Plans } from "../../../plan/plans";
import { rehearsedActions } from "../../../rehearsal/actions";
import { s3, s3Deploy } from "../../../rehearsal/actions/s3";
import { Objects, objectServices } from "../../../rehearsal/services/objects";
import { accountOf, smallPlan, type TestAccount } from "../../support/account";

const ROLE = "arn:aws:iam::111122223333:role/p";

describe("the S3 action that deploys", () => {
    const open: TestAccount[] = [];
    afterEach(() => open.splice(0).forEach((one) => one.remove()));

    function planned(configuration: Readonly<Record<string, string>>): { plans: Plans; at: ActionAt } {
        const action = { name: "Put", category: "Deploy", provider: "S3", inputArtifacts: ["site"], configuration };
        const inputs = { name: "p", roleArn: ROLE, stages: [{ name: "Deploy", actions: [action] }] };
        const plan = smallPlan("dev", [{ type: "aws:codepipeline/pipeline:Pipeline", name: "p", inputs: inputs }]);
        const plans = new Plans([plan]);
        const [at] = plans.all.flatMap((each) =>
            each.resources.flatMap((resource) => actionsOf(plans, each, resource)),
        );
        assert.ok(at);
        return { plans, at };
    }

    /** What lies in the bucket afterwards. */
    async function deployed(configuration: Readonly<Record<string, string>>): Promise<readonly string[]> {
        const { plans, at } = planned(configuration);
        const { account } = open[open.push(accountOf(plans.all, { services: objectServices })) - 1] as TestAccount;
        const site = account.blobs.put(
            zipSync({ "index.html": strToU8("hi"), "css/": new Uint8Array(), "css/a.css": strToU8("a") }),
        );
        const run = {
            id: "1/Deploy/Put",
            execution: "1",
            at,
            configuration,
            inputs: { site },
            by: { role: ROLE, as: "p" },
            revisions: [],
        };
        const use = {
            ...{ gateway: account.gateway, blobs: account.blobs, signal: new AbortController().signal },
            ...{ say: () => undefined, approve: () => Promise.reject(new Error("nobody is asked")) },
        };
        assert.equal((await s3Deploy.run(run, use)).ok, true);
        return account
            .part(Objects)
            .below("web", "")
            .map(({ key }) => key);
    }

    it("unpacks, below its key or at the top, or puts the archive itself", async () => {
        assert.deepEqual(await deployed({ BucketName: "web", Extract: "true" }), ["css/a.css", "index.html"]);
        assert.deepEqual(await deployed({ BucketName: "web", Extract: "true", ObjectKey: "v1" }), [
            "v1/css/a.css",
            "v1/index.html",
        ]);
        assert.deepEqual(await deployed({ BucketName: "web", Extract: "false", ObjectKey: "site.zip" }), ["site.zip"]);
        await assert.rejects(deployed({ BucketName: "web", Extract: "false" }), /needs an ObjectKey/);
    });

    it("is another one than the source, and asks for other rights", () => {
        assert.equal(rehearsedActions.get("S3"), s3);
        assert.equal(rehearsedActions.get("Deploy S3"), s3Deploy);
        const { plans } = planned({ BucketName: "web", Extract: "true", CannedACL: "public-read" });
        const asked = actions.asks(plans).flatMap((each) => ("action" in each ? [`${each.action} ${each.on}`] : []));
        assert.ok(asked.includes("s3:PutObject arn:aws:s3:::web/index.html"), asked.join("\n"));
        assert.ok(asked.includes("s3:PutObjectAcl arn:aws:s3:::web/index.html"), asked.join("\n"));
        assert.ok(
            !asked.some((each) => each.startsWith("s3:GetObjectVersion arn:aws:s3:::undefined")),
            asked.join("\n"),
        );
    });
});
