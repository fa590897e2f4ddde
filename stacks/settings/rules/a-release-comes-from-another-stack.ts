// A stack that promoted to itself would release what it has just released, for ever.
import { removing } from "../fixing-line";
import { refusal, type Rule } from "./rule";

export const rule: Rule = ({ promotesFrom, promotesTo }, about) => {
    const { project, environment } = about;
    const other = environment === "staging" ? "prod" : "staging";
    return [
        ...(promotesFrom?.environment === environment
            ? [refusal(about, ["promotesFrom", "environment"], environment, "another stack than this one", other)]
            : []),
        ...promotesTo.flatMap((to, index) => {
            const path = ["promotesTo", index, "environment"];
            if (to.environment === environment)
                return [refusal(about, path, environment, "another stack than this one", other)];
            const isBack = to.environment === promotesFrom?.environment;
            const isTwice = promotesTo.findIndex((first) => first.environment === to.environment) < index;
            if (!isBack && !isTwice) return [];
            return [
                {
                    path,
                    is: isBack
                        ? `is ${to.environment}, which promotesFrom names as well`
                        : `is ${to.environment} for the second time`,
                    allowed: "each stack once, and never the one releases come from",
                    fix: [removing(project, ["promotesTo", index])],
                },
            ];
        }),
    ];
};
