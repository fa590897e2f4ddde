import assert from "node:assert/strict";
import { join } from "node:path";

import { judgeOf } from "../../../rehearsal/account/judge";
import type { Caller } from "../../../rehearsal/account/gateway";
import { referenceOf, RegistryClient } from "../../../rehearsal/containers/registry-client";
import { dockerCommand } from "../../../rehearsal/containers/cli";
import { aws } from "../../../rehearsal/jobs/commands/aws";
import type { JobSite } from "../../../rehearsal/jobs/commands/types";
import { publicImageServices } from "../../../rehearsal/services/ecr-public";
import { sealImage, type BuiltImage } from "../../../rehearsal/services/image";
import { Plans, text } from "../../../plan/plans";
import type { Plan } from "../../../plan/document";
import { accountOf, type TestAccount } from "../../support/account";
import { planOf } from "../../support/program";

const NAME = "public.ecr.aws/a1f1raw9x/fairlead-staging/links";

describe("ECR Public, rehearsed", () => {
    let plan: Plan;
    let test: TestAccount;
    let image: BuiltImage;
    before(async () => {
        plan = await planOf("staging", { configFile: join("tests", "fixtures", "ecr-public", "Pulumi.staging.yaml") });
    });
    beforeEach(() => {
        test = accountOf([plan], { judge: judgeOf(new Plans([plan])), services: publicImageServices });
        image = made("one");
    });
    afterEach(() => test.remove());

    const made = (words: string): BuiltImage => {
        const { blobs } = test.account;
        return sealImage(blobs, Buffer.from(JSON.stringify({ words })), [blobs.put(Buffer.from(words))]);
    };
    const roleOf = (job: string): Caller => {
        const role = plan.resources.find(({ type, name }) => type === "aws:iam/role:Role" && name === job);
        assert.ok(role, `no role ${job}`);
        return { role: text(role, "arn"), as: "job" };
    };
    const passwordFor = async (by: Caller, region = "us-east-1"): Promise<string> => {
        const site = { account: test.account, by, place: { account: plan.account, region: plan.region } };
        const { code, out, err } = await aws(
            ["ecr-public", "get-login-password", "--region", region],
            site as unknown as JobSite,
        );
        assert.equal(code, 0, err);
        return String(out).trim();
    };
    const loggedIn = async (job: string): Promise<RegistryClient> => {
        const by = roleOf(job);
        const client = new RegistryClient(test.account, by, new Map());
        assert.equal(client.logIn("public.ecr.aws", "AWS", await passwordFor(by)), true);
        return client;
    };
    const stranger = (): RegistryClient =>
        new RegistryClient(test.account, { role: "arn:aws:iam::999988887777:role/anybody", as: "x" }, new Map());

    it("takes what the build pushes, and gives it to whoever asks", async () => {
        await (await loggedIn("links-make-build")).push(image, referenceOf(`${NAME}:1`));
        assert.deepEqual(await stranger().pull(referenceOf(`${NAME}:1`)), image);
    });

    it("moves tags", async () => {
        const pusher = await loggedIn("links-make-build");
        for (const each of [image, made("two")]) await pusher.push(each, referenceOf(`${NAME}:1`));
        assert.deepEqual(await stranger().look(referenceOf(`${NAME}:1`)), made("two"));
    });

    it("refuses a push without a login, by a role that may not, and to what nobody made", async () => {
        await assert.rejects(stranger().push(image, referenceOf(`${NAME}:1`)), /no basic auth credentials/);
        await assert.rejects(passwordFor(roleOf("links-ship-verify")), /ecr-public:GetAuthorizationToken/);
        const pusher = await loggedIn("links-make-build");
        await assert.rejects(
            pusher.push(image, referenceOf("public.ecr.aws/a1f1raw9x/another:1")),
            /The repository with name 'another' does not exist/,
        );
        await assert.rejects(pusher.pull(referenceOf(`${NAME}:2`)), /links:2: not found/);
    });

    it("gives tokens in its one region alone, none that ECR's own docker login takes, and the other way round", async () => {
        const by = roleOf("links-make-build");
        await assert.rejects(
            passwordFor(by, "eu-west-1"),
            /Could not connect.*ECR Public gives tokens in us-east-1 alone/,
        );
        await assert.rejects(passwordFor(by, "us-west-2"), /not supported in us-west-2/);
        const client = new RegistryClient(test.account, by, new Map());
        assert.equal(client.logIn("111122223333.dkr.ecr.eu-west-1.amazonaws.com", "AWS", await passwordFor(by)), false);
        assert.equal(client.logIn("public.ecr.aws", "AWS", "another"), false);
    });

    it("is named where an image of yet another registry is", async () => {
        const { code, err } = await dockerCommand(["pull", "ghcr.io/acme/web:1"], {
            ...{ account: test.account, by: roleOf("links-make-build"), login: new Map(), say: () => undefined },
            ...{
                stdin: Buffer.from(""),
                read: () => Promise.reject(new Error("no file")),
                write: () => Promise.resolve(),
            },
            lend: () => Promise.reject(new Error("nothing is built")),
        });
        assert.equal(code, 1);
        assert.match(String(err), /another registry than ECR, ECR Public and Docker Hub/);
    });
});
