import * as assert from "node:assert/strict";

import { bundle } from "../../../components/carries/bundle";
import { renderPolicy } from "../../../components/documents/policy";
import type { ScriptPart } from "../../../components/shell";
import { record, type Recording } from "../../support/recorder";
import { allow, makeContext, ref, statements } from "../surroundings";

const BUNDLES = "arn:aws:s3:::project-stack-releases-111122223333/bundles/web/*";
const before = { ...ref, environment: "before", account: "444455556666" };

const shown = ({ allow: granted, ...part }: ScriptPart): object => ({ ...part, allow: renderPolicy(granted) });

async function made(): Promise<Recording> {
    return record(() => {
        const store = bundle.makeStore("web", {}, makeContext(), {});
        const { publish, keep, fetch } = store;
        return {
            publish: shown(publish),
            keep: { ...keep },
            fetch: shown(fetch),
            copy: shown(store.copy(before)),
        };
    });
}

async function granted(part: string): Promise<unknown> {
    const { allow: policy } = (await made()).outputs[part] as Record<string, unknown>;
    return statements(policy);
}

const reads = allow(["s3:GetObject"], [BUNDLES]);
const adds = allow(["s3:PutObject"], [BUNDLES], { Null: { "s3:if-none-match": "false" } });

describe("bundle", () => {
    it("lies beside the line's releases: no bucket, no registry and no key of its own", async () => {
        const shared = (await record(() => ({ of: makeContext().environment }))).registrations.map(({ urn }) => urn);
        assert.deepEqual(
            (await made()).registrations.map(({ urn }) => urn),
            shared,
        );
    });

    it("is published by a role that may add bundles, and never write over one", async () => {
        assert.deepEqual(await granted("publish"), [reads, adds]);
    });

    it("is copied from one prefix of the other environment's bucket", async () => {
        assert.deepEqual(await granted("copy"), [
            allow(["s3:GetObject"], ["arn:aws:s3:::project-before-releases-444455556666/bundles/web/*"]),
            reads,
            adds,
        ]);
    });

    it("is read by a target, and kept without a right", async () => {
        assert.deepEqual(await granted("fetch"), [reads]);
        const { outputs } = await made();
        assert.deepEqual(outputs["keep"], { scripts: ["bundle-keep"], env: {}, allow: [] });
    });

    it("carries nothing as release 0: the checksum is that of no bytes", () => {
        // printf '' | sha256sum
        assert.deepEqual(bundle.placeholder, {
            what: "nothing",
            digest: "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        });
    });
});
