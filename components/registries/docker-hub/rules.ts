// What Docker Hub, and what pulls from it, demand of settings whose shape is right.
import { partitionOf } from "../../../text/partition";
import type { RuleContext, SettingRule } from "../../setting-rules";
import type { DockerHubSettings } from "../docker-hub";

type Rule = SettingRule<DockerHubSettings>;

/** A token that may push is given where something is pushed, and nowhere else. */
const pushesWhereImagesAreBuilt: Rule = ({ push }, { makes }) => {
    if (makes === (push !== undefined)) return [];
    return makes
        ? [
              {
                  at: ["push"],
                  allowed: "who pushes: { username: …, passwordParameter: … }",
                  fix: "set registry.push of the line",
              },
          ]
        : [{ at: ["push"], is: "is set where promotesFrom is set", allowed: "nothing: images are built elsewhere" }];
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html */
const ecsLogsInByASecret: Rule = ({ pull }, about) =>
    !about.pullsBySecret || pull.secretArn !== undefined
        ? []
        : [
              {
                  at: ["pull", "secretArn"],
                  allowed: "the ARN of a secret in Secrets Manager, by which this target alone can log in",
                  instead: sampleSecret(about),
                  also: [["pull"]],
              },
          ];

const sampleSecret = ({ account, region = "eu-west-1" }: RuleContext<DockerHubSettings>): string =>
    `arn:${partitionOf(region)}:secretsmanager:${region}:${account}:secret:docker-hub-AbCdEf`;

/** Two lines in one repository would move each other's tags. */
const repositoryIsOneLines: Rule = ({ repository }, { linesBefore }) =>
    linesBefore
        .filter(({ settings }) => settings.repository === repository)
        .map(({ line }) => ({
            at: ["repository"],
            allowed: `another repository: line ${line} pushes to this one`,
            instead: `${repository}-2`,
        }));

export const rules: readonly Rule[] = [pushesWhereImagesAreBuilt, ecsLogsInByASecret, repositoryIsOneLines];
