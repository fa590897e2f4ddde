import * as ecr from "@pulumi/aws/ecr";
import { z } from "zod";

import type { OncePerAccount } from "./once";

const filters = z.array(
    z
        .string()
        .regex(/^[a-z0-9*](?:[._\-/a-z0-9*]?[a-z0-9*]+)*$/)
        .meta({ allowed: "a repository's name, with * for any part of it", examples: ["*"] }),
);

const settings = z
    .discriminatedUnion("type", [
        z.strictObject({
            type: z.literal("basic"),
            scanOnPush: filters
                .default(["*"])
                .meta({ description: "Repositories whose images are scanned when pushed." }),
        }),
        z.strictObject({
            type: z.literal("enhanced"),
            continuous: filters
                .default(["*"])
                .meta({ description: "Repositories whose images are scanned again when new weaknesses are known." }),
            scanOnPush: filters.default([]).meta({ description: "Repositories whose images are scanned when pushed." }),
        }),
    ])
    .meta({
        description: "How the registry of this account and region scans images. Default: what is set there stays.",
    });

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutRegistryScanningConfiguration.html */
export const registryScanning: OncePerAccount<"registryScanning", typeof settings> = {
    key: "registryScanning",
    settings,
    make(name, scanning, { region }, opts) {
        const rules = [
            ...rule("CONTINUOUS_SCAN", scanning.type === "enhanced" ? scanning.continuous : []),
            ...rule("SCAN_ON_PUSH", scanning.scanOnPush),
        ];
        new ecr.RegistryScanningConfiguration(
            `${name}-registry-scanning`,
            { scanType: scanning.type === "enhanced" ? "ENHANCED" : "BASIC", rules },
            opts,
        );
        return scanning.type === "basic"
            ? {}
            : // https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced.html
              {
                  nextSteps: [
                      `enhanced scanning switches on Amazon Inspector for images in ${region}, which costs for each image: look at its prices`,
                  ],
              };
    },
};

function rule(scanFrequency: string, names: readonly string[]) {
    if (names.length === 0) return [];
    return [{ scanFrequency, repositoryFilters: names.map((filter) => ({ filter, filterType: "WILDCARD" })) }];
}
