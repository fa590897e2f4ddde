import { parameterArn, secretArn } from "../../services/secrets";
import { ask, type AwsCommand, capitals, parameters } from "./types";

export const secretCommands: Readonly<Record<string, AwsCommand>> = {
    "ssm get-parameter": {
        api: "GetParameter",
        options: { name: "text", "with-decryption": "flag" },
        required: ["name"],
        run: (given, site) => {
            const call = {
                action: "ssm:GetParameter",
                on: () => parameterArn(site.place, String(given["name"])),
            };
            return ask(call, capitals(parameters(given)), site);
        },
    },
    "secretsmanager get-secret-value": {
        api: "GetSecretValue",
        options: { "secret-id": "text", "version-stage": "text", "version-id": "text" },
        required: ["secret-id"],
        run: (given, site) => {
            const call = {
                action: "secretsmanager:GetSecretValue",
                on: () => secretArn(site.account, site.place, String(given["secret-id"])),
            };
            return ask(call, capitals(parameters(given)), site);
        },
    },
};
