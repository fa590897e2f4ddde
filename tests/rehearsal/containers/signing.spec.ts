// What a registry signs as it is pushed, and what it says of that.
import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import type { Judge } from "../../../rehearsal/account/gateway";
import { sealImage } from "../../../rehearsal/services/image";
import { Images } from "../../../rehearsal/services/images";
import { resource } from "../../support/account";
import { arnOf, ContainerFixture, REGISTRY, repository } from "./fixture";

const WEB = arnOf("web");

describe("ECR, of what it signs", () => {
    const fixtures: ContainerFixture[] = [];
    afterEach(async () => {
        for (const one of fixtures.splice(0)) await one.close();
    });

    /** A registry that signs some of its repositories, or says nothing of that beside a job that asks for signatures. */
    const signing = (rules: JsonObject[] | undefined, denied: readonly string[] = []) => {
        const profile = (name: string) => `arn:aws:signer:eu-west-1:${REGISTRY.slice(0, 12)}:/signing-profiles/${name}`;
        const variable = (name: string, value: string): JsonObject => ({ name, value, type: "PLAINTEXT" });
        const variables = [variable("REPOSITORY_NAME", "web"), variable("SIGNED_BY", profile("said"))];
        const resources = [
            repository("web"),
            rules
                ? resource("aws:cloudcontrol/resource:Resource", "signing", {
                      typeName: "AWS::ECR::SigningConfiguration",
                      desiredState: JSON.stringify({ Rules: rules }),
                  })
                : resource("aws:codebuild/project:Project", "publish", {
                      environment: { environmentVariables: variables },
                  }),
        ];
        const judge: Judge = ({ action }) =>
            denied.includes(action) ? { allowed: false, where: "identity", missing: action } : { allowed: true };
        const one = new ContainerFixture({ resources, judge });
        fixtures.push(one);
        const { blobs } = one.account;
        const image = sealImage(blobs, Buffer.from('{"config":{}}'), [blobs.put(Buffer.from("one"))]);
        const imageDigest = one.account.part(Images).push(REGISTRY, "web", image, ["candidate"]);
        const statuses = async () =>
            (await one.call("ecr:DescribeImageSigningStatus", WEB, { imageId: { imageDigest } }))["signingStatuses"];
        const renamed = async () => {
            const imageManifest = image.manifest.toString("utf8");
            await one.call("ecr:PutImage", WEB, { imageManifest, imageDigest, imageTag: "release-1" });
            return statuses();
        };
        return { profile, statuses, renamed };
    };
    const rule = (name: string, ...filters: string[]): JsonObject => ({
        SigningProfileArn: `arn:aws:signer:eu-west-1:111122223333:/signing-profiles/${name}`,
        ...(filters.length > 0
            ? { RepositoryFilters: filters.map((Filter) => ({ Filter, FilterType: "WILDCARD_MATCH" })) }
            : {}),
    });

    it("signs what is pushed by each rule that its repository matches, and nothing by others", async () => {
        const { statuses } = signing([rule("every"), rule("ours", "we*"), rule("theirs", "shop-*/*")]);
        assert.deepEqual(
            ((await statuses()) as JsonObject[]).map(({ signingProfileArn, status }) => [signingProfileArn, status]),
            ["every", "ours"].map((name) => [rule(name)["SigningProfileArn"], "COMPLETE"]),
        );
        assert.deepEqual(await signing([]).statuses(), []);
    });

    it("pushes all the same what may not be signed, and says why there is no signature", async () => {
        const { statuses, renamed } = signing([rule("ours")], ["signer:SignPayload"]);
        assert.deepEqual(await statuses(), [
            { signingProfileArn: rule("ours")["SigningProfileArn"], status: "COMPLETE" },
        ]);
        const [{ status, failureReason } = {}] = (await renamed()) as JsonObject[];
        assert.equal(status, "FAILED");
        assert.match(String(failureReason), /signer:SignPayload/);
    });

    it("signs as the lines ask for where no plan says what the registry does", async () => {
        const { profile, statuses } = signing(undefined);
        assert.deepEqual(await statuses(), [{ signingProfileArn: profile("said"), status: "COMPLETE" }]);
    });
});
