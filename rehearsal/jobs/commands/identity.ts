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
};
