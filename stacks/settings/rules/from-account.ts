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
