import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import type * as settings from "../../stacks/settings";
import { plainSecretsIn } from "../../stacks/settings/neighbours";
import { mutated } from "../support/mutant";
import { asPulumiGivesIt, changed, complaint, parsed, type Raw, stackFile } from "./stack-files";

const TOKEN = "correct horse battery staple";
const keys = { secretKeys: ["fairlead:secrets"], regionOf: () => "eu-west-1" };
const stack = (secrets: unknown): Raw =>
    changed(stackFile("Pulumi.prod.yaml"), {
        secrets,
        "services.web.registry": {
            kind: "docker-hub",
            repository: "acme/web",
            pull: { username: "acmeread", passwordSecret: "dockerHubPull" },
        },
    });
const decrypted = (secrets: unknown): Raw => asPulumiGivesIt(stack(secrets));

describe("secrets of a stack's file", () => {
    it("are values that Pulumi goes on encrypting, by name, and no part of any other setting", async () => {
        const { secrets, ...others } = parsed(decrypted({ dockerHubPull: TOKEN }), "prod", keys);
        assert.equal(JSON.stringify(others).includes(TOKEN), false);
        assert.deepEqual(Object.keys(secrets ?? {}), ["dockerHubPull"]);
        const kept = pulumi.output(secrets?.["dockerHubPull"]) as unknown as Record<"promise" | "isSecret", unknown> & {
            promise(): Promise<unknown>;
        };
        assert.equal(await kept.isSecret, true);
        assert.equal(await kept.promise(), TOKEN);
    });

    it("are accepted as the file has them, without what only Pulumi can read", () => {
        assert.equal(complaint(stack({ dockerHubPull: { secure: "v1:AAAA" } }), "prod", keys), undefined);
    });

    it("are not there where no file has any", () => {
        assert.equal("secrets" in parsed(stackFile("Pulumi.staging.yaml")), false);
    });

    const wrong: Readonly<Record<string, readonly [secrets: unknown, RegExp]>> = {
        "an empty one": [{ dockerHubPull: "" }, /secrets.dockerHubPull is empty/],
        "one that no parameter holds": [{ dockerHubPull: TOKEN.repeat(200) }, /secrets.dockerHubPull is 5600 bytes/],
        "one inside of another": [{ dockerHubPull: { [TOKEN]: TOKEN } }, /secrets.dockerHubPull is a map/],
        "a list": [[TOKEN], /fairlead:secrets is no map/],
        "one text for all": [TOKEN, /fairlead:secrets is no map/],
        "a number, which Pulumi does not encrypt": [{ dockerHubPull: 90125 }, /secrets.dockerHubPull is not encrypted/],
    };
    for (const [what, [secrets, says]] of Object.entries(wrong))
        it(`are told apart from ${what}, and not repeated`, () => {
            const told = complaint(decrypted(secrets), "prod", keys) ?? "";
            assert.match(told, says);
            assert.doesNotMatch(told, /correct|90125/);
        });

    it("in plain text are found beside encrypted ones, which Pulumi's own answer covers", () => {
        const mixed = decrypted({ dockerHubPull: TOKEN });
        const told = complaint(mixed, "prod", { ...keys, plainSecrets: () => ["dockerHubPull"] });
        assert.match(told ?? "", /fairlead:secrets.dockerHubPull is not encrypted/);
        const { parseSettings } = mutated<typeof settings>("stacks/settings", "stacks/settings/rules/secrets", [
            "plainSecrets?.() ?? []",
            "[]",
        ]);
        const context = { project: "fairlead", environment: "prod", ...keys, plainSecrets: () => ["dockerHubPull"] };
        assert.doesNotThrow(() => parseSettings(mixed, context));
    });

    it("mutant: left in the settings, they are repeated where a shape is wrong", () => {
        const { parseSettings } = mutated<typeof settings>("stacks/settings", "stacks/settings/rules/secrets", [
            'held[name] = { secure: "" };',
            "",
        ]);
        const context = { project: "fairlead", environment: "prod", ...keys };
        assert.throws(() => parseSettings(decrypted({ dockerHubPull: TOKEN }), context), /secrets.dockerHubPull is/);
    });
});

describe("the stack's own file", () => {
    it("says which secrets it has in plain text, and nothing where there is no such file", () => {
        const folder = mkdtempSync(path.join(tmpdir(), "stacks-"));
        const configFile = path.join(folder, "Pulumi.prod.yaml");
        const own = { project: "fairlead", environment: "prod", configFile };
        try {
            assert.deepEqual(plainSecretsIn(own), []);
            writeFileSync(configFile, "config: { fairlead:secrets: { a: { secure: v1:x }, b: plain } }");
            assert.deepEqual(plainSecretsIn(own), ["b"]);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
