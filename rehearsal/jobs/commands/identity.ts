import { readArn } from "../../../plan/arn";
import { sessionOf } from "../../account/gateway";
import type { AwsCommand } from "./types";

export const identityCommands: Readonly<Record<string, AwsCommand>> = {
    "sts get-caller-identity": {
        api: "GetCallerIdentity",
        options: {},
        // Every role may ask who it is: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
        run: async (_, { by }) => {
            const { account } = readArn(by.role);
            return { UserId: "AROAREHEARSAL0000000:AWSCodeBuild", Account: account, Arn: sessionOf(by) };
        },
    },
    "sts assume-role": {
        api: "AssumeRole",
        options: { "role-arn": "text", "role-session-name": "text", "duration-seconds": "number" },
        required: ["role-arn", "role-session-name"],
        run: async (given, { account, by }) => {
            const role = String(given["role-arn"]);
            account.gateway.ask({ by, action: "sts:AssumeRole", on: role });
            const session = String(given["role-session-name"]);
            return {
                // Valid nowhere: who calls is known here by the way it comes in.
                Credentials: {
                    AccessKeyId: "ASIAREHEARSAL0000000",
                    SecretAccessKey: "rehearsed-and-valid-nowhere",
                    SessionToken: "rehearsed",
                    Expiration: new Date(Date.now() + Number(given["duration-seconds"] ?? 3600) * 1000).toISOString(),
                },
                AssumedRoleUser: {
                    AssumedRoleId: `AROAREHEARSAL0000000:${session}`,
                    Arn: sessionOf({ role, as: session, session }),
                },
            };
        },
    },
};
