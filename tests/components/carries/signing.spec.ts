import * as assert from "node:assert/strict";

import { image } from "../../../components/carries/image";
import { renderPolicy } from "../../../components/documents/policy";
import type { ScriptPart } from "../../../components/shell";
import { record, type Recording } from "../../support/recorder";
import { allow, makeContext, makeStore, ref, statements } from "../surroundings";

const ARN = "arn:aws:ecr:eu-west-1:111122223333:repository/project-stack/web";
const PROFILE = "arn:aws:signer:eu-west-1:111122223333:/signing-profiles/project_images";
const SIGNS = allow(["signer:SignPayload"], [PROFILE]);
const ASKS = allow(["ecr:DescribeImageSigningStatus"], [ARN]);

describe("an image that ECR signs", () => {
    let recording: Recording;

    before(async () => {
        const shown = ({ allow: granted, ...part }: ScriptPart): object => ({ ...part, allow: renderPolicy(granted) });
        recording = await record(() => {
            const { registry, publish, trust, keep, copy } = makeStore(makeContext(), { sign: {} });
            assert.ok(trust);
            const from = { ...ref, environment: "before", account: "444455556666" };
            const parts = { push: registry.push, publish, trust, keep, copy: copy(from) };
            return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, shown(part)]));
        });
    });

    const part = (name: string) => recording.outputs[name] as { scripts: string[]; env: Record<string, string> };
    const may = (name: string) => statements((recording.outputs[name] as { allow: unknown }).allow) as unknown[];
    const includes = (name: string, statement: unknown) =>
        may(name).some((one) => JSON.stringify(one) === JSON.stringify(statement));

    it("is signed in the name of whoever pushes it or names it anew, by the one profile", () => {
        const signing = ["push", "publish", "trust", "keep", "copy"].filter((name) => includes(name, SIGNS));
        assert.deepEqual(signing, ["push", "publish", "keep", "copy"]);
    });

    it("has its signature pushed by the same roles, as AWS publishes it", () => {
        const uploads = ["BatchCheckLayerAvailability", "CompleteLayerUpload", "InitiateLayerUpload", "PutImage"];
        for (const name of ["push", "publish", "keep", "copy"]) {
            const actions = JSON.stringify(may(name));
            for (const each of [...uploads, "UploadLayerPart"]) assert.ok(actions.includes(`ecr:${each}`), name + each);
        }
    });

    it("is asked about by whoever releases, copies and prepares it, and by nobody else", () => {
        const asking = ["push", "publish", "trust", "keep", "copy"].filter((name) => includes(name, ASKS));
        assert.deepEqual(asking, ["publish", "trust", "copy"]);
        for (const name of asking) {
            assert.ok(part(name).scripts.includes("image-signed"), name);
            assert.equal(part(name).env["SIGNED_BY"], PROFILE);
        }
        const { scripts, env } = part("trust");
        assert.deepEqual(
            [scripts, env["PLACEHOLDER"], may("trust")],
            [["image", "image-signed", "image-trusted"], image.placeholder.what, [ASKS]],
        );
    });

    it("may be signed by a profile that is not the account stack's", async () => {
        const profileArn = "arn:aws:signer:eu-west-1:999988887777:/signing-profiles/acme_shared";
        const other = await record(() => ({
            env: makeStore(makeContext(), { sign: { profileArn } }).publish.env,
        }));
        assert.equal((other.outputs["env"] as Record<string, string>)["SIGNED_BY"], profileArn);
    });

    it("asks for nothing where nobody set it", async () => {
        const plain = await record(() => {
            const { trust, publish } = makeStore(makeContext());
            return { isTrusted: trust !== undefined, env: publish.env, allow: renderPolicy(publish.allow) };
        });
        assert.equal(plain.outputs["isTrusted"], false);
        assert.ok(!("SIGNED_BY" in (plain.outputs["env"] as object)));
        assert.ok(!JSON.stringify(plain.outputs["allow"]).includes("sign"));
    });
});
