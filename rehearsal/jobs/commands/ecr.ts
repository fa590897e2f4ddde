import type { JsonObject } from "../../../plan/document";
import { arnIn } from "../../../plan/arn";
import { records } from "../../../plan/plans";
import { type AwsCommand, type JobSite, type Kind, plainCall, RawOutput } from "./types";

const repository = ({ repositoryName, registryId }: JsonObject, { place }: JobSite) =>
    arnIn({ ...place, account: String(registryId ?? place.account) }, "ecr", `repository/${String(repositoryName)}`);
const which = { "repository-name": "text", "registry-id": "text" } as const;

const call = (operation: string, options: Readonly<Record<string, Kind>>, required: readonly string[] = []) =>
    plainCall({
        action: `ecr:${operation}`,
        options: { ...which, ...options },
        required: ["repository-name", ...required],
        on: repository,
    });

export const ecrCommands: Readonly<Record<string, AwsCommand>> = {
    "ecr batch-get-image": call("BatchGetImage", { "image-ids": "structures", "accepted-media-types": "texts" }, [
        "image-ids",
    ]),
    "ecr describe-images": call("DescribeImages", { "image-ids": "structures", filter: "structure" }),
    "ecr describe-image-scan-findings": call("DescribeImageScanFindings", { "image-id": "structure" }, ["image-id"]),
    "ecr describe-image-signing-status": call("DescribeImageSigningStatus", { "image-id": "structure" }, ["image-id"]),
    "ecr put-image": call(
        "PutImage",
        {
            "image-tag": "text",
            "image-digest": "text",
            "image-manifest": "text",
            "image-manifest-media-type": "text",
        },
        ["image-manifest"],
    ),
    "ecr get-login-password": {
        api: "GetAuthorizationToken",
        options: {},
        run: async (_, { account, by, place }) => {
            const input = { region: place.region };
            const answer = await account.gateway.call({ by, action: "ecr:GetAuthorizationToken", on: "*", input });
            const [first] = records((answer as JsonObject)["authorizationData"]);
            const token = Buffer.from(String(first?.["authorizationToken"]), "base64").toString("utf8");
            return new RawOutput(`${token.replace("AWS:", "")}\n`);
        },
    },
};
