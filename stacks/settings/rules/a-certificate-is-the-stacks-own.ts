// A load balancer takes certificates of its own account and region only:
// https://docs.aws.amazon.com/acm/latest/userguide/acm-regions.html
import { partitionOf } from "../../../text/partition";
import { ecsTargets, refusal, type Rule } from "./rule";

export const sampleCertificate = (account: string, region = "eu-west-1"): string =>
    `arn:${partitionOf(region)}:acm:${region}:${account}:certificate/…`;

export const rule: Rule = (settings, about) =>
    ecsTargets(settings).flatMap(({ at, target: { certificateArn } }) => {
        const [, , , region, account] = certificateArn?.split(":") ?? [];
        if (certificateArn === undefined || about.region === undefined) return [];
        if (region === about.region && account === settings.account) return [];
        return [
            refusal(
                about,
                [...at, "certificateArn"],
                certificateArn,
                `a certificate of region ${about.region} and account ${settings.account}, where the load balancer is`,
                sampleCertificate(settings.account, about.region),
                [["account"]],
            ),
        ];
    });
