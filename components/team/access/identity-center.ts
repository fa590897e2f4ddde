import type { Access } from "./access";

/** IAM Identity Center signs people in, and its permission sets take these policies by name. */
export const identityCenter: Access = {
    kind: "identity-center",
    grant: (_name, groups, { ref }) => ({
        outputs: {},
        // It lives in the organisation's management account, where this stack has no rights:
        // https://docs.aws.amazon.com/singlesignon/latest/userguide/howtocmp.html
        nextSteps: groups.map(
            ({ group, policies }) =>
                `in IAM Identity Center, make a permission set for ${group} of ${ref.environment} with ${policies.map(({ called }) => called).join(", ")}, and assign it to account ${ref.account}; let it ask for a second factor`,
        ),
    }),
};
