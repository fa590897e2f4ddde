import assert from "node:assert/strict";
import { join } from "node:path";

import type { Plan } from "../../../plan/document";
import { type Caller, Denied, type Judge } from "../../../rehearsal/account/gateway";
import type * as privateImage from "../../../rehearsal/deployments/tasks/private-image";
import { isOfALine, loginBy, pullFrom } from "../../../rehearsal/deployments/tasks/private-image";
import { DockerHub } from "../../../rehearsal/services/docker-hub";
import { sealImage } from "../../../rehearsal/services/image";
import { heldInStore, secretServices } from "../../../rehearsal/services/secrets";
import { accountOf, allowAll, type TestAccount } from "../../support/account";
import { mutated } from "../../support/mutant";
import { planOf } from "../../support/program";
import { ofType } from "../../program/reading";

const by: Caller = { role: "arn:aws:iam::111122223333:role/execution", as: "a task" };
const NAME = "docker.io/acme/links";

describe("a task whose image lies on Docker Hub", () => {
    let plans: Plan[];
    let test: TestAccount;
    const enter = (judge: Judge = allowAll, which: readonly Plan[] = plans): TestAccount =>
        (test = accountOf(which, { judge, services: secretServices }));
    before(async () => {
        const configFile = (stack: string) => join("tests", "fixtures", "docker-hub-ecs", `Pulumi.${stack}.yaml`);
        plans = await Promise.all(["staging", "prod"].map((stack) => planOf(stack, { configFile: configFile(stack) })));
    });
    afterEach(() => test.remove());

    const ours = (): string => String(ofType(plans[0] as Plan, "aws:secretsmanager/secret:Secret")[0]?.outputs["arn"]);
    const theirs = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:docker-hub-AbCdEf";
    const login = (secret: string, { loginBy: log } = { loginBy }): ReturnType<typeof loginBy> =>
        log(test.account, by, plans[0] as Plan, secret);
    /** The plans, with the text of the secret in plain sight. */
    const holding = (secretString: string): Plan[] =>
        plans.map((plan) => ({
            ...plan,
            resources: plan.resources.map((each) =>
                each.type === "aws:secretsmanager/secretVersion:SecretVersion"
                    ? { ...each, inputs: { ...each.inputs, secretString } }
                    : each,
            ),
        }));

    it("is pulled by the login of a secret that no plan shows: the line's own, and one that its settings name", async () => {
        enter();
        const token = (name: string): string => heldInStore(test.account, name);
        const [mine, named] = [await login(ours()), await login(theirs)];
        assert.deepEqual(mine, { username: "acmeread", password: token("/secrets/fairlead/staging/dockerHubPull") });
        assert.deepEqual(named, { username: "acmeread", password: token("/acme/docker-hub/pull") });
        const { blobs } = test.account;
        const image = sealImage(blobs, Buffer.from("{}"), [blobs.put(Buffer.from("x"))]);
        new DockerHub(test.account, "acmepush").push(NAME, image, "1");
        for (const each of [mine, named]) assert.deepEqual(await pullFrom(test.account, by, `${NAME}:1`, each), image);
        assert.equal(isOfALine(test.account, `${NAME}:1`), true);
        assert.equal(isOfALine(test.account, "public.ecr.aws/docker/library/busybox:1"), false);
    });

    it("is not pulled where the role may not read the secret, or may not open it", async () => {
        for (const action of ["secretsmanager:GetSecretValue", "kms:Decrypt"]) {
            enter((call) =>
                call.action === action ? { allowed: false, where: "identity", missing: action } : { allowed: true },
            );
            const isDenied = (error: unknown): boolean => error instanceof Denied && error.call.action === action;
            await assert.rejects(login(ours()), isDenied, action);
            test.remove();
        }
        enter();
    });

    // What aws/amazon-ecs-agent says in agent/asm.
    const shapes: Readonly<Record<string, RegExp>> = {
        "acmeread:token": /unable to unmarshal secret value, invalid schema/,
        '["acmeread", "token"]': /unable to unmarshal secret value, invalid schema/,
        '{ "user": "acmeread", "password": "token" }': /asm fetching username: AuthorizationData is malformed/,
        '{ "username": "acmeread", "password": "" }': /asm fetching password: AuthorizationData is malformed/,
        '{ "username": "acmeread", "password": 1 }': /asm fetching password: AuthorizationData is malformed/,
    };
    for (const [text, says] of Object.entries(shapes))
        it(`is not pulled by a secret that holds ${text}`, async () => {
            enter(allowAll, holding(text));
            await assert.rejects(login(ours()), says);
        });

    it("is not pulled by a wrong token, by another's secret, or without a login", async () => {
        enter(allowAll, holding('{ "username": "acmeread", "password": "old" }'));
        const wrong = [await login(ours()), await login(theirs.replace("docker-hub", "another"))];
        for (const each of wrong)
            await assert.rejects(pullFrom(test.account, by, `${NAME}:1`, each), /401 Unauthorized: incorrect/);
        await assert.rejects(pullFrom(test.account, by, `${NAME}:1`, undefined), /pull access denied/);
    });

    it("mutant: a secret of any shape is taken for a login", async () => {
        enter(allowAll, holding('{ "user": "acmeread" }'));
        const mutant = mutated<typeof privateImage>(
            "rehearsal/deployments/tasks/private-image",
            "rehearsal/deployments/tasks/private-image",
            ['typeof value !== "string"', "false"],
        );
        assert.equal((await login(ours(), mutant)).username, "undefined");
    });
});
