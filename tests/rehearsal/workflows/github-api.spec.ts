// GitHub's API as jobs find it, and the action that signs.
import * as assert from "node:assert/strict";
import type { AddressInfo } from "node:net";

import { githubApi } from "../../../rehearsal/workflows/github-stand-in";
import { job, play, REPOSITORY } from "./fixture";

const secrets = {};
const environments = {
    Production: { reviewed: true, secrets, variables: {} },
    staging: { reviewed: false, secrets, variables: {} },
};

describe("GitHub's API in a rehearsal", () => {
    const server = githubApi({ ...REPOSITORY, environments, archive: () => Buffer.alloc(0) });
    before(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
    after(() => new Promise((resolve) => server.close(resolve)));

    const ask = async (path: string, token = "Bearer x", method = "GET"): Promise<readonly [number, unknown]> => {
        const { port } = server.address() as AddressInfo;
        const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { authorization: token } });
        return [answer.status, await answer.json()];
    };
    const of = (name: string): string => `/repos/acme/web/environments/${name}`;

    it("says whom an environment asks, as its page has it", async () => {
        const [status, answer] = await ask(of("production"));
        const { protection_rules: rules, can_admins_bypass: bypass } = answer as {
            can_admins_bypass: boolean;
            protection_rules: { type: string; prevent_self_review: boolean }[];
        };
        assert.deepEqual(
            [status, rules.map(({ type, prevent_self_review: prevents }) => [type, prevents]), bypass],
            [200, [["required_reviewers", true]], false],
        );
        assert.deepEqual(await ask(of("staging")), [
            200,
            { name: "staging", protection_rules: [], can_admins_bypass: true },
        ]);
    });

    it("says of the repository whether it is private", async () => {
        const known = { full_name: "acme/web", private: true, visibility: "private" };
        assert.deepEqual(await ask("/repos/acme/web"), [200, known]);
        assert.equal((await ask("/repos/acme/web2"))[0], 501);
    });

    it("knows no environment that nobody made, and nobody without a token", async () => {
        assert.equal((await ask(of("other")))[0], 404);
        assert.equal((await ask(of("production"), ""))[0], 401);
    });

    it("refuses by name whatever else is asked", async () => {
        const refused = (what: string) => ({ message: `not rehearsed: ${what} of GitHub's API` });
        assert.deepEqual(await ask("/repos/acme/web/issues?state=open"), [501, refused("GET /repos/acme/web/issues")]);
        assert.deepEqual(await ask(of("staging"), "Bearer x", "PUT"), [501, refused(`PUT ${of("staging")}`)]);
    });
});

describe("actions/attest in a rehearsal", function () {
    this.timeout(30_000);
    const attest = (digest: string, permissions: string): string =>
        job(
            `- uses: actions/attest@v4\n  with: { subject-name: acme/web, subject-digest: "${digest}" }`,
            `permissions: ${permissions}\n`,
        );
    const SHA = `sha256:${"0".repeat(64)}`;

    it("asks for what the action asks for, and says that nothing is signed", async () => {
        const seen = await play(attest(SHA, "{ id-token: write, attestations: write }"));
        assert.equal(seen.end?.result, "success");
        assert.ok(seen.lines.includes(`Where it comes from: acme/web@${SHA}; nothing is signed here`));
    });

    it("refuses without its permissions, and what is no digest", async () => {
        const without = await play(attest(SHA, "{ id-token: write }"));
        assert.match(String(without.end?.why), /missing "attestations" permission/);
        const tag = await play(attest("latest", "{ id-token: write, attestations: write }"));
        assert.match(String(tag.end?.why), /subject-digest must be in the format/);
    });
});
