import { parameterArn, secretArn } from "../../services/secrets";
import { arnIn } from "../../../plan/arn";
import type { Json, JsonObject } from "../../../plan/document";
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
    "ssm put-parameter": {
        api: "PutParameter",
        options: {
            ...{ name: "text", value: "text", type: "text", tier: "text" },
            ...{ "key-id": "text", overwrite: "flag", policies: "text" },
        },
        required: ["name", "value"],
        run: (given, site) => {
            const call = { action: "ssm:PutParameter", on: () => parameterArn(site.place, String(given["name"])) };
            return ask(call, capitals(parameters(given)), site);
        },
    },
    "ssm delete-parameter": {
        api: "DeleteParameter",
        options: { name: "text" },
        required: ["name"],
        run: async (given, site) => {
            const call = { action: "ssm:DeleteParameter", on: () => parameterArn(site.place, String(given["name"])) };
            await ask(call, capitals(parameters(given)), site);
            return undefined;
        },
    },
    "lambda invoke": {
        api: "Invoke",
        options: { "function-name": "text", payload: "text", "cli-binary-format": "text" },
        required: ["function-name"],
        positional: ["outfile"],
        run: async (given, site) => {
            const named = String(given["function-name"]);
            const on = named.startsWith("arn:") ? named : arnIn(site.place, "lambda", `function:${named}`);
            const input = { Payload: JSON.parse(String(given["payload"] ?? "null")) as Json };
            const answer = await site.account.gateway.call({ by: site.by, action: "lambda:InvokeFunction", on, input });
            const { Payload: payload, ...said } = answer as JsonObject;
            await site.files.write(given.positional[0] ?? "", Buffer.from(JSON.stringify(payload ?? null)));
            return said;
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
