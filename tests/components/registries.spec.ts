import * as assert from "node:assert/strict";

import { renderPolicy } from "../../components/documents/policy";
import { dockerHub } from "../../components/registries/docker-hub";
import { ecr, imagesInEcr } from "../../components/registries/ecr";
import type { RuleContext } from "../../components/setting-rules";
import { record, type Recording } from "../support/recorder";
import { allow, makeContext, out, ref, statements } from "./surroundings";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000";
const SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:hub-AbCdEf";
const push = { username: "acmepush", passwordParameter: "/acme/hub/push", keyArn: KEY };
const pull = { username: "acmeread", passwordParameter: "/acme/hub/pull" };
const before = { ...ref, environment: "before" };

async function made(settings: object): Promise<Recording> {
    return record(() => {
        const context = makeContext({ secrets: { hubPush: "x", hubPull: "y" } });
        const hub = dockerHub.make("web", dockerHub.settings.parse(settings), {}, context, {});
        const shown = ({ allow: granted, ...part }: { allow: Parameters<typeof renderPolicy>[0] }): object => ({
            ...part,
            allow: renderPolicy(granted),
        });
        return {
            ...{ url: hub.repositoryUrl, push: shown(hub.push), publish: shown(hub.publish), keep: shown(hub.keep) },
            ...{ copy: shown(hub.copy(before)), tasks: shown(hub.pullsInTasks()), host: shown(hub.pullsOnHost) },
        };
    });
}

type Part = Record<string, unknown>;
const full = { repository: "acme/web", push, pull: { ...pull, secretArn: SECRET } };
const readsPull = allow(["ssm:GetParameter"], ["arn:aws:ssm:eu-west-1:111122223333:parameter/acme/hub/pull"]);

const opens = (parameter: string): object => ({
    StringEquals: {
        "kms:ViaService": "ssm.eu-west-1.amazonaws.com",
        "kms:EncryptionContext:PARAMETER_ARN": parameter,
    },
});

describe("docker-hub", () => {
    it("makes nothing in AWS: no repository, no secret, no key", async () => {
        const shared = (await record(() => void makeContext())).registrations.map(({ urn }) => urn);
        assert.deepEqual(
            (await made(full)).registrations.map(({ urn }) => urn),
            shared,
        );
    });

    it("has who builds read the token that may push, by its key and for that parameter alone", async () => {
        const { outputs } = await made(full);
        const parameter = "arn:aws:ssm:eu-west-1:111122223333:parameter/acme/hub/push";
        for (const part of ["push", "publish"])
            assert.deepEqual(statements((outputs[part] as Part)["allow"]), [
                allow(["ssm:GetParameter"], [parameter]),
                allow(["kms:Decrypt"], [KEY], opens(parameter)),
            ]);
        assert.deepEqual((outputs["push"] as Part)["env"], {
            REPOSITORY_URI: "docker.io/acme/web",
            REGISTRY_USER: "acmepush",
            PASSWORD_PARAMETER: "/acme/hub/push",
            PASSWORD_KEY_ARN: KEY,
        });
    });

    it("has who pulls read the other token, which AWS's own key encrypts and no statement is about", async () => {
        const { outputs } = await made(full);
        for (const part of ["copy", "host"])
            assert.deepEqual(statements((outputs[part] as Part)["allow"]), [readsPull]);
        assert.equal((outputs["host"] as Part)["login"], "docker-hub");
        assert.deepEqual((outputs["copy"] as Part)["scripts"], ["image-docker-hub", "image-by-docker", "image-stays"]);
        assert.deepEqual(statements((outputs["keep"] as Part)["allow"]), []);
    });

    it("has ECS log in by a secret", async () => {
        const { outputs } = await made(full);
        const { allow: granted, credentialsArn } = outputs["tasks"] as Part;
        assert.equal(credentialsArn, SECRET);
        assert.deepEqual(statements(granted), [allow(["secretsmanager:GetSecretValue"], [SECRET])]);
    });

    it("makes parameters and a login of the stack's own secrets, where they are named", async () => {
        const recording = await made({
            repository: "acme/web",
            push: { username: "acmepush", passwordSecret: "hubPush" },
            pull: { username: "acmeread", passwordSecret: "hubPull" },
        });
        const { outputs } = recording;
        const key = out(recording, "aws:kms/key:Key", "secrets", "arn");
        const named = (secret: string): string => `/secrets/project/stack/${secret}`;
        const reads = (secret: string): object[] => {
            const parameter = `arn:aws:ssm:eu-west-1:111122223333:parameter${named(secret)}`;
            return [allow(["ssm:GetParameter"], [parameter]), allow(["kms:Decrypt"], [key], opens(parameter))];
        };
        assert.deepEqual(statements((outputs["push"] as Part)["allow"]), reads("hubPush"));
        for (const part of ["copy", "host"])
            assert.deepEqual(statements((outputs[part] as Part)["allow"]), reads("hubPull"));
        assert.deepEqual((outputs["push"] as Part)["env"], {
            REPOSITORY_URI: "docker.io/acme/web",
            REGISTRY_USER: "acmepush",
            PASSWORD_PARAMETER: named("hubPush"),
            PASSWORD_KEY_ARN: key,
        });
        const secret = out(recording, "aws:secretsmanager/secret:Secret", "web-docker-hub", "arn");
        assert.equal((outputs["tasks"] as Part)["credentialsArn"], secret);
        assert.match(String((outputs["tasks"] as Part)["allow"]), /kms:EncryptionContext:SecretARN/);
    });

    for (const [what, wrong] of Object.entries({
        "a token in the place of a parameter's name": { ...full, pull: { ...pull, passwordParameter: "dckr_pat_x" } },
        "a repository without a namespace": { ...full, repository: "web" },
        "a tag": { ...full, repository: "acme/web:latest" },
        "a password": { ...full, pull: { ...pull, password: "x" } },
    }))
        it(`refuses ${what}`, () => assert.equal(dockerHub.settings.safeParse(wrong).success, false));

    const about = { makes: true, pullsBySecret: false, linesBefore: [], account: "111122223333", line: "web" };
    const refused = (settings: object, more: object = {}): unknown[] =>
        (dockerHub.rules ?? []).flatMap((rule) =>
            rule(dockerHub.settings.parse(settings), { ...about, ...more } as unknown as RuleContext<never>).map(
                ({ at }) => at.join("."),
            ),
        );
    it("is refused without who pushes where images are built, and with two lines in one repository", () => {
        assert.deepEqual(refused(full), []);
        assert.deepEqual(refused({ ...full, push: undefined }), ["push"]);
        const linesBefore = [{ line: "api", settings: dockerHub.settings.parse(full) }];
        assert.deepEqual(refused(full, { linesBefore }), ["repository"]);
    });
});

describe("ecr", () => {
    it("is a repository that builds by `up` can push to; another registry is none", async () => {
        await record(() => {
            const context = makeContext();
            assert.ok(imagesInEcr(ecr.make("web", {}, {}, context, {})).repositoryArn);
            const hub = dockerHub.make("api", dockerHub.settings.parse(full), {}, context, {});
            assert.throws(() => imagesInEcr(hub), /lie in no registry of ECR/);
        });
    });
});
