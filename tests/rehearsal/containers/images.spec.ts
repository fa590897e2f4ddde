import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import { imageDigest, sealImage, type BuiltImage } from "../../../rehearsal/services/image";
import { digestOf } from "../../../rehearsal/engine/folder";
import * as rules from "../../../rehearsal/services/image-rules";
import { Images } from "../../../rehearsal/services/images";
import { type imageServices } from "../../../rehearsal/services/ecr";
import type { Judge } from "../../../rehearsal/account/gateway";
import { resource } from "../../support/account";
import { mutated } from "../../support/mutant";
import { arnOf, builder, OWNER, REGISTRY, repository, ContainerFixture } from "./fixture";

const WEB = arnOf("web");
const LOCKED = {
    imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
    imageTagMutabilityExclusionFilters: [
        { filter: "candidate", filterType: "WILDCARD" },
        { filter: "live-*", filterType: "WILDCARD" },
    ],
};

describe("ECR", () => {
    let fixture: ContainerFixture;
    let images: Images;
    beforeEach(() => {
        const resources = [
            repository("web", { ...LOCKED, imageScanningConfiguration: { scanOnPush: true } }),
            repository("prod"),
        ];
        fixture = new ContainerFixture({ resources });
        images = fixture.account.part(Images);
    });
    const fixtures: ContainerFixture[] = [];
    afterEach(async () => {
        await fixture.close();
        for (const one of fixtures.splice(0)) await one.close();
    });

    const imageWith = (content: string): BuiltImage =>
        sealImage(fixture.account.blobs, Buffer.from(`{"config":{},"content":"${content}"}`), [
            fixture.account.blobs.put(Buffer.from(content)),
        ]);
    const push = (content: string, tag: string) => images.push(REGISTRY, "web", imageWith(content), [tag]);
    const refusal = (code: string, message: RegExp) => (error: Error & { code?: string }) => {
        assert.equal(error.code, code);
        assert.match(error.message, message);
        return true;
    };

    it("raises the event of each push, and none where nothing was pushed", () => {
        const digest = push("one", "candidate");
        push("one", "candidate");
        assert.equal(fixture.events.length, 1);
        const { id, time, version, ...event } = fixture.events[0]?.data ?? {};
        assert.ok(id !== undefined && time !== undefined && version === "0", "what EventBridge adds");
        assert.deepEqual(event, {
            source: "aws.ecr",
            "detail-type": "ECR Image Action",
            account: OWNER,
            region: "eu-west-1",
            resources: [],
            detail: {
                result: "SUCCESS",
                "repository-name": "web",
                "image-digest": digest,
                "action-type": "PUSH",
                "image-tag": "candidate",
            },
        });
    });

    const mutability: readonly (readonly [inputs: JsonObject, tag: string, never: boolean])[] = [
        [{}, "v1", false],
        [{ imageTagMutability: "MUTABLE" }, "v1", false],
        [{ imageTagMutability: "IMMUTABLE" }, "v1", true],
        [LOCKED, "v1", true],
        [LOCKED, "candidate", false],
        [LOCKED, "candidates", true],
        [LOCKED, "live-1", false],
        [LOCKED, "xlive-1", true],
        [{ ...LOCKED, imageTagMutability: "MUTABLE_WITH_EXCLUSION" }, "live-1", true],
        [{ ...LOCKED, imageTagMutability: "MUTABLE_WITH_EXCLUSION" }, "v1", false],
    ];
    const wrongAbout = ({ neverMoves }: typeof rules) =>
        mutability.filter(
            ([inputs, tag, never]) =>
                neverMoves({ resource: repository("x", inputs) } as rules.Repository, tag) !== never,
        );

    it("moves tags where the repository lets them move, and nowhere else", () => {
        assert.deepEqual(wrongAbout(rules), []);
        const [first, second] = [push("one", "candidate"), push("two", "candidate")];
        assert.deepEqual(images.find(WEB, { tag: "candidate" })?.digest, second);
        assert.deepEqual(images.find(WEB, { digest: first })?.tags, []);
        push("one", "v1");
        assert.throws(
            () => push("two", "v1"),
            refusal("ImageTagAlreadyExistsException", /The image tag 'v1' already exists in the 'web' repository/),
        );
        assert.equal(images.find(WEB, { tag: "v1" })?.digest, first);
    });

    it("mutant: filters that stand anywhere in a tag are found out by the table", () => {
        const wrong = mutated<typeof rules>("rehearsal/services/image-rules", "text/wildcard", [
            "`^${first}",
            "`${first}",
        ]);
        assert.deepEqual(
            wrongAbout(wrong).map(([, tag]) => tag),
            ["xlive-1"],
        );
    });

    it("knows no repository that was not made", async () => {
        assert.throws(
            () => images.push(REGISTRY, "other", imageWith("x"), ["a"]),
            refusal("RepositoryNotFoundException", /'other' does not exist in the registry with id '111122223333'/),
        );
        await assert.rejects(
            fixture.call("ecr:DescribeImages", arnOf("other")),
            refusal("RepositoryNotFoundException", /other/),
        );
    });

    it("finds what a reference means, now and after a restart", async () => {
        const digest = push("one", "candidate");
        const after = new Images(fixture.account);
        for (const fact of fixture.facts) after.apply(fact);
        for (const part of [images, after]) {
            assert.equal(imageDigest(part.resolve(`${REGISTRY}/web:candidate`)), digest);
            assert.equal(imageDigest(part.resolve(`${REGISTRY}/web@${digest}`)), digest);
            assert.throws(() => part.resolve(`${REGISTRY}/web:v2`), refusal("ImageNotFoundException", /imageTag:'v2'/));
        }
    });

    it("describes images as AWS does", async () => {
        const digest = push("one", "candidate");
        const { imageDetails } = (await fixture.call("ecr:DescribeImages", WEB, {
            imageIds: [{ imageTag: "candidate" }],
        })) as { imageDetails: JsonObject[] };
        const [{ imagePushedAt, imageSizeInBytes, ...rest } = {} as JsonObject] = imageDetails;
        assert.deepEqual(rest, {
            registryId: OWNER,
            repositoryName: "web",
            imageDigest: digest,
            imageTags: ["candidate"],
            imageManifestMediaType: "application/vnd.docker.distribution.manifest.v2+json",
        });
        assert.ok(Date.now() - Date.parse(imagePushedAt as string) < 60_000 && (imageSizeInBytes as number) > 3);
        await assert.rejects(
            fixture.call("ecr:DescribeImages", WEB, { imageIds: [{ imageTag: "none" }] }),
            refusal(
                "ImageNotFoundException",
                /imageId \{imageDigest:'null', imageTag:'none'\} does not exist within the repository with name 'web'/,
            ),
        );
        assert.deepEqual(await fixture.call("ecr:DescribeImages", arnOf("prod")), { imageDetails: [] });
    });

    it("gives a manifest back byte for byte, and says what it does not have", async () => {
        const digest = push("one", "candidate");
        const answer = (await fixture.call("ecr:BatchGetImage", WEB, {
            imageIds: [{ imageDigest: digest }, { imageTag: "release-1" }],
        })) as { images: JsonObject[]; failures: JsonObject[] };
        assert.equal(digestOf(Buffer.from(answer.images[0]?.["imageManifest"] as string)), digest);
        assert.deepEqual(answer.images[0]?.["imageId"], { imageDigest: digest });
        assert.deepEqual(answer.failures, [
            {
                imageId: { imageTag: "release-1" },
                failureCode: "ImageNotFound",
                failureReason: "Requested image not found",
            },
        ]);
    });

    it("gives an image another tag once, and refuses what does not fit", async () => {
        const digest = push("one", "candidate");
        const imageManifest = imageWith("one").manifest.toString("utf8");
        const put = (more: JsonObject, on = WEB) => fixture.call("ecr:PutImage", on, { imageManifest, ...more });
        await put({ imageTag: "release-1", imageDigest: digest });
        assert.deepEqual(images.find(WEB, { digest })?.tags, ["candidate", "release-1"]);
        assert.equal(fixture.events.length, 2);
        await assert.rejects(put({ imageTag: "release-1" }), refusal("ImageAlreadyExistsException", /already exists/));
        await assert.rejects(
            put({ imageTag: "x", imageDigest: "sha256:0" }),
            refusal("ImageDigestDoesNotMatchException", /sha256:0/),
        );
        await assert.rejects(
            put({ imageTag: "x" }, arnOf("prod")),
            refusal("LayersNotFoundException", /required for pushing image/),
        );
    });

    it("takes layers in three calls", async () => {
        const digest = fixture.account.blobs.put(Buffer.from("layer"));
        const available = async () => {
            const { layers } = (await fixture.call("ecr:BatchCheckLayerAvailability", WEB, {
                layerDigests: [digest],
            })) as { layers: JsonObject[] };
            return layers[0]?.["layerAvailability"];
        };
        assert.equal(await available(), "UNAVAILABLE");
        const { uploadId = "" } = await fixture.call("ecr:InitiateLayerUpload", WEB);
        await assert.rejects(
            fixture.call("ecr:CompleteLayerUpload", WEB, { uploadId, layerDigests: [digest] }),
            refusal("UploadNotFoundException", /not found/),
        );
        assert.equal((await fixture.call("ecr:UploadLayerPart", WEB, { uploadId, digest }))["lastByteReceived"], 4);
        assert.equal(
            (await fixture.call("ecr:CompleteLayerUpload", WEB, { uploadId, layerDigests: [digest] }))["layerDigest"],
            digest,
        );
        assert.equal(await available(), "AVAILABLE");
        assert.match(
            String((await fixture.call("ecr:GetDownloadUrlForLayer", WEB, { layerDigest: digest }))["downloadUrl"]),
            /^https:/,
        );
        await assert.rejects(
            fixture.call("ecr:CompleteLayerUpload", WEB, { uploadId, layerDigests: [digest] }),
            refusal("LayerAlreadyExistsException", /already exists/),
        );
        await assert.rejects(
            fixture.call("ecr:GetDownloadUrlForLayer", arnOf("prod"), { layerDigest: digest }),
            refusal("LayersNotFoundException", /do not exist/),
        );
    });

    it("has scanned what is scanned on push, says that it did not, and knows no other scan", async () => {
        const imageDigest = push("one", "candidate");
        const { imageScanStatus, imageScanFindings } = await fixture.call("ecr:DescribeImageScanFindings", WEB, {
            imageId: { imageDigest },
        });
        assert.deepEqual(imageScanStatus, {
            status: "COMPLETE",
            description: "The rehearsal stands in for the scan: nothing was scanned.",
        });
        assert.deepEqual((imageScanFindings as JsonObject)["findingSeverityCounts"], {});
        images.push(REGISTRY, "prod", imageWith("one"), ["a"]);
        await assert.rejects(
            fixture.call("ecr:DescribeImageScanFindings", arnOf("prod"), { imageId: { imageDigest } }),
            refusal("ScanNotFoundException", /does not exist/),
        );
    });

    /** A registry whose images Inspector scans, and who may ask Inspector. */
    const inspected = (allowed: readonly string[]) => {
        const scanning = resource("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration", "all", {
            scanType: "ENHANCED",
        });
        const judge: Judge = ({ action }) =>
            allowed.includes(action) ? { allowed: true } : { allowed: false, where: "identity", missing: "{}" };
        const web = repository("web", { imageScanningConfiguration: { scanOnPush: true } });
        const one = new ContainerFixture({ resources: [web, scanning], judge });
        fixtures.push(one);
        const { blobs } = one.account;
        const image = sealImage(blobs, Buffer.from('{"config":{}}'), [blobs.put(Buffer.from("one"))]);
        const digest = one.account.part(Images).push(REGISTRY, "web", image, ["candidate"]);
        return { one, input: { imageId: { imageDigest: digest } } };
    };
    const scanOf = ({ one, input }: ReturnType<typeof inspected>) =>
        one.call("ecr:DescribeImageScanFindings", WEB, input);
    const inspector = ["inspector2:ListCoverage", "inspector2:ListFindings"];

    it("answers as Inspector does where the registry leaves scanning to it, to who may read Inspector", async () => {
        const { imageScanStatus, imageScanFindings } = await scanOf(
            inspected(["ecr:DescribeImageScanFindings", ...inspector]),
        );
        assert.equal((imageScanStatus as JsonObject)["status"], "ACTIVE");
        assert.deepEqual(imageScanFindings, { enhancedFindings: [], findingSeverityCounts: {} });
        for (const missing of inspector) {
            const rest = inspector.filter((action) => action !== missing);
            await assert.rejects(
                scanOf(inspected(["ecr:DescribeImageScanFindings", ...rest])),
                new RegExp(`may not ${missing} on \\*`),
            );
        }
    });

    it("mutant: a registry that asks Inspector for nobody's leave is found out", async () => {
        const file = "rehearsal/services/ecr";
        const broken = mutated<{ imageServices: typeof imageServices }>(file, file, ['=== "ENHANCED"', '=== "NONE"']);
        const { one, input } = inspected([]);
        const call = { by: builder, action: "", on: WEB, input };
        const answer = await broken.imageServices.get("ecr:DescribeImageScanFindings")?.(call, one.account);
        assert.ok("findings" in ((answer as JsonObject)["imageScanFindings"] as JsonObject));
    });

    it("mutant: a registry that takes images without their layers is found out", () => {
        const { Images: Careless } = mutated<{ Images: typeof Images }>(
            "rehearsal/services/images",
            "rehearsal/services/images",
            ["missing.length > 0", "false"],
        );
        const careless = new Careless(fixture.account);
        assert.throws(
            () => images.put(images.repository(WEB), imageWith("new").manifest, "v9"),
            /required for pushing/,
        );
        assert.doesNotThrow(() => careless.put(careless.repository(WEB), imageWith("new").manifest, "v9"));
    });
});
