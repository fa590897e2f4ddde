// What an environment is told of the account.
import { refusing } from "./rule";

/** Two sources could disagree, and nobody would see which one was believed. */
export const accountIsKnownOnce = refusing(({ fromAccount: { githubOidcArn, stack } }) =>
    githubOidcArn === undefined || stack === undefined
        ? []
        : [
              {
                  at: ["fromAccount", "githubOidcArn"],
                  is: "is set, and stack says it as well",
                  allowed: "one of githubOidcArn and stack",
                  alsoStack: [["fromAccount", "stack"]],
              },
          ],
);

/** A role takes a policy of its own account, or one of AWS's: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
export const boundaryIsOfTheAccount = refusing(({ account, permissionsBoundary }) => {
    const whose = permissionsBoundary?.split(":")[4] ?? "aws";
    if (whose === "aws" || whose === account) return [];
    return [
        {
            at: ["permissionsBoundary"],
            is: `is of account ${whose}`,
            allowed: `a policy of account ${account}, which this stack is of, or one of AWS's`,
            instead: permissionsBoundary?.replace(whose, account),
            alsoStack: [["account"]],
        },
    ];
});
