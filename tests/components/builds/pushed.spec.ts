import * as assert from "node:assert/strict";

import * as sound from "../../../components/builds/pushed";
import { image, type ImageStore } from "../../../components/carries/image";
import { renderPolicy } from "../../../components/documents/policy";
import { ecr } from "../../../components/registries/ecr";
import type { RuleContext } from "../../../components/setting-rules";
import type { Json } from "../../../plan/document";
import { matches, patternOf } from "../../../rehearsal/events/pattern";
import { mutated } from "../../support/mutant";
import { record, type Recording } from "../../support/recorder";
import { allow, makeContext, statements } from "../surroundings";

type Sound = Pick<typeof sound, "pushed">;
const URL = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/project-stack/web";
const CI = "arn:aws:iam::444455556666:role/ci";

async function made(settings: object, { pushed: kind }: Sound = sound): Promise<Recording> {
    return record(() => {
        const context = makeContext();
        const chosen = kind.settings.parse(settings);
        const registry = ecr.make("web", {}, { othersPush: kind.othersPush?.(chosen) }, context, {});
        const store: ImageStore = image.makeStore("web", { registry }, context, {});
        const { source, starts, nextSteps, outputs } = kind.make("web", chosen, { store }, context, {});
        return { source: source?.run, allow: renderPolicy(source?.allow ?? []), starts, nextSteps, outputs };
    });
}

/** AWS's example of a push, with another tag: https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html */
function push(tag: string | undefined, repository = "project-stack/web"): Record<string, Json> {
    return {
        version: "0",
        id: "13cde686-328b-6117-af20-0e5566167482",
        "detail-type": "ECR Image Action",
        source: "aws.ecr",
        account: "111122223333",
        time: "2019-11-16T01:54:34Z",
        region: "eu-west-1",
        resources: [],
        detail: {
            result: "SUCCESS",
            "repository-name": repository,
            "image-digest": "sha256:7f5b2640fe6fb4f46592dfd3410c4a79dac4f89e4782432e0378abcd1234",
            "action-type": "PUSH",
            ...(tag === undefined ? {} : { "image-tag": tag }),
        },
    };
}

async function startedBy(settings: object, tags: readonly (string | undefined)[], kind?: Sound): Promise<unknown[]> {
    const { outputs } = await made(settings, kind);
    const [start] = outputs["starts"] as [{ readonly event: Json }];
    return tags.filter((tag) => matches(patternOf(start.event), push(tag)));
}

const THEIRS = ["latest", "v1.2.3", "released", "candidate-2", "9c1e5b7f", "live"];
/** What this program calls images: the candidate, a release, what is live. */
const OURS = ["candidate", "release-920c25709bc8", "live-staging"];

describe("pushed", () => {
    it("is started by a push of its tag, and pins the digest that was pushed", async () => {
        const { outputs } = await made({});
        assert.deepEqual(outputs["source"], {
            action: {
                category: "Source",
                provider: "ECR",
                configuration: { RepositoryName: "project-stack/web", ImageTag: "latest" },
            },
        });
        const [{ pins, source }] = outputs["starts"] as [Record<string, unknown>];
        assert.deepEqual(
            { pins, source },
            { pins: { revision: "IMAGE_DIGEST", from: "$.detail.image-digest" }, source: "Image" },
        );
        assert.deepEqual(await startedBy({}, [...THEIRS, ...OURS, undefined]), ["latest"]);
        assert.deepEqual(await startedBy({ tag: "live" }, [...THEIRS, ...OURS]), ["live"]);
        assert.deepEqual(statements(outputs["allow"]), [
            allow(["ecr:DescribeImages"], ["arn:aws:ecr:eu-west-1:111122223333:repository/project-stack/web"]),
        ]);
    });

    it("is started by every tag that is not ours, where it is told so; by none of another line, or without a name", async () => {
        assert.deepEqual(await startedBy({ tag: "*" }, [...THEIRS, ...OURS, undefined]), THEIRS);
        const [start] = (await made({ tag: "*" })).outputs["starts"] as [{ readonly event: Json }];
        assert.equal(matches(patternOf(start.event), push("latest", "project-stack/api")), false);
    });

    for (const [sound, wrong, started] of [
        ['"release-*", LIVE_TAGS]', "LIVE_TAGS]", "release-920c25709bc8"],
        ['[exports.CANDIDATE_TAG, "release-*"', '["release-*"', "candidate"],
        ['"release-*", LIVE_TAGS]', '"release-*"]', "live-staging"],
    ] as const)
        it(`mutant: a line that does not know ${started} for its own is started by what it did itself`, async () => {
            const kind = mutated<Sound>("components/builds/pushed", "components/carries/image-registry", [
                sound,
                wrong,
            ]);
            assert.deepEqual(await startedBy({ tag: "*" }, OURS, kind), [started]);
        });

    it("lets its tag move and no other one, and nobody push but who was named", async () => {
        const moving = async (settings: object): Promise<unknown> =>
            (await made(settings)).one("aws:ecr/repository:Repository").inputs["imageTagMutabilityExclusionFilters"];
        const filters = (...names: string[]): object[] => names.map((filter) => ({ filter, filterType: "WILDCARD" }));
        assert.deepEqual(await moving({ tag: "edge" }), filters("candidate", "edge", "live-*"));
        assert.deepEqual(await moving({ tag: "*" }), filters("candidate", "latest", "live-*"));
        assert.deepEqual((await made({})).all("aws:ecr/repositoryPolicy:RepositoryPolicy"), []);
    });

    it("lets who was named push, as AWS's page says: without a resource, which ECR refuses", async () => {
        const recording = await made({ mayPush: [CI] });
        const { policy, repository } = recording.one("aws:ecr/repositoryPolicy:RepositoryPolicy").inputs;
        assert.equal(repository, "project-stack/web");
        assert.deepEqual(JSON.parse(String(policy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Action: [
                        "ecr:BatchCheckLayerAvailability",
                        "ecr:BatchGetImage",
                        "ecr:CompleteLayerUpload",
                        "ecr:InitiateLayerUpload",
                        "ecr:PutImage",
                        "ecr:UploadLayerPart",
                    ],
                    Effect: "Allow",
                    Principal: { AWS: [CI] },
                },
            ],
        });
        assert.match(String(recording.outputs["nextSteps"]), /arn:aws:iam::444455556666:role\/ci may push there/);
    });

    it("says how to push, and where", async () => {
        const { outputs } = await made({ tag: "edge" });
        const [step] = outputs["nextSteps"] as [string];
        assert.match(step, new RegExp(`^push an image for linux/amd64 as ${URL}:edge `));
        assert.match(
            step,
            /named in build\.mayPush of the line, and needs ecr:GetAuthorizationToken; until then web-make is red$/,
        );
        assert.deepEqual(outputs["outputs"], { repositoryUrl: URL });
    });

    const refused = (tag: string): unknown[] =>
        (sound.pushed.rules ?? []).flatMap((rule) =>
            rule(sound.pushed.settings.parse({ tag }), {} as RuleContext<never>).map(({ at, instead }) => [
                at,
                instead,
            ]),
        );
    it("refuses to wait for a tag of ours: it would be started by what it did", () => {
        for (const tag of OURS) assert.deepEqual(refused(tag), [[["tag"], "latest"]]);
        for (const tag of [...THEIRS, "*"]) assert.deepEqual(refused(tag), []);
    });

    for (const wrong of [{ tag: "v*" }, { tag: "-x" }, { tag: "" }, { mayPush: ["ci"] }, { mayPush: ["*"] }])
        it(`refuses ${JSON.stringify(wrong)}`, () =>
            assert.equal(sound.pushed.settings.safeParse(wrong).success, false));
});
