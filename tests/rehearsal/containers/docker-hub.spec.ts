import assert from "node:assert/strict";
import { join } from "node:path";

import type { Caller } from "../../../rehearsal/account/gateway";
import { dockerCommand } from "../../../rehearsal/containers/cli";
import { referenceOf, RegistryClient } from "../../../rehearsal/containers/registry-client";
import { heldInStore } from "../../../rehearsal/services/secrets";
import { sealImage, type BuiltImage } from "../../../rehearsal/services/image";
import { accountOf, type TestAccount } from "../../support/account";
import { planOf } from "../../support/program";

const by: Caller = { role: "arn:aws:iam::111122223333:role/build", as: "job" };
const NAME = "docker.io/acme/links";

describe("Docker Hub, rehearsed", () => {
    let test: TestAccount;
    let image: BuiltImage;
    beforeEach(async () => {
        const configFile = join("tests", "fixtures", "docker-hub", "Pulumi.staging.yaml");
        test = accountOf([await planOf("staging", { configFile })]);
        image = made("one");
    });
    afterEach(() => test.remove());

    const made = (text: string): BuiltImage => {
        const { blobs } = test.account;
        return sealImage(blobs, Buffer.from(JSON.stringify({ text })), [blobs.put(Buffer.from(text))]);
    };
    const token = (role: "push" | "pull"): string =>
        heldInStore(
            test.account,
            role === "push" ? "/secrets/fairlead/staging/dockerHubPush" : "/acme/docker-hub/pull",
        );
    const client = (username?: string, password = ""): RegistryClient => {
        const registry = new RegistryClient(test.account, by, new Map());
        if (username !== undefined) assert.equal(registry.logIn("docker.io", username, password), true);
        return registry;
    };
    const pusher = (): RegistryClient => client("acmepush", token("push"));
    const reader = (): RegistryClient => client("acmeread", token("pull"));

    it("makes a repository by the first push, which who reads can pull by digest", async () => {
        await pusher().push(image, referenceOf(`${NAME}:1`));
        const digest = test.facts("image")[0]?.blobs?.[0];
        assert.deepEqual(await reader().pull(referenceOf(`${NAME}@${String(digest)}`)), image);
    });

    it("moves tags", async () => {
        const other = made("two");
        for (const each of [image, other]) await pusher().push(each, referenceOf(`${NAME}:1`));
        assert.deepEqual(await reader().look(referenceOf(`${NAME}:1`)), other);
    });

    it("knows an account by its own token alone", () => {
        const registry = new RegistryClient(test.account, by, new Map());
        assert.equal(registry.logIn("docker.io", "acmepush", token("pull")), false);
        assert.equal(registry.logIn("docker.io", "somebody", token("push")), false);
    });

    it("refuses a push by who may read, a pull without a login, and what is another's", async () => {
        await assert.rejects(reader().push(image, referenceOf(`${NAME}:1`)), /insufficient_scope/);
        await pusher().push(image, referenceOf(`${NAME}:1`));
        await assert.rejects(client().pull(referenceOf(`${NAME}:1`)), /repository does not exist or may require/);
        await assert.rejects(
            pusher().push(image, referenceOf("docker.io/acme/other:1")),
            /does not exist or may require/,
        );
        await assert.rejects(reader().pull(referenceOf(`${NAME}:2`)), /docker\.io\/acme\/links:2: not found/);
    });

    const docker = (words: readonly string[], stdin = ""): ReturnType<typeof dockerCommand> =>
        dockerCommand([...words], {
            ...{ account: test.account, by, login: new Map(), say: () => undefined },
            stdin: Buffer.from(stdin),
            read: () => Promise.reject(new Error("no file")),
            write: () => Promise.resolve(),
            lend: () => Promise.reject(new Error("nothing is built")),
        });
    it("refuses by name what it does not know: a password on the command line, another format, another registry", async () => {
        const refused = [
            await docker(["login", "--username", "acmepush", "--password", "x"]),
            await docker(["login", "--username", "acmepush", "--password-stdin", "ghcr.io"], "x"),
            await docker(["buildx", "imagetools", "inspect", `${NAME}:1`]),
            await docker(["pull", "ghcr.io/acme/web:1"]),
        ];
        for (const { code, err } of refused) assert.match(`${code} ${err}`, /^1 .*not rehearsed: /s);
    });

    it("answers a wrong token as Docker Hub does", async () => {
        const { code, err } = await docker(["login", "--username", "acmepush", "--password-stdin"], "wrong");
        assert.equal(code, 1);
        assert.match(err, /401 Unauthorized/);
    });
});
