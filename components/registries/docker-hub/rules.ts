// Rules of Docker Hub, and of what pulls from it, for the settings of a registry, beyond their shape.
import { partitionOf } from "../../../text/partition";
import type { Refusal, RuleContext, SettingRule } from "../../setting-rules";
import type { DockerHubSettings } from "../docker-hub";

type Rule = SettingRule<DockerHubSettings>;

/** A token that may push is only given where something is pushed. */
const pushesWhereImagesAreBuilt: Rule = ({ push, pull }, { makes }) => {
    if (makes === (push !== undefined)) return [];
    return makes
        ? [
              {
                  at: ["push"],
                  allowed: "who pushes: { username: …, passwordSecret: … }, or passwordParameter",
                  fix: `write below registry of the line: push: { username: ${pull.username}, passwordSecret: dockerHubPush }`,
                  also: [["pull", "username"]],
              },
          ]
        : [{ at: ["push"], is: "is set where promotesFrom is set", allowed: "nothing: images are built elsewhere" }];
};

/** One account has one token: of two, one would be used while the other is rotated. */
const tokenHasOnePlace: Rule = ({ push, pull }) =>
    Object.entries({ push, pull }).flatMap(([role, by]): Refusal[] => {
        if (by === undefined) return [];
        const { username, passwordParameter, passwordSecret, keyArn } = by;
        if (passwordSecret === undefined)
            return passwordParameter !== undefined
                ? []
                : [
                      {
                          at: [role, "passwordParameter"],
                          allowed:
                              "the name of a SecureString parameter that holds a token; or passwordSecret, the name of a secret under secrets of the stack",
                          instead: `/${username}/docker-hub/${role}`,
                          also: [
                              [role, "username"],
                              [role, "passwordSecret"],
                          ],
                      },
                  ];
        const besides = { passwordParameter, keyArn };
        return Object.entries(besides).flatMap(([key, value]) =>
            value === undefined
                ? []
                : [
                      {
                          at: [role, key],
                          is: "is set where passwordSecret is set",
                          allowed:
                              "one of the two: of passwordSecret, this program makes the parameter, by a key of its own",
                          also: [[role, "passwordSecret"]],
                      },
                  ],
        );
    });

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html */
const ecsLogsInByASecret: Rule = ({ pull }, about) =>
    !about.pullsBySecret || pull.secretArn !== undefined || pull.passwordSecret !== undefined
        ? []
        : [
              {
                  at: ["pull", "secretArn"],
                  allowed:
                      "the ARN of a secret in Secrets Manager, by which this target alone can log in; or pull.passwordSecret, of which one is made",
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

export const rules: readonly Rule[] = [
    pushesWhereImagesAreBuilt,
    tokenHasOnePlace,
    ecsLogsInByASecret,
    repositoryIsOneLines,
];
