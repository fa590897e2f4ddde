// Copying between accounts needs a bus, a key and a repository that trust another account, which this version does not
// make: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
import { refusal, type Rule } from "./rule";

export const rule: Rule = ({ account, promotesFrom, promotesTo }, about) => {
    const ends = [
        ...(promotesFrom ? [{ path: ["promotesFrom", "account"], theirs: promotesFrom.account }] : []),
        ...promotesTo.map((to, index) => ({ path: ["promotesTo", index, "account"], theirs: to.account })),
    ];
    return ends
        .filter(({ theirs }) => theirs !== account)
        .map(({ path, theirs }) =>
            refusal(
                about,
                path,
                theirs,
                `${account}, this stack's own: promotion across accounts is not supported in this version`,
                account,
                [["account"]],
            ),
        );
};
