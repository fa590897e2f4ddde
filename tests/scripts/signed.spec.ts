import assert from "node:assert/strict";

import { needTools, run, unneeded, type Json, type Run } from "./fixture";
import { candidate, publishEnv, scripts, staging } from "./publishing";
import { newImage, newRelease, placeholder, registry } from "./samples";

const PROFILE = "arn:aws:signer:eu-west-1:111122223333:/signing-profiles/shop_images";
const signed = (status: string, more: Json = {}): Json => ({ signingProfileArn: PROFILE, status, ...more });
const COMPLETE = signed("COMPLETE");
const FAILED = signed("FAILED", { failureCode: "AccessDenied", failureReason: "no identity-based policy allows it" });
const OTHERS = { ...COMPLETE, signingProfileArn: `${PROFILE}_of_others` };
const ASKED = "ecr:DescribeImageSigningStatus";

describe("an image's signature", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    describe("as script publish asks for it", () => {
        const at = scripts.indexOf("image-publish");
        const signing = [...scripts.slice(0, at), "image-signed", ...scripts.slice(at)];
        const published = (signatures: Json[][], deny: string[] = [], mutant?: [string, string]) =>
            run(signing, {
                env: { ...publishEnv, SIGNED_BY: PROFILE },
                world: staging((world) => Object.assign(world, { signatures, deny })),
                files: { "imageDetail.json": JSON.stringify({ ImageURI: `${registry}/web@${newImage.digest}` }) },
                ...(mutant ? { mutant } : {}),
            });

        it("is waited for, and stands in the release", () => {
            const done = published([[], [signed("IN_PROGRESS")], [COMPLETE]]);
            assert.equal(done.code, 0, done.err);
            const { checks } = candidate(done.world) as { checks: Json[] };
            assert.deepEqual(checks.at(-1), { kind: "signature", by: PROFILE });
            assert.equal(done.sleeps, 2);
        });

        const RED: readonly (readonly [says: string, answers: Json[][], words: RegExp])[] = [
            ["it failed", [[FAILED]], /could not: AccessDenied, no identity-based policy .* needs signer:SignPayload/],
            ["there is none", [[]], /there is none\. .* oncePerAccount\.registrySigning, and release a new commit/],
            ["another profile alone has signed it", [[OTHERS]], /there is none/],
            ["it does not end", [[signed("IN_PROGRESS")]], /still IN_PROGRESS after 2 minutes/],
        ];
        for (const [says, answers, words] of RED)
            it(`is red where ${says}, and nothing is released`, () => {
                const { code, err, world } = published(answers);
                assert.equal(code, 1);
                assert.match(err, words);
                assert.notEqual(candidate(world)["digest"], newImage.digest);
            });

        it("is red without the right to ask, by name", () => {
            const { code, err } = published([[COMPLETE]], [ASKED]);
            assert.equal(code, 1);
            assert.match(err, new RegExp(`not authorized to perform: ${ASKED}`));
        });

        it("mutant: any profile's word will do, and an image that another line signed is released", () => {
            const mutant: [string, string] = ["select(.signingProfileArn == $by)", "select(true)"];
            assert.equal(published([[OTHERS]], [], mutant).code, 0);
        });
    });

    describe("as script prepare asks for it", () => {
        const prepare = (what: string, signatures: Json[][], mutant?: [string, string]): Run =>
            run(["image", "image-signed", "image-trusted"], {
                env: {
                    ...{ LINE: "web", CARRIES: "image", SIGNED_BY: PROFILE, REPOSITORY_NAME: "web" },
                    ...{ REPOSITORY_URI: `${registry}/web`, PLACEHOLDER: String(placeholder["what"]) },
                },
                world: staging((world) => Object.assign(world, { signatures })),
                files: {
                    "release.json": JSON.stringify({
                        ...newRelease,
                        what,
                        digest: what.split("@")[1],
                        placeholder: true,
                    }),
                },
                then: "take_release .\ncarried_trusted",
                ...(mutant ? { mutant } : {}),
            });
        const own = `${registry}/web@${newImage.digest}`;

        it("lets pass what is signed, and the placeholder, of which it asks nobody", () => {
            assert.equal(prepare(own, [[COMPLETE]]).code, 0);
            const first = prepare(String(placeholder["what"]), [[]]);
            assert.deepEqual([first.code, first.calls], [0, []], first.err);
        });

        it("refuses what is not, also where its release says that it is the placeholder, and an image from elsewhere", () => {
            const { code, err } = prepare(own, [[]]);
            assert.equal(code, 1);
            assert.match(err, /there is none/);
            const elsewhere = prepare(`evil.example/web@${newImage.digest}`, [[COMPLETE]]);
            assert.equal(elsewhere.code, 1);
            assert.match(elsewhere.err, /names evil\.example.*look who wrote that release/);
        });

        it("mutant: by the release's own word, anybody's image is the placeholder", () => {
            const mutant: [string, string] = ['"$release_what" != "$PLACEHOLDER"', '"$release_placeholder" != true'];
            assert.equal(prepare(`evil.example/web@${newImage.digest}`, [[]], mutant).code, 0);
        });
    });

    describe("headers", () => {
        it("name no call that nothing here needed", () =>
            assert.deepEqual(unneeded(["image-signed", "image-trusted"]), ["image-trusted: nothing"]));
    });
});
