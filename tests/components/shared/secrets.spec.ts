import * as assert from "node:assert/strict";

import { renderPolicy } from "../../../components/documents/policy";
import { Secrets } from "../../../components/shared/secrets";
import { mutated } from "../../support/mutant";
import { record, type Recording } from "../../support/recorder";
import { allow, below, out, ref, statements } from "../surroundings";

type Module = { readonly Secrets: typeof Secrets };
const TOKEN = "correct horse battery staple";
const made = (module: Module = { Secrets }): Promise<Recording> =>
    record(() => {
        const secrets = new module.Secrets("secrets", { ref, values: { dockerHubPull: TOKEN } });
        const { arn, allow: granted } = secrets.login("web", { username: "acme", secret: "dockerHubPull" }, {});
        return { parameter: secrets.parameter("dockerHubPull"), arn, allow: renderPolicy(granted) };
    });

describe("Secrets", () => {
    it("is a key of its own and a SecureString for each, by a name that hooks of older revisions know", async () => {
        const recording = await made();
        assert.deepEqual(below(recording, "Secrets", "secrets"), ["Key secrets", "Parameter secrets-dockerHubPull"]);
        assert.deepEqual(recording.one("aws:ssm/parameter:Parameter").inputs, {
            name: "/secrets/project/stack/dockerHubPull",
            type: "SecureString",
            keyId: out(recording, "aws:kms/key:Key", "secrets", "arn"),
            value: { secret: true },
        });
    });

    it("is read by the parameter's name, ARN and key, and shown by none of them", async () => {
        const { outputs, plan } = await made();
        assert.deepEqual(outputs["parameter"], {
            name: "/secrets/project/stack/dockerHubPull",
            arn: "arn:aws:ssm:eu-west-1:111122223333:parameter/secrets/project/stack/dockerHubPull",
            keyArn: outputs["parameter"] && (outputs["parameter"] as Record<string, string>)["keyArn"],
        });
        assert.doesNotMatch(JSON.stringify(plan), /correct horse/);
    });

    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html
    it("is a login in Secrets Manager for who asks, which its reader decrypts and nothing else", async () => {
        const recording = await made();
        const key = out(recording, "aws:kms/key:Key", "secrets", "arn");
        const arn = out(recording, "aws:secretsmanager/secret:Secret", "web", "arn");
        const { inputs } = recording.one("aws:secretsmanager/secretVersion:SecretVersion");
        assert.deepEqual(inputs, { secretId: arn, secretString: { secret: true } });
        assert.equal(recording.outputs["arn"], arn);
        assert.deepEqual(statements(recording.outputs["allow"]), [
            allow(["secretsmanager:GetSecretValue"], [arn]),
            allow(["kms:Decrypt"], [key], {
                StringEquals: {
                    "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com",
                    "kms:EncryptionContext:SecretARN": arn,
                },
            }),
        ]);
    });

    it("mutant: a right to decrypt without a condition opens whatever the key encrypts", async () => {
        const module = mutated<Module>("components/shared/secrets", "components/shared/secrets", [
            "[`kms:EncryptionContext:${context}`]: arn",
            "[context]: arn",
        ]);
        const granted = JSON.stringify(statements((await made(module)).outputs["allow"]));
        assert.doesNotMatch(granted, /kms:EncryptionContext:SecretARN/);
    });
});
