import assert from "node:assert/strict";

import { PUBLISHED, type Published } from "./published";
import { bundles, forget, machines, models, neighbours, shipped } from "./estates";
import { changed } from "./support/changed";
import { Estate } from "./support/estate";
import { misattributed, ungranted, unpublished, unreasoned } from "./support/published";

describe("what AWS publishes", function () {
    // Each estate is asked about each list: a second or two a test, and more where other suites run beside it.
    this.timeout(60_000);
    const estates: Estate[] = [];
    let all: Estate;
    before(async () => {
        all = await shipped();
        estates.push(all);
    });
    before(async () => {
        estates.push(await neighbours(), await machines(), await bundles());
    });
    after(forget);

    const wrong = (change: (text: string) => string): Estate => new Estate(changed(all.plans.all, change));
    /** The lists with one of them changed, as if AWS had or somebody here. */
    const with_ = (of: string, more: Partial<Published>): readonly Published[] => {
        assert.ok(PUBLISHED.some((entry) => entry.of === of));
        return PUBLISHED.map((entry) => (entry.of === of ? { ...entry, ...more } : entry));
    };

    it("is granted wherever it is wired, or left out", async () => {
        assert.deepEqual(ungranted(PUBLISHED, [...estates, await models()]), []);
    });

    it("is left out, or granted on less, only for a reason that can be read", () => {
        assert.deepEqual(unreasoned(PUBLISHED), []);
    });

    it("is all that is granted, but for rows with a source", () => {
        for (const estate of estates) assert.deepEqual(unpublished(PUBLISHED, estate), []);
    });

    it("is what the rows say it is", () => {
        for (const estate of estates) assert.deepEqual(misattributed(PUBLISHED, estate.allow), []);
    });

    it("says where it was read; what was not read lists nothing", () => {
        for (const { of, read, statements, page } of PUBLISHED) {
            assert.equal(read === "unread", statements.length === 0, of);
            assert.match(page, /^https:\/\//, of);
        }
    });

    it("mutant: the release's role may not read tags of versions", () => {
        const red = ungranted(PUBLISHED, [
            wrong((text) => text.replaceAll('\\"s3:GetObjectVersionTagging\\"', '\\"s3:GetObjectVersionTorrent\\"')),
        ]);
        assert.match(red.join("\n"), /web-ship Release: \S+ lacks s3:GetObjectVersionTagging .*action-reference-S3/);
    });

    it("mutant: CodeDeploy may ask about its own alarm alone", () => {
        const narrow = (text: string): string =>
            text.replace(
                /(\\"cloudwatch:DescribeAlarms\\"\],\\"Effect\\":\\"Allow\\",\\"Resource\\":\[\\")\*/g,
                "$1arn:aws:cloudwatch:eu-west-1:111122223333:alarm:web-errors",
            );
        assert.match(ungranted(PUBLISHED, [wrong(narrow)]).join("\n"), /web: \S+ lacks cloudwatch:DescribeAlarms/);
    });

    it("mutant: a page lists more than it did", () => {
        const more = [{ actions: ["ecr:DescribeImages", "ecr:DescribeRepositories"], on: "resource_ARN" }];
        assert.match(
            ungranted(with_("Amazon ECR action", { statements: more }), estates).join("\n"),
            /ecr:DescribeRepositories arises nowhere/,
        );
    });

    it("mutant: something is left out and nobody says why", () => {
        const silent = [{ action: "ecr:DescribeImages", because: "we do not need it" }];
        assert.deepEqual(unreasoned(with_("Amazon ECR action", { leftOut: silent })), [
            "Amazon ECR action: no source says why ecr:DescribeImages is left out or narrower",
        ]);
    });

    it("mutant: a grant that nobody publishes", () => {
        const more = (text: string): string =>
            text.replaceAll('\\"s3:GetBucketAcl\\"', '\\"s3:GetBucketAcl\\",\\"s3:GetBucketCORS\\"');
        assert.match(
            unpublished(PUBLISHED, wrong(more)).join("\n"),
            /web-ship-\S+ may s3:GetBucketCORS, which no page lists for it and no row asks/,
        );
    });

    it("mutant: CloudWatch may not use the key of the topic", () => {
        const closed = (text: string): string =>
            text.replaceAll('\\"cloudwatch.amazonaws.com\\"', '\\"ec2.amazonaws.com\\"');
        assert.match(
            ungranted(PUBLISHED, [wrong(closed)]).join("\n"),
            /lacks kms:GenerateDataKey\* \(\S+cloudwatch-configure-alarm-sns\)/,
        );
    });

    it("mutant: the queue of undelivered events stands under a key, and nobody lets EventBridge use it", () => {
        const keyed = with_("KMS permissions for AWS services that send to an encrypted queue", { leftOut: [] });
        assert.match(ungranted(keyed, estates).join("\n"), /encrypted queue: kms:GenerateDataKey arises nowhere/);
    });

    it("mutant: a row that names a page which does not list it", () => {
        const said = all.allow.map((question) =>
            question.action === "ecr:DescribeImages" ? { ...question, action: "ecr:ListImages" } : question,
        );
        assert.match(
            misattributed(PUBLISHED, said).join("\n"),
            /action-reference-ECR\.html does not list ecr:ListImages/,
        );
    });
});

describe("a region of another partition", () => {
    it("is asked about ARNs that begin as its own do", async () => {
        const { plans } = await shipped();
        const china = new Estate(
            changed(plans.all, (text) =>
                text.replaceAll("eu-west-1", "cn-north-1").replaceAll("arn:aws:", "arn:aws-cn:"),
            ),
        );
        assert.deepEqual(
            china.allow.filter(({ on }) => on.startsWith("arn:aws:")).map(({ on }) => on),
            [],
        );
        assert.deepEqual(china.missing(), []);
    });
});
